internal import Foundation
internal import LinearAlgebra

/// How outputs f and labels y of one sample make a loss ℓ(f, y).
public enum Head: String, Codable, CaseIterable, Sendable {
  /// ℓ = ½ ‖f − y‖².
  case squared
  /// ℓ = Σ_o log(1 + e^{f_o}) − y_o f_o with labels in [0, 1], each output on its own.
  case logistic
  /// ℓ = log Σ_o e^{f_o} − Σ_o y_o f_o with labels a distribution over at least two outputs.
  case crossEntropy

  /// The loss of one sample; `slope` receives ∂ℓ/∂f.
  ///
  /// - Complexity: O(outputs), no allocation.
  @inline(__always)
  func loss(
    _ output: UnsafePointer<Double>, _ label: UnsafePointer<Double>, outputs: Int, stride: Int,
    slope: UnsafeMutablePointer<Double>
  ) -> Double {
    var loss = 0.0
    switch self {
    case .squared:
      for o in 0..<outputs {
        let residual = unsafe output[o * stride] - label[o]
        unsafe slope[o * stride] = residual
        loss += 0.5 * residual * residual
      }
    case .logistic:
      for o in 0..<outputs {
        let (f, y) = unsafe (output[o * stride], label[o])
        // log(1 + e^f) without overflow; σ(f) − y without cancellation for y = 0 and y = 1.
        loss += max(f, 0) - y * f + log1p(exp(-abs(f)))
        unsafe slope[o * stride] = (1 - y) / (1 + exp(-f)) - y / (1 + exp(f))
      }
    case .crossEntropy:
      var centre = 0
      for o in 0..<outputs where unsafe output[o * stride] > output[centre * stride] { centre = o }
      let largest = unsafe output[centre * stride]
      var rest = 0.0  // Σ e^{f − max f} over all but the largest
      for o in 0..<outputs where o != centre { rest += exp(unsafe output[o * stride] - largest) }
      for o in 0..<outputs {
        let (f, y) = unsafe (output[o * stride], label[o])
        loss += y * ((largest - f) + log1p(rest))
        // π_o − y_o = π_o (1 − y_o) − y_o (1 − π_o), with 1 − π_o known well where it is small.
        let probability = exp(f - largest) / (1 + rest)
        let complement = o == centre ? rest / (1 + rest) : 1 - probability
        unsafe slope[o * stride] = probability * (1 - y) - y * complement
      }
    }
    return loss
  }

  /// Throws unless the labels (m × N) are of the kind this loss is defined for.
  ///
  /// A distribution may add up to 1 within 1e-5: labels kept in single precision do not come closer.
  func check(_ labels: Matrix) throws(AttentionError) {
    guard self != .squared else { return }
    for i in 0..<labels.columns {
      for o in 0..<labels.rows where !(0...1).contains(labels[o, i]) {
        throw .label(sample: i, output: o, value: labels[o, i])
      }
      guard self == .crossEntropy else { continue }
      let sum = labels.column(i).reduce(0, +)
      guard abs(sum - 1) <= 1e-5 else { throw .labelSum(sample: i, sum: sum) }
    }
  }

  /// B with B·Bᵀ = ∂²ℓ/∂f² at outputs f, column by column, m × m.
  ///
  /// Squared: the identity. Logistic: diag √(σ(1 − σ)). Cross-entropy, with π = softmax(f): diag √π − π √πᵀ.
  func curvatureRoot(at output: [Double]) -> [[Double]] {
    let m = output.count
    var columns = Array(repeating: Array(repeating: 0.0, count: m), count: m)
    switch self {
    case .squared:
      for o in 0..<m { columns[o][o] = 1 }
    case .logistic:
      // σ(1 − σ) = 1 / (2 + e^f + e^−f) keeps its relative accuracy for large |f|.
      for o in 0..<m { columns[o][o] = (1 / (2 + exp(output[o]) + exp(-output[o]))).squareRoot() }
    case .crossEntropy:
      let probabilities = Softmax.weights(output)
      for j in 0..<m {
        let root = probabilities[j].squareRoot()
        // 1 − π_j as the sum of the others keeps its relative accuracy where π_j is nearly 1.
        let others = probabilities.indices.reduce(0) { $1 == j ? $0 : $0 + probabilities[$1] }
        for o in 0..<m { columns[j][o] = root * (o == j ? others : -probabilities[o]) }
      }
    }
    return columns
  }
}
