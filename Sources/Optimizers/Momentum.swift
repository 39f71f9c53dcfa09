/// The state of the rules with one running sum or mean of the gradients.
public struct MomentumState: Codable, Equatable, Sendable {
  /// The running sum or mean, zero at first.
  public var buffer: [Double]

  init(dimension: Int) { buffer = Array(repeating: 0, count: dimension) }
}
