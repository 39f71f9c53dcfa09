public import LinearAlgebra

/// The decoupled flow of attention, and the distance of the coupled one from it.
///
/// The state is z, then δ = z' − z with z' the coupled flow's logits:
///
///     ż = −F(z)        δ̇ = −(F(z + δ) − F(z)) − E·F(z + δ)        E = KKᵀ − I
///
/// F(z + δ) − F(z) is never a difference of two evaluations, so that a gap of 1e-12 or of 1e-100 is known as well as
/// one of order one. For small E the gap is linear in it, δ̇ = −E·F(z) − ∂F/∂z·δ to first order; it stays bounded for
/// all times where the decoupled flow converges exponentially, ∫|F|dt < ∞.
public struct CouplingGap: VectorField {
  /// L̃.
  public let losses: AttentionLosses
  /// E, N·n × N·n.
  public let excess: Matrix

  /// The gap that keys with KKᵀ = I + E open.
  public init(_ losses: AttentionLosses, excess: Matrix) {
    precondition(
      excess.rows == losses.dimension && excess.columns == losses.dimension, "KKᵀ − I is N·n × N·n")
    self.losses = losses
    self.excess = excess
  }

  /// 2·N·n: z, then δ.
  public var dimension: Int { 2 * losses.dimension }

  /// Losses do not depend on time.
  public var isAutonomous: Bool { true }

  /// Makes the buffers.
  public func makeWorkspace() -> AttentionLosses.Workspace { losses.makeWorkspace() }

  /// Writes ż and δ̇.
  ///
  /// - Complexity: 10·N·n·m + 2·(N·n)² flops, no allocation.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double],
    workspace: inout AttentionLosses.Workspace
  ) {
    let count = losses.dimension
    losses.fillChanges(state, &workspace)
    for k in 0..<count {
      derivative[k] = -workspace.forces[k]
      derivative[count + k] = -workspace.forceChanges[k]
      workspace.forces[k] += workspace.forceChanges[k]
    }
    excess.subtractProduct(with: workspace.forces, from: &derivative, at: count)
  }

  /// How far the two flows are apart.
  public struct Gap: Equatable, Sendable {
    /// The largest |log(x'_a/x'_b) − log(x_a/x_b)| over samples and pairs of tokens.
    public var logRatio: Double
    /// Its sample.
    public var sample: Int
    /// Σ L̃_i of the decoupled flow.
    public var loss: Double
    /// Σ L̃_i of the coupled flow minus that.
    public var lossChange: Double
  }

  /// Measures the gap at a state.
  public func gap(at state: [Double]) -> Gap {
    var workspace = losses.makeWorkspace()
    let loss = losses.fillForces(state, &workspace)
    var gap = Gap(logRatio: 0, sample: 0, loss: loss, lossChange: losses.fillChanges(state, &workspace))
    for i in 0..<losses.sampleCount {
      let own = state[losses.dimension + i * losses.tokens..<losses.dimension + (i + 1) * losses.tokens]
      let range = (own.max() ?? 0) - (own.min() ?? 0)
      if range > gap.logRatio || range.isNaN { (gap.logRatio, gap.sample) = (range, i) }
    }
    return gap
  }
}
