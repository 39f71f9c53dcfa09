public import LinearAlgebra
internal import TeacherStudent

extension PromptAttentionLoss {
  /// The Fisher information of the attention weights about the prompt, F = (1/N) Σ K_iᵀ J_i K_i; d × d.
  ///
  /// The Hessian at p of the mean Kullback–Leibler divergence from the attention of p to that of another prompt: a
  /// step −η·F⁻¹·∇L is the natural gradient, and for small η mirror descent on the weights with the entropy as
  /// its potential. It knows J but not J²: of the two factors J in a Gauss–Newton matrix it removes one.
  ///
  /// Tokens are measured from the dominant one, so that a nearly one-hot sample keeps its small contribution's digits.
  ///
  /// - Complexity: 2·N·n·d² flops, and 4·d³ with a dense key matrix.
  /// - Reference: Amari (1998).
  public func attentionFisherInformation(at parameters: [Double]) -> Matrix {
    let query = query(parameters)
    let (d, n) = (features, tokens)
    let parts = Parallel.map(partition.partCount) { part in
      var sum = Matrix(rows: d, columns: d)
      for i in partition.samples(ofPart: part) {
        let state = state(i, query)
        var rows = sampleRows(i, from: state.dominant)
        let mean = rows * state.weights
        for a in 0..<n {
          let root = (state.weights[a] / Double(sampleCount)).squareRoot()
          for k in 0..<d { rows[k, a] = root * (rows[k, a] - mean[k]) }
        }
        BLAS.multiply(rows, .plain, rows, .transposed, adding: 1, into: &sum)
      }
      return sum
    }
    var inQuery = Matrix(rows: d, columns: d)
    for part in parts {
      for e in inQuery.storage.indices { inQuery.storage[e] += part.storage[e] }
    }
    var information = keyMatrix.transposeApplied(to: keyMatrix.transposeApplied(to: inQuery).transposed())
    for l in 0..<d {
      for k in 0..<l {
        information[k, l] = 0.5 * (information[k, l] + information[l, k])
        information[l, k] = information[k, l]
      }
    }
    return information
  }
}
