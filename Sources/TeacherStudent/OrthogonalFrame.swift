public import LinearAlgebra
public import Randomness

/// Random matrices with orthonormal columns.
public enum OrthogonalFrame {
  /// A rows × columns matrix Q with QᵀQ = I, Haar distributed; rows ≥ columns.
  ///
  /// The Q of the QR factorisation of a Gaussian matrix is Haar only if the diagonal of R is made positive:
  /// left to LAPACK, its signs depend on the algorithm.
  ///
  /// - Complexity: 4·columns²·(rows − columns/3) flops.
  /// - Reference: Mezzadri (2007), "How to generate random matrices from the classical compact groups".
  public static func random(rows: Int, columns: Int, _ stream: inout RandomStream) -> Matrix {
    precondition(rows >= columns, "at most as many orthonormal columns as rows")
    let gaussian = Matrix(rows: rows, columns: columns, storage: stream.normals(rows * columns))
    guard let factors = try? QR(gaussian) else { preconditionFailure("a Gaussian matrix is finite") }
    var frame = factors.orthogonalFactor
    for j in 0..<columns where factors.triangularFactor[j, j] < 0 {
      frame.setColumn(j, to: frame.column(j).map { -$0 })
    }
    return frame
  }
}
