internal import Foundation
public import LinearAlgebra

/// Quadratic losses of N samples as functions of their attention, L̃_i(x) = ½‖U_iᵀx − y_i‖².
///
/// x is on the simplex of n tokens, given by logits; U_i (n × m) are the tokens' values and y_i the labels. This is
/// the squared loss of softmax attention with frozen values, U_i = X_i V, before it says where logits come from. For
/// m ≥ n − 1 values in general position L̃_i is strongly convex on the simplex; for m = 1 it is flat in n − 2
/// directions.
///
/// The *force* on sample i is F_i = J(x)∇L̃_i = x∘(g − xᵀg), g = U_i(U_iᵀx − y_i): minus the rate at which the
/// decoupled flow moves its logits.
public struct AttentionLosses: Equatable, Sendable {
  /// N.
  public let sampleCount: Int
  /// n.
  public let tokens: Int
  /// m.
  public let outputs: Int
  /// U_i, n × m.
  public let values: [Matrix]
  /// y_i, m numbers.
  public let labels: [[Double]]

  /// Losses of samples with `values` (each n × m) and `labels` (each m).
  public init(values: [Matrix], labels: [[Double]]) {
    precondition(!values.isEmpty && values.count == labels.count, "every sample needs values and labels")
    sampleCount = values.count
    (tokens, outputs) = (values[0].rows, values[0].columns)
    precondition(tokens >= 2, "attention needs two tokens at least")
    for (u, y) in zip(values, labels) {
      precondition(
        u.rows == tokens && u.columns == outputs && y.count == outputs, "values are n × m, labels m")
    }
    self.values = values
    self.labels = labels
  }

  /// Losses that vanish at the attention of these logits, sample by sample n of them.
  public init(values: [Matrix], minimizedAtLogits logits: [Double]) {
    let labels = values.indices.map { i in
      let n = values[i].rows
      return values[i].transposedProduct(with: Self.weights(Array(logits[i * n..<(i + 1) * n])))
    }
    self.init(values: values, labels: labels)
  }

  /// N·n, the number of logits.
  public var dimension: Int { sampleCount * tokens }

