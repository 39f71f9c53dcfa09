import Foundation
import LinearAlgebra
import Randomness
import Spectra

/// Families of points of the simplex and of Hessians, the same in every run.
enum RandomPoints {
  /// A point with the name of its family.
  struct Named {
    let family: String
    let point: SimplexPoint
  }

  /// `count` points of each family, with 2 to `size` coordinates and ratios up to 10^`decades`.
  static func points(_ count: Int, size: Int = 9, decades: Double = 300) throws -> [Named] {
    var stream = RandomStream(seed: 5, name: "points")
    return try (0..<count).flatMap { _ in
      let n = 2 + stream.index(below: size - 1)
      let depth = -decades * stream.uniform()
      func jitter() -> Double { -stream.uniform() }
      let half = (0..<n).map { $0 < (n + 1) / 2 ? jitter() : depth + jitter() }
      let families: [(String, [Double])] = [
        ("one small", (0..<n).map { $0 == 0 ? depth : jitter() }),
        ("all but one small", (0..<n).map { $0 == 0 ? 0 : depth + jitter() }),
        ("half small", half),
        ("spread", (0..<n).map { _ in depth * stream.uniform() }),
        // Dirichlet of small concentration α: x ~ U^(1/α).
        ("Dirichlet", (0..<n).map { _ in log10(stream.uniform()) * 10 }),
        ("ties", (0..<n).map { _ in depth * Double(stream.index(below: 3)) / 2 }),
        ("near ties", (0..<n).map { depth * Double($0 % 2) + 1e-12 * Double(stream.index(below: 3)) }),
      ]
      return try families.map { family, decimals in
        Named(family: family, point: try SimplexPoint(logits: decimals.map { $0 * log(10) }))
      }
    }
  }

  /// A symmetric positive definite matrix with eigenvalues from `smallest` to 1.
  static func hessian(_ size: Int, smallest: Double, _ stream: inout RandomStream) throws -> Matrix {
    let gaussian = Matrix(rows: size, columns: size, storage: stream.normals(size * size, scale: 1))
    let vectors = try QR(gaussian).orthogonalFactor
    let values = (0..<size).map { pow(smallest, Double($0) / Double(max(1, size - 1))) }
    let product = vectors * Matrix(diagonal: values) * vectors.transposed()
    var symmetric = product
    for j in 0..<size {
      for i in 0..<j { symmetric[i, j] = product[j, i] }
    }
    return symmetric
  }
}
