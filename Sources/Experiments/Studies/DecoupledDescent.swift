internal import Foundation
internal import LinearAlgebra
internal import Spectra

/// The other case: gradient descent where samples do not share parameters, z ← z − η·J(x)(x − x*), x = softmax(z).
///
/// Three weights, two of them equal and one smaller by the ratio, H = I, from uniform attention. The linearisation
/// is J²: κ is the ratio squared, and until the small weight is near its goal it falls like t^{−1/2}.
package struct DecoupledDescent {
  /// A step on a logarithmic schedule.
  package struct Instant {
    package let step: Int
    package let smallest: Double
    package let loss: Double
  }

  package let ratio: Double
  package let learningRate: Double
  package let log10ConditionNumber: Double
  package let instants: [Instant]
  /// Steps until the smallest weight is within a hundredth of its goal.
  package let steps: Int
  /// d log x/d log t while the smallest weight falls from 1/30 to ten times its goal; NaN if there is no such stretch.
  package let exponent: Double
  /// The last decade's rate of log |x/x* − 1|, over the linearisation's forecast.
  package let rateQuotient: Double

  /// Runs until the smallest weight is within 1e-6 of its goal.
  package init(ratio: Double) throws {
    self.ratio = ratio
    let point = try SimplexPoint(logits: [0, 0, -log(ratio)])
    let goal = point.weights
    let spectrum = try LinearizationSpectrum(point, TangentHessian(.identity(3), coordinates: 3))
    log10ConditionNumber = spectrum.log10ConditionNumber
    // As large as it may be for all x: J is nowhere larger than ½, nor J² than ¼.
    learningRate = 4
    var logits = [0.0, 0, 0]
    var instants: [Instant] = []
    var (arrival, late): (Int?, (step: Int, error: Double)?) = (nil, nil)
    var quotient = Double.nan
    var nextRecord = 1.0
    for step in 1... {
      let largest = max(logits[0], logits[1], logits[2])
      var x = (exp(logits[0] - largest), exp(logits[1] - largest), exp(logits[2] - largest))
      let sum = x.0 + x.1 + x.2
      x = (x.0 / sum, x.1 / sum, x.2 / sum)
      let gaps = (x.0 - goal[0], x.1 - goal[1], x.2 - goal[2])
      let error = abs(gaps.2 / goal[2])
      if Double(step) >= nextRecord {
        nextRecord *= pow(10, 0.1)
        let loss = 0.5 * (gaps.0 * gaps.0 + gaps.1 * gaps.1 + gaps.2 * gaps.2)
        instants.append(Instant(step: step, smallest: x.2, loss: loss))
      }
      if error < 1e-2, arrival == nil { arrival = step }
      if error < 1e-5, late == nil { late = (step, error) }
      if error < 1e-6 {
        if let late {
          let measured = log(error / late.error) / Double(step - late.step)
          let forecast = LinearDescentRule.gradientDescent(learningRate: learningRate)
            .logRate(curvature: pow(10, spectrum.log10Eigenvalues[0]))
          quotient = measured / forecast
        }
        break
      }
      let mean = x.0 * gaps.0 + x.1 * gaps.1 + x.2 * gaps.2
      logits[0] -= learningRate * x.0 * (gaps.0 - mean)
      logits[1] -= learningRate * x.1 * (gaps.1 - mean)
      logits[2] -= learningRate * x.2 * (gaps.2 - mean)
    }
    let stretch = instants.filter { $0.smallest < 1.0 / 30 && $0.smallest > 10 * goal[2] }
    exponent =
      stretch.count >= 3
      ? LinearFit(stretch.map { log(Double($0.step)) }, stretch.map { log($0.smallest) }).slope : .nan
    self.instants = instants
    steps = arrival ?? 0
    rateQuotient = quotient
  }
}