  /// softmax(z).
  static func weights(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// Buffers of one evaluation.
  public struct Workspace: Sendable {
    /// x and x' − x, all samples.
    var weights: [Double]
    var weightChanges: [Double]
    /// F and F' − F, all samples.
    var forces: [Double]
    var forceChanges: [Double]
    /// g and g' − g, one sample.
    var gradient: [Double]
    var gradientChange: [Double]
  }

  func makeWorkspace() -> Workspace {
    let (all, one) = (Array(repeating: 0.0, count: dimension), Array(repeating: 0.0, count: tokens))
    return Workspace(
      weights: all, weightChanges: all, forces: all, forceChanges: all, gradient: one, gradientChange: one)
  }

  /// Fills in x and F at the first N·n numbers of `state`; returns Σ L̃_i.
  ///
  /// - Complexity: 4·N·n·m flops and N·n exponentials, no allocation.
  @discardableResult
  func fillForces(_ state: [Double], _ workspace: inout Workspace) -> Double {
    var loss = 0.0
    for i in 0..<sampleCount {
      let first = i * tokens
      var largest = state[first]
      for a in 1..<tokens { largest = max(largest, state[first + a]) }
      var sum = 0.0
      for a in 0..<tokens {
        workspace.weights[first + a] = exp(state[first + a] - largest)
        sum += workspace.weights[first + a]
        workspace.gradient[a] = 0
      }
      for a in 0..<tokens { workspace.weights[first + a] /= sum }
      for o in 0..<outputs {
        var residual = -labels[i][o]
        for a in 0..<tokens { residual += values[i].storage[o * tokens + a] * workspace.weights[first + a] }
        for a in 0..<tokens { workspace.gradient[a] += values[i].storage[o * tokens + a] * residual }
        loss += 0.5 * residual * residual
      }
      var mean = 0.0
      for a in 0..<tokens { mean += workspace.weights[first + a] * workspace.gradient[a] }
      for a in 0..<tokens {
        workspace.forces[first + a] = workspace.weights[first + a] * (workspace.gradient[a] - mean)
      }
    }
    return loss
  }

  /// Fills in x and F at the logits z, x' − x and F' − F at z' = z + δ, where `state` is z, then δ; returns
  /// Σ L̃_i(x') − L̃_i(x).
  ///
  /// Differences are formed as such, x' − x = x∘expm1(w) with w = δ − log1p(Σ x expm1(δ)), and carried through the
  /// bilinear terms: they are right relative to themselves however small δ is.
  ///
  /// - Complexity: 6·N·n·m flops and 3·N·n exponentials, no allocation.
  @discardableResult
  func fillChanges(_ state: [Double], _ workspace: inout Workspace) -> Double {
    fillForces(state, &workspace)
    var change = 0.0
    for i in 0..<sampleCount {
      let first = i * tokens
      // A shift of all of a sample's δ moves no weight; the largest one as the origin keeps exponentials finite.
      var origin = state[dimension + first]
      for a in 1..<tokens { origin = max(origin, state[dimension + first + a]) }
      var sum = 0.0
      for a in 0..<tokens {
        sum += workspace.weights[first + a] * expm1(state[dimension + first + a] - origin)
      }
      let shift = log1p(sum)
      for a in 0..<tokens {
        workspace.weightChanges[first + a] =
          workspace.weights[first + a] * expm1((state[dimension + first + a] - origin) - shift)
        (workspace.gradient[a], workspace.gradientChange[a]) = (0, 0)
      }
      for o in 0..<outputs {
        var (residual, residualChange) = (-labels[i][o], 0.0)
        for a in 0..<tokens {
          let u = values[i].storage[o * tokens + a]
          residual += u * workspace.weights[first + a]
          residualChange += u * workspace.weightChanges[first + a]
        }
        for a in 0..<tokens {
          let u = values[i].storage[o * tokens + a]
          workspace.gradient[a] += u * residual
          workspace.gradientChange[a] += u * residualChange
        }
        change += residualChange * (residual + 0.5 * residualChange)
      }
      // F' − F = (x' − x)∘(g' − x'ᵀg') + x∘((g' − g) − ((x' − x)ᵀg' + xᵀ(g' − g))).
      var (mean, meanChange) = (0.0, 0.0)
      for a in 0..<tokens {
        let (x, dx) = (workspace.weights[first + a], workspace.weightChanges[first + a])
        mean += x * workspace.gradient[a]
        meanChange +=
          dx * (workspace.gradient[a] + workspace.gradientChange[a]) + x * workspace.gradientChange[a]
      }
      for a in 0..<tokens {
        let (x, dx) = (workspace.weights[first + a], workspace.weightChanges[first + a])
        let (g, dg) = (workspace.gradient[a], workspace.gradientChange[a])
        workspace.forceChanges[first + a] =
          dx * ((g + dg) - (mean + meanChange)) + x * (dg - meanChange)
      }
    }
    return change
  }

  /// ∂F_i/∂z_i = J H J + diag(F) − F xᵀ − x Fᵀ with H = U_iU_iᵀ, n × n; x and F as ``fillForces(_:_:)`` left them.
  func forceJacobian(_ sample: Int, _ workspace: Workspace) -> Matrix {
    let own = sample * tokens..<(sample + 1) * tokens
    let (x, force) = (Array(workspace.weights[own]), Array(workspace.forces[own]))
    // J U, n × m.
    var rows = values[sample]
    for o in 0..<outputs {
      var mean = 0.0
      for a in 0..<tokens { mean += x[a] * values[sample][a, o] }
      for a in 0..<tokens { rows[a, o] = x[a] * (values[sample][a, o] - mean) }
    }
    var jacobian = rows.transposed().gram()
    for b in 0..<tokens {
      for a in 0..<tokens { jacobian[a, b] -= force[a] * x[b] + x[a] * force[b] }
      jacobian[b, b] += force[b]
    }
    return jacobian
  }
}
