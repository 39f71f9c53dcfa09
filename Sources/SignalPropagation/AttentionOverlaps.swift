internal import Foundation
internal import LinearAlgebra

/// What rows of a random attention matrix have in common, on the average and for any number of tokens.
///
/// A_ij = softmax_j(x̂_iᵀQᵀK x̂_j/√d) with x̂ a regular simplex of squared norm d and cosine c, and the logits of
/// variance σ_A². In the limit of large d the logits are normal with Cov(a_ij, a_kl) = σ_A² ĉ_ik ĉ_jl; what a row has
/// in common cancels in its softmax, so that a row is that of n independent normal numbers of standard deviation s =
/// σ_A√(1 − c), and numbers at the same place of two rows have correlation c. Negative c down to −1/(n − 1) as well.
///
/// The averages are exact in n. Where n ≫ e^(s²) the first two are e^(s²)/n and e^(cs²)/n; for s² of order 2 log n the
/// attention condenses on few tokens, and those are wrong by any factor.
///
/// Derived for the model of Cowsik, Nebabu, Qi and Ganguli (2024), "Geometric dynamics of signal propagation predict
/// trainability of transformers"; checked by Monte Carlo, not compared with printed equations.
public struct AttentionOverlaps: Equatable, Sendable {
  /// S₂ = E Σ_j A_ij².
  public let row: Double
  /// S₁₁ = E Σ_j A_ij A_kj for i ≠ k; NaN for one token.
  public let pair: Double
  /// T₂ = E Σ_j A_ij²(1 − 2A_ij + S_ii), how the row answers to its logits; S_ik = Σ_j A_ij A_kj.
  public let rowResponse: Double
  /// T₁₁ = E Σ_j A_ij A_kj(1 − A_ij − A_kj + S_ik) for i ≠ k; NaN for one token.
  public let pairResponse: Double

  /// The averages for `tokens` ≥ 1, σ_A ≥ 0 and −1/(n − 1) ≤ c ≤ 1.
  ///
  /// - Complexity: Some ms for σ_A below 3; the worst, σ_A = 1000 with c near 0.998, is of order 10 s.
  public init(tokens: Int, scale: Double, correlation c: Double) {
    precondition(tokens >= 1 && scale >= 0, "attention needs a token and a scale that is not negative")
    let n = Double(tokens)
    guard !c.isNaN else {
      self.init(row: .nan, pair: .nan, rowResponse: .nan, pairResponse: .nan)
      return
    }
    let variance = scale * scale * max(0, 1 - c)
    if tokens == 1 {
      self.init(row: 1, pair: .nan, rowResponse: 0, pairResponse: .nan)
    } else if variance == 0 {
      let response = (1 - 1 / n) / n
      self.init(row: 1 / n, pair: 1 / n, rowResponse: response, pairResponse: response)
    } else if tokens == 2 {
      // A = (1 ± tanh(a/2))/2 with a the difference of the logits.
      let q = variance / 2
      let moments = ActivationMoments(.tanh, variance: q)
      let kernel = ActivationKernel(.tanh, varU: q, varV: q, covariance: c * q)
      self.init(
        row: (1 + moments.meanSquare) / 2, pair: (1 + kernel.value) / 2,
        rowResponse: moments.meanSquareSlope / 4, pairResponse: kernel.derivative / 4)
    } else {
      self.init(LaplaceAverages(tokens: tokens, variance: variance, correlation: c))
    }
  }

  init(row: Double, pair: Double, rowResponse: Double, pairResponse: Double) {
    self.row = row
    self.pair = pair
    self.rowResponse = rowResponse
    self.pairResponse = pairResponse
  }

  init(_ averages: LaplaceAverages) {
    let (single, double) = (averages.singles, averages.doubles)
    self.init(
      row: single.second, pair: double.overlap,
      rowResponse: single.second - 2 * single.third + single.square,
      pairResponse: double.overlap - 2 * double.cross + double.square)
  }
}
