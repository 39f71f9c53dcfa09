/// Why a spectrum cannot be computed.
public enum SpectrumError: Error, Equatable, Sendable {
  /// Fewer than two coordinates: the tangent space has no direction.
  case tooFewCoordinates(Int)
  /// A logit or log weight that is NaN or infinite.
  case notFinite(index: Int, value: Double)
  /// A weight that is not positive, where the tangent space ends.
  case notPositive(index: Int, value: Double)
  /// Weights whose logarithms differ by more than a million, which leaves them few digits.
  case tooSpread(Double)
  /// Weights that do not sum to 1.
  case badSum(Double)
  /// A Hessian of another size than the point.
  case hessianShape(rows: Int, columns: Int, coordinates: Int)
  /// A Hessian with a NaN or infinite element.
  case hessianNotFinite(row: Int, column: Int)
  /// A Hessian with two elements that differ from their mirror images.
  case hessianNotSymmetric(row: Int, column: Int)
  /// A Hessian whose smallest eigenvalue on the tangent space is not positive beyond rounding.
  case hessianNotPositiveDefinite(smallest: Double, largest: Double)
  /// A numerical method gave up.
  case notConverged(routine: String)
}

extension SpectrumError: CustomStringConvertible {
  /// The error as one line, which begins with what it is about.
  public var description: String {
    switch self {
    case .tooFewCoordinates(let count):
      "\(count) coordinate\(count == 1 ? "" : "s"): a spectrum on the tangent space needs at least two"
    case .notFinite(let index, let value): "element \(index) is \(value), not a finite number"
    case .notPositive(let index, let value):
      "element \(index) is \(value): weights must be positive (log10x holds those below 1e-308)"
    case .tooSpread(let range): "the logarithms span \(range), more than a million"
    case .badSum(let sum): "the weights sum to \(sum), not to 1"
    case .hessianShape(let rows, let columns, let coordinates):
      "the Hessian is \(rows) × \(columns), the point has \(coordinates) coordinates"
    case .hessianNotFinite(let row, let column): "the Hessian has no finite number at [\(row)][\(column)]"
    case .hessianNotSymmetric(let row, let column):
      "the Hessian is not symmetric: [\(row)][\(column)] and [\(column)][\(row)] differ"
    case .hessianNotPositiveDefinite(let smallest, let largest):
      "the Hessian is not positive definite on the tangent space, where its eigenvalues go from \(smallest) to "
        + "\(largest)"
    case .notConverged(let routine): "\(routine) did not converge"
    }
  }
}
