internal import Foundation

/// A unit vector of the tangent space Σ v_i = 0 whose components may be smaller than any double.
public struct TangentVector: Equatable, Sendable {
  /// −1, 0 or 1 for each component.
  public let signs: [Double]
  /// log10 |v_i|; −∞ where the sign is 0.
  public let log10Magnitudes: [Double]

  /// The components; those below 5e-324 are 0.
  public var components: [Double] { zip(signs, log10Magnitudes).map { $0 * pow(10, $1) } }

  /// Scales components, given by their signs and natural logarithms, to unit length.
  init(signs: [Double], logMagnitudes: [Double]) {
    let largest = logMagnitudes.max() ?? 0
    let square = logMagnitudes.reduce(0) { $0 + exp(2 * ($1 - largest)) }
    let logNorm = largest + 0.5 * log(square)
    self.signs = signs
    log10Magnitudes = logMagnitudes.map { ($0 - logNorm) / SimplexPoint.ln10 }
  }
}
