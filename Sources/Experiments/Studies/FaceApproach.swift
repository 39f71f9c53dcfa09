internal import Dynamics
internal import Foundation

/// A linear loss that is smallest on a face: how the weights off the face vanish.
///
/// Under ẋ = −J²g they obey ẏ_j = −y_j(y_j + ‖x_F‖²·Σ y) with y_j = x_jΔ_j, so that y_j·t → 1/(1 + k‖x_F‖²) for each of
/// the k tokens off the face, x_F being the point of the face that is approached; under ẋ = −Jg they vanish like
/// e^{−Δ_j t}.
struct FaceApproach {
  /// Tokens on the face.
  let face: Int
  /// Tokens off it.
  let suboptimal: Int
  let log10Time: Double
  /// max_j |x_jΔ_j·t·(1 + k‖x_F‖²) − 1|, from the uniform point.
  let deviation: Double
  /// max_j |log(x_j/x_F)/(−Δ_j t) − 1| of the replicator flow.
  let replicatorDeviation: Double
  /// log10 times, and the largest weight of the face from a start where its weights differ.
  let choice: [(log10Time: Double, largest: Double)]

  init(face: Int, suboptimal: Int, log10Time: Double) throws {
    (self.face, self.suboptimal, self.log10Time) = (face, suboptimal, log10Time)
    // Gaps 1, 2, … beside the face.
    let gaps = (1...suboptimal).map(Double.init)
    let payoffs = [Double](repeating: 0, count: face) + gaps.map { -$0 }
    let uniform = [Double](repeating: 0, count: payoffs.count)
    let time = pow(10, log10Time)
    var gradient = SimplexIntegration(SimplexFlow(.gradient, .payoffs(payoffs)), fromLogits: uniform)
    try gradient.advance(to: time)
    let weights = gradient.state.weights
    let square = weights[..<face].reduce(0) { $0 + $1 * $1 }
    deviation =
      gaps.indices.map { abs(weights[face + $0] * gaps[$0] * time * (1 + Double(suboptimal) * square) - 1) }
      .max() ?? .nan

    let replicatorTime = 100.0
    var replicator = SimplexIntegration(SimplexFlow(.replicator, .payoffs(payoffs)), fromLogits: uniform)
    try replicator.advance(to: replicatorTime)
    let logs = replicator.state.logRatios
    replicatorDeviation =
      gaps.indices.map { abs((logs[face + $0] - logs[0]) / (-gaps[$0] * replicatorTime) - 1) }.max() ?? .nan

    let uneven = (0..<payoffs.count).map { $0 == 0 ? 0.1 : 0 }
    var choosing = SimplexIntegration(SimplexFlow(.gradient, .payoffs(payoffs)), fromLogits: uneven)
    choice = try (0...Int(log10Time)).map { exponent in
      try choosing.advance(to: pow(10, Double(exponent)))
      let onFace = choosing.state.weights[..<face]
      return (Double(exponent), (onFace.max() ?? .nan) / onFace.reduce(0, +))
    }
  }
}
