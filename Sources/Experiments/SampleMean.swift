/// A mean over independent samples, or the quotient of two, with its standard error.
package struct SampleMean: Equatable, Sendable {
  package let value: Double
  /// Of the mean; NaN for fewer than two samples.
  package let standardError: Double

  package init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }

  /// The mean of some numbers.
  package init(_ values: [Double]) {
    self.init(values, over: Array(repeating: 1, count: values.count))
  }

  /// The quotient of two means over the same samples, to first order in what the samples differ by.
  package init(_ numerators: [Double], over denominators: [Double]) {
    precondition(numerators.count == denominators.count, "a quotient needs pairs")
    let count = Double(numerators.count)
    let below = denominators.reduce(0, +) / count
    let quotient = numerators.reduce(0, +) / count / below
    let squares = zip(numerators, denominators).reduce(0) { sum, pair in
      let residual = (pair.0 - quotient * pair.1) / below
      return sum + residual * residual
    }
    value = quotient
    standardError = count > 1 ? (squares / (count - 1) / count).squareRoot() : .nan
  }

  /// The distance from a prediction in standard errors.
  package func deviation(from theory: Double) -> Double { (value - theory) / standardError }
}
