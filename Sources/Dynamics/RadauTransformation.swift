internal import LinearAlgebra

/// T with T⁻¹A⁻¹T block diagonal: the real eigenvalue, then the block of the complex pair.
enum RadauTransformation {
  /// T, row by row: the real eigenvector, and real and imaginary part of a complex one.
  ///
  /// - Reference: Hairer and Wanner (1996), RADAU5.
  static let vectors = [
    [0.09443876248897524, -0.14125529502095421, 0.03002919410514742],
    [0.25021312296533332, 0.20412935229379994, -0.38294211275726192],
    [1, 1, 0],
  ]

  /// T⁻¹, row by row.
  static let inverse: [[Double]] = {
    guard let factors = try? LU(Matrix(rowByRow: vectors)) else { preconditionFailure("T is regular") }
    let columns = (0..<3).map { j in factors.solve((0..<3).map { $0 == j ? 1 : 0 }) }
    return (0..<3).map { i in columns.map { $0[i] } }
  }()

  /// T⁻¹A⁻¹T, row by row; checked to be block diagonal.
  static let blocks: [[Double]] = {
    let product =
      Matrix(rowByRow: inverse) * Matrix(rowByRow: RadauStages.inverse) * Matrix(rowByRow: vectors)
    for (i, j) in [(0, 1), (0, 2), (1, 0), (2, 0)] {
      precondition(abs(product[i, j]) < 1e-12, "T does not bring A⁻¹ into blocks")
    }
    return (0..<3).map(product.row)
  }()

  /// target ← M·source, for three vectors.
  static func apply(_ matrix: [[Double]], _ source: [[Double]], into target: inout [[Double]]) {
    for i in 0..<3 {
      target[i].clear()
      for j in 0..<3 { target[i].add(matrix[i][j], times: source[j]) }
    }
  }
}
