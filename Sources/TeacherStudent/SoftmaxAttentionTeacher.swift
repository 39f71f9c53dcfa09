internal import Foundation
public import LinearAlgebra

/// Single-layer softmax attention with a prompt, f(X) = Vᵀ Xᵀ softmax(X W p).
///
/// Written plainly, sample by sample after two matrix products: it labels data once, and it is the independent
/// route by which the fast kernels that train students are tested. Logits and token values carry the
/// rounding of one inner product each; the softmax is shifted by its largest logit, so that no logit overflows.
/// Given the logits, ratios of weights are exact to a few units in the last place; all weights of a sample share
/// the rounding of one sum of n terms.
public struct SoftmaxAttentionTeacher: Teacher {
  /// The teacher has no state of its own.
  public init() {}

  /// The logits z_i = X_i W p.
  ///
  /// - Complexity: 2·N·n·d + 2·d² flops.
  public func logits(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, prompt: [Double]) -> Matrix {
    let logits = tokens.columns.transposedProduct(with: keyMatrix.applied(to: prompt))
    return Matrix(rows: tokens.tokens, columns: tokens.samples, storage: logits)
  }

  /// The attention weights softmax(z), column by column.
  ///
  /// What rounding z − max z loses (Knuth 1969), which for a gap of 700 would be 250 units in the last place of the
  /// exponential, is put back.
  public func weights(_ logits: Matrix) -> Matrix {
    var weights = logits
    for i in 0..<logits.columns {
      var column = logits.column(i)
      let largest = column.max() ?? 0
      for a in column.indices {
        let gap = column[a] - largest
        let moved = gap - column[a]
        let lost = (column[a] - (gap - moved)) - (largest + moved)
        column[a] = exp(gap)
        if lost.isFinite { column[a] += column[a] * lost }
      }
      let sum = column.reduce(0, +)
      weights.setColumn(i, to: column.map { $0 / sum })
    }
    return weights
  }

  /// The outputs f_i = Vᵀ X_iᵀ s_i with s_i = softmax(z_i).
  ///
  /// - Complexity: 2·N·n·d·(1 + outputs) flops and N·n exponentials.
  public func outputs(
    _ tokens: TokenArray, _ keyMatrix: KeyMatrix, _ parameters: TeacherParameters
  ) -> Matrix {
    let weights = weights(logits(tokens, keyMatrix, prompt: parameters.prompt))
    var values = Matrix(rows: parameters.value.columns, columns: tokens.samples * tokens.tokens)
    BLAS.multiply(parameters.value, .transposed, tokens.columns, .plain, into: &values)
    var outputs = Matrix(rows: values.rows, columns: tokens.samples)
    for i in 0..<tokens.samples {
      for k in 0..<values.rows {
        var sum = 0.0
        for a in 0..<tokens.tokens { sum += weights[a, i] * values[k, i * tokens.tokens + a] }
        outputs[k, i] = sum
      }
    }
    return outputs
  }
}
