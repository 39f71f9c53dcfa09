internal import Foundation
internal import LinearAlgebra
internal import Randomness
internal import Spectra

/// The spectrum of J with m weights of order 1 and k weights ε·c_j beside what it tends to as ε → 0.
///
/// m − 1 eigenvalues tend to those of the face, the other k to ε·eig(C^{1/2}(I + 11ᵀ/m)C^{1/2}): for tied weights
/// ε, k − 1 times, and ε·n/(n − k); for a single one ε·n/(n − 1).
package struct BoundaryAsymptotics: Sendable {
  package struct Case: Sendable {
    package let tokens: Int
    package let small: Int
    package let isTied: Bool
    package let log10Epsilon: Double
    /// The largest distance of log10 eigenvalues from their limits.
    package let deviation: Double
  }

  package let cases: [Case]

  /// Compares spectra for some sizes and ε from 0.1 to 1e-600.
  package init(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "boundary").substream("asymptotics")
    var cases: [Case] = []
    for tokens in [3, 6, 12, 36] {
      for small in Set([1, 2, tokens / 2, tokens - 1]).sorted() {
        for isTied in small == 1 ? [true] : [true, false] {
          let face = stream.normals(tokens - small, scale: 0.5)
          let sizes = (0..<small).map { _ in isTied ? 1 : 0.2 + 0.8 * stream.uniform() }
          for log10Epsilon in [-1.0, -2, -3, -4, -6, -8, -10, -12, -16, -25, -100, -300, -600] {
            let deviation = try Self.deviation(face, sizes, log10Epsilon)
            cases.append(
              Case(
                tokens: tokens, small: small, isTied: isTied, log10Epsilon: log10Epsilon,
                deviation: deviation))
          }
        }
      }
    }
    self.cases = cases
  }

  private static func deviation(_ face: [Double], _ sizes: [Double], _ log10Epsilon: Double) throws -> Double
  {
    let ln10 = log(10.0)
    // ε in units of the face's sum, which is a factor that the normalisation takes out of all weights.
    let logSum = log(face.reduce(0) { $0 + exp($1) })
    let point = try SimplexPoint(logits: face + sizes.map { log($0) + log10Epsilon * ln10 + logSum })
    let epsilon = (point.logWeights[face.count] - log(sizes[0])) / ln10
    let order = sizes.count
    var matrix = Matrix(rows: order, columns: order)
    for j in 0..<order {
      for i in 0..<order {
        matrix[i, j] = (sizes[i] * sizes[j]).squareRoot() / Double(face.count) + (i == j ? sizes[i] : 0)
      }
    }
    // All of order 1, so that plain eigenvalues will do.
    let small = try matrix.symmetricEigenvalues().map { epsilon + log10($0) }
    let large =
      face.count < 2 ? [] : SoftmaxJacobianSpectrum(try SimplexPoint(logits: face)).log10Eigenvalues
    let measured = SoftmaxJacobianSpectrum(point).log10Eigenvalues
    return zip(measured, small + large).map { abs($0 - $1) }.max() ?? .nan
  }
}
