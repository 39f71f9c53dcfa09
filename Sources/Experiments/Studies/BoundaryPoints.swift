internal import Foundation
package import LinearAlgebra
package import Randomness
package import Spectra

/// A way for a point of the simplex to be near its boundary.
public enum BoundaryFamily: String, CaseIterable, Codable, Sendable {
  /// One weight small, the others of order 1: near the middle of a facet.
  case oneSmall = "one-small"
  /// All weights small but one: near a vertex.
  case allButOneSmall = "all-but-one-small"
  /// Half of the weights small: near the middle of a face.
  case halfSmall = "half-small"
  /// Logarithms of the weights uniform.
  case spread
  /// Dirichlet of small concentration.
  case dirichlet

  /// Logarithms of weights that need not sum to 1, with small ones down to about 10^−decades.
  ///
  /// Weights of one size are tied in every second point, and within one decade of each other in the rest:
  /// ties are where bounds are attained.
  package func logits(tokens: Int, decades: Double, _ stream: inout RandomStream) -> [Double] {
    let depth = decades * (1 - stream.uniform())
    let jitter = stream.uniform() < 0.5 ? 0 : -1.0
    func small(_ isSmall: Bool) -> Double { (isSmall ? -depth : 0) + jitter * stream.uniform() }
    let decimals = (0..<tokens).map { i in
      switch self {
      case .oneSmall: small(i == 0)
      case .allButOneSmall: small(i > 0)
      case .halfSmall: small(2 * i + 1 < tokens)
      case .spread: -depth * stream.uniform()
      case .dirichlet: Self.log10Gamma(shape: 1 / max(1, depth), &stream)
      }
    }
    return decimals.map { $0 * log(10) }
  }

  /// The decimal logarithm of a gamma variate of a shape up to 1, which itself may underflow.
  ///
  /// - Reference: Marsaglia and Tsang (2000); for shapes below 1, Γ(a) = Γ(a + 1)·U^{1/a}.
  private static func log10Gamma(shape: Double, _ stream: inout RandomStream) -> Double {
    let d = shape + 2.0 / 3
    while true {
      let normal = stream.normal()
      let root = 1 + normal / (9 * d).squareRoot()
      let cube = root * root * root
      guard root > 0,
        log(1 - stream.uniform()) < 0.5 * normal * normal + d - d * cube + d * log(cube)
      else { continue }
      return log10(d * cube) + log10(1 - stream.uniform()) / shape
    }
  }
}

/// How the eigenvectors of a Hessian lie beside those of the softmax Jacobian.
public enum HessianAlignment: String, CaseIterable, Codable, Sendable {
  /// Anyhow.
  case random
  /// The same eigenvectors, the small eigenvalues of H with the large ones of J, as far as evens out J²H: κ is (μ/L)ρ².
  case balancing
  /// The same eigenvectors, the extremes of H with those of J: κ is (L/μ)ρ².
  case amplifying

  /// A Hessian with eigenvalues from `ratio` to 1 on the tangent space, and some curvature across it.
  ///
  /// Balancing may need no more than a part of that range; it is then the part used.
  package func hessian(_ spectrum: SoftmaxJacobianSpectrum, ratio: Double, _ stream: inout RandomStream)
    throws
    -> Matrix
  {
    let count = spectrum.point.count
    let logs = spectrum.log10Eigenvalues
    // All orders of magnitude alike between the extremes.
    var values = logs.indices.map { _ in pow(ratio, stream.uniform()) }
    var vectors = Matrix(rows: count, columns: count - 1)
    switch self {
    case .random:
      var frame = Matrix(rows: count, columns: count, storage: stream.normals(count * count))
      frame.setColumn(0, to: Array(repeating: 1, count: count))
      let orthogonal = try QR(frame).orthogonalFactor
      for j in 1..<count { vectors.setColumn(j - 1, to: orthogonal.column(j)) }
      (values[0], values[count - 2]) = (ratio, 1)
    case .balancing, .amplifying:
      for j in logs.indices { vectors.setColumn(j, to: spectrum.eigenvector(j).components) }
      if self == .balancing {
        values = logs.map { min(1, ratio * pow(10, min(300, 2 * (logs[count - 2] - $0)))) }
      } else {
        (values[0], values[count - 2]) = (ratio, 1)
      }
    }
    var hessian = vectors * Matrix(diagonal: values) * vectors.transposed()
    for i in hessian.storage.indices { hessian.storage[i] += 1 / Double(count) }
    return hessian
  }
}
