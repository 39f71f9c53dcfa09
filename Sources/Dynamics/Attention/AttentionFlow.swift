public import LinearAlgebra

/// What gradient flow in the prompt does to the attention of N samples, seen in their logits.
///
///     ż_i = −Σ_j K_iK_jᵀ J_j∇L̃_j        (coupled)        ż_i = −J_i∇L̃_i        (decoupled)
///
/// and ẋ_i = J_i ż_i, so that the attention moves as ẋ_i = −J_i Σ_j K_iK_jᵀJ_j∇L̃_j and ẋ_i = −J_i²∇L̃_i. The first
/// is ṗ = −∇L seen through z_i = K_i p, for any keys; the second is the first for K_iK_jᵀ = δᵢⱼI. The loss is the
/// *sum* over samples: the flow of a mean has the same path and is N times slower.
public struct AttentionFlow: VectorField {
  /// L̃.
  public let losses: AttentionLosses
  /// KKᵀ − I for the keys of all samples one below the other, N·n × N·n; nil: zero.
  public let excess: Matrix?

  /// A flow; without an excess the samples are decoupled.
  public init(_ losses: AttentionLosses, excess: Matrix? = nil) {
    if let excess {
      precondition(
        excess.rows == losses.dimension && excess.columns == losses.dimension, "KKᵀ − I is N·n × N·n")
    }
    self.losses = losses
    self.excess = excess
  }

  /// N·n.
  public var dimension: Int { losses.dimension }

  /// Losses do not depend on time.
  public var isAutonomous: Bool { true }

  /// Makes the buffers.
  public func makeWorkspace() -> AttentionLosses.Workspace { losses.makeWorkspace() }

  /// Writes ż.
  ///
  /// - Complexity: 4·N·n·m + 2·(N·n)² flops, no allocation.
  public func evaluate(
    at time: Double, _ state: [Double], into derivative: inout [Double],
    workspace: inout AttentionLosses.Workspace
  ) {
    losses.fillForces(state, &workspace)
    for k in derivative.indices { derivative[k] = -workspace.forces[k] }
    excess?.subtractProduct(with: workspace.forces, from: &derivative, at: 0)
  }

  /// Writes ∂ż/∂z = −KKᵀ·diag(∂F_i/∂z_i).
  public func jacobian(
    at time: Double, _ state: [Double], derivative: [Double], into jacobian: inout Matrix,
    workspace: inout AttentionLosses.Workspace
  ) -> Int? {
    losses.fillForces(state, &workspace)
    let n = losses.tokens
    for k in jacobian.storage.indices { jacobian.storage[k] = 0 }
    for j in 0..<losses.sampleCount {
      let block = losses.forceJacobian(j, workspace)
      for b in 0..<n {
        for a in 0..<n {
          jacobian[j * n + a, j * n + b] -= block[a, b]
          guard let excess else { continue }
          for k in 0..<dimension { jacobian[k, j * n + b] -= excess[k, j * n + a] * block[a, b] }
        }
      }
    }
    return 1
  }

  /// Σ L̃_i at these logits.
  public func loss(at logits: [Double]) -> Double {
    var workspace = losses.makeWorkspace()
    return losses.fillForces(logits, &workspace)
  }
}

extension Matrix {
  /// y −= A·x for the part of y that begins at `first`; allocates nothing.
  func subtractProduct(with x: [Double], from y: inout [Double], at first: Int) {
    for j in 0..<columns {
      let factor = x[j]
      for i in 0..<rows { y[first + i] -= storage[j * rows + i] * factor }
    }
  }
}
