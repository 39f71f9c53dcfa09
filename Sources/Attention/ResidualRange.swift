internal import Foundation
public import LinearAlgebra
internal import Objectives

/// How much of the residual a first-order change of the parameters can remove.
///
/// Near a zero of the loss the residual lies in the range of the Jacobian ∂f/∂θ, and what slows training is its
/// conditioning. A residual outside the range is out of reach of any small step: a plateau, not a stall.
public struct ResidualRange: Equatable, Sendable {
  /// ‖P r‖²/‖r‖² with P the projector onto the range of ∂f/∂θ; 1 for a zero residual.
  public let share: Double
  /// log10 of λmax/λmin of the Gauss–Newton matrix over its numerical range.
  public let log10ConditionNumber: Double

  /// The split of the residual of a squared loss at one parameter vector.
  ///
  /// - Complexity: O(N·m·dimension·min(N·m, dimension)).
  public init(_ loss: PromptAttentionLoss, at parameters: [Double]) throws(LinearAlgebraError) {
    let factor = loss.gaussNewtonFactor(at: parameters)
    let residual = loss.residuals(at: parameters)
    let decomposition = try SVD(factor)
    let values = decomposition.values
    let largest = values.first ?? 0
    let floor = largest * Double(max(factor.rows, factor.columns)) * .ulpOfOne
    let rank = values.count { $0 > floor }
    let total = residual.euclideanNorm
    var inside = 0.0
    for k in 0..<rank where total > 0 {
      let component = decomposition.leftVectors.column(k).dot(residual) / total
      inside += component * component
    }
    share = total > 0 ? min(inside, 1) : 1
    log10ConditionNumber = rank > 0 ? 2 * log10(largest / values[rank - 1]) : .nan
  }
}

extension PromptAttentionLoss {
  /// The residuals ∂ℓ/∂f of all samples and outputs, N·m: f − y for the squared loss.
  public func residuals(at parameters: [Double]) -> [Double] {
    let query = query(parameters)
    return (0..<sampleCount).flatMap { state($0, query).slopes }
  }
}
