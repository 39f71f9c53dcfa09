internal import Foundation
internal import LinearAlgebra

/// Where on the simplex one sample's attention is, and how far it is from being stationary on its own.
///
/// The loss of a sample as a function of its attention vector s, ℓ(Vᵀ Xᵀ s), has the gradient ∇L̃ = Σ_o ℓ'_o u_o. On
/// the simplex s is a KKT point if, with the multiplier c = sᵀ∇L̃, the products s_a(∇_aL̃ − c) vanish and no
/// ∇_aL̃ is below c; in the interior that is ∇L̃ = c·1. All samples share one prompt, so that at a stationary
/// point of the loss only a mean over them has to vanish: these are diagnostics of one sample, zero where its residual
/// is, and not conditions.
public struct SampleStationarity: Equatable, Sendable {
  /// The part of the simplex a point is near.
  public enum Place: String, CaseIterable, Codable, Sendable {
    /// No weight is small.
    case interior
    /// Some weights are small.
    case face
    /// All weights but one together are small.
    case vertex
  }

  /// A weight below this share of 1/n is small, and so are all others together below this sum.
  public static let smallWeight = 1e-3

  /// See ``Place``.
  public let place: Place
  /// log10(1 − max s), also where max s rounds to 1.
  public let log10OneMinusLargest: Double
  /// ‖s∘(∇L̃ − c·1)‖₂ = ‖J∇L̃‖₂.
  public let stationarityResidual: Double
  /// max(0, c − min_a ∇_aL̃): a token that would lower the loss if it had weight.
  public let dualInfeasibility: Double

  /// The place of a point with these log weights, and log10 of 1 less its largest weight.
  ///
  /// - Complexity: O(n).
  static func place(_ logWeights: [Double]) -> (Place, log10OneMinusLargest: Double) {
    guard let centre = logWeights.indices.max(by: { logWeights[$0] < logWeights[$1] }) else {
      return (.interior, -.infinity)
    }
    // log Σ e^w over all but the largest, scaled by the second largest.
    let rest = logWeights.indices.filter { $0 != centre }.map { logWeights[$0] }
    let second = rest.max() ?? -.infinity
    let logRest = second > -.infinity ? second + log(rest.reduce(0) { $0 + exp($1 - second) }) : -.infinity
    let bound = log(smallWeight)
    let smallest = rest.min() ?? 0
    let place: Place =
      logRest < bound ? .vertex : smallest < bound - log(Double(logWeights.count)) ? .face : .interior
    return (place, logRest / log(10))
  }
}

extension PromptAttentionLoss {
  /// Each sample's place on the simplex and KKT residuals at one parameter vector.
  ///
  /// - Complexity: 4·N·n·d flops, shared between threads.
  public func sampleStationarity(at parameters: [Double]) -> [SampleStationarity] {
    let query = query(parameters)
    let logWeights = logWeights(at: parameters)
    return Parallel.map(sampleCount) { i in
      let state = state(i, query)
      // ∇_aL̃ − c: the part that matters, for tokens of weight 0 as well.
      let gradient = (0..<tokens).map { a in
        (0..<outputs).reduce(0) { $0 + state.slopes[$1] * state.centredValues[$1][a] }
      }
      let (place, log10OneMinusLargest) = SampleStationarity.place(logWeights[i])
      return SampleStationarity(
        place: place, log10OneMinusLargest: log10OneMinusLargest,
        stationarityResidual: zip(state.weights, gradient).map { $0 * $1 }.euclideanNorm,
        dualInfeasibility: max(0, -(gradient.min() ?? 0)))
    }
  }
}
