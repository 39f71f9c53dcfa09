internal import LinearAlgebra

/// The vectors of sum zero, in the orthonormal basis of Helmert's contrasts.
enum TangentSpace {
  /// Q, n × (n − 1): column k is (1, …, 1, −k, 0, …, 0)/√(k(k+1)) with k ones, k = 1 … n − 1.
  static func basis(_ count: Int) -> Matrix {
    var basis = Matrix(rows: count, columns: count - 1)
    for k in 1..<count {
      let scale = 1 / (Double(k) * Double(k + 1)).squareRoot()
      for i in 0..<k { basis[i, k - 1] = scale }
      basis[k, k - 1] = -Double(k) * scale
    }
    return basis
  }

  /// The lower triangle of QᵀHQ for a symmetric H, in twice the working precision, row by row.
  ///
  /// What H does along (1, …, 1) cancels here; it may be most of H.
  ///
  /// - Complexity: O(n²).
  static func restriction(of matrix: Matrix) -> [[DoubleDouble]] {
    let count = matrix.rows
    let scales = (1..<count).map { k in
      DoubleDouble(1) / (DoubleDouble(Double(k)) * DoubleDouble(Double(k + 1))).squareRoot()
    }
    // Contrast k of a vector: the sum of what stands before element k, less k times that element.
    func contrasts(_ vector: [DoubleDouble]) -> [DoubleDouble] {
      var sum = DoubleDouble(0)
      var result: [DoubleDouble] = []
      for k in 1..<count {
        sum = sum + vector[k - 1]
        result.append((sum - DoubleDouble(Double(k)) * vector[k]) * scales[k - 1])
      }
      return result
    }
    let half = (0..<count).map { contrasts(matrix.column($0).map { DoubleDouble($0) }) }
    return (0..<count - 1).map { i in Array(contrasts(half.map { $0[i] }).prefix(i + 1)) }
  }
}
