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
}
