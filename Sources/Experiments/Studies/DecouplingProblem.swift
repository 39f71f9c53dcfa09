package import Attention
package import Dynamics
internal import Foundation
package import LinearAlgebra
internal import Randomness
internal import TeacherStudent

/// Samples with keys and values, a teacher that labels them, and the loss in its two forms.
///
/// As ``PromptAttentionLoss`` a token is its key followed by its values, X = [K U], W = diag(I, 0) and V = [0; I]:
/// keys and values can be chosen apart, and U is the same for all keys. As ``AttentionLosses`` keys do not appear.
package struct DecouplingProblem: Sendable {
  package let keys: DecouplingKeys
  /// p*, d.
  package let teacher: [Double]
  /// L̃.
  package let losses: AttentionLosses
  /// log x*, sample by sample.
  package let logTargets: [[Double]]
  /// H_i = U_iU_iᵀ.
  package let hessians: [Matrix]

  /// A problem whose teacher has a mean log attention ratio of log `ratio`.
  package init(_ keys: DecouplingKeys, outputs: Int, samples: Int, tokens: Int, ratio: Double, seed: UInt64) {
    self.keys = keys
    var valueStream = RandomStream(seed: seed, name: "decoupling values")
    let scale = 1 / Double(outputs).squareRoot()
    let values = (0..<samples).map { _ in
      Matrix(rows: tokens, columns: outputs, storage: valueStream.normals(tokens * outputs, scale: scale))
    }
    var promptStream = RandomStream(seed: seed, name: "decoupling teacher")
    var prompt = promptStream.normals(keys.keys.columns)
    func ranges(_ logits: [Double]) -> [Double] {
      (0..<samples).map { i in
        let own = logits[i * tokens..<(i + 1) * tokens]
        return (own.max() ?? 0) - (own.min() ?? 0)
      }
    }
    let factor = log(ratio) / ranges(keys.keys * prompt).mean
    for k in prompt.indices { prompt[k] *= factor }
    teacher = prompt
    let logits = keys.keys * prompt
    losses = AttentionLosses(values: values, minimizedAtLogits: logits)
    logTargets = (0..<samples).map { Softmax.logWeights(Array(logits[$0 * tokens..<($0 + 1) * tokens])) }
    hessians = values.map { $0.transposed().gram() }
  }

  /// The loss as the lab trains on it, over prompts of d + m entries of which the last m do nothing.
  package func promptLoss() throws -> PromptAttentionLoss {
    let (d, m) = (keys.keys.columns, losses.outputs)
    let tokens = losses.values.indices.flatMap { i in
      (0..<losses.tokens).map { a in keys.keys.row(i * losses.tokens + a) + losses.values[i].row(a) }
    }
    var keyMatrix = Matrix(rows: d + m, columns: d + m)
    for k in 0..<d { keyMatrix[k, k] = 1 }
    var value = Matrix(rows: d + m, columns: m)
    for o in 0..<m { value[d + o, o] = 1 }
    return try PromptAttentionLoss(
      tokens: TokenArray(
        samples: losses.sampleCount, tokens: losses.tokens, dimension: d + m, storage: Array(tokens.joined())),
      keyMatrix: .dense(keyMatrix), labels: Matrix(columnByColumn: losses.labels), trained: .prompt,
      value: value)
  }
}
