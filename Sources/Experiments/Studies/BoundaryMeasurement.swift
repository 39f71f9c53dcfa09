internal import Foundation
package import LinearAlgebra
package import Spectra

/// What is measured at a point with a Hessian, and what bounds say of it. All numbers are decimal logarithms.
///
/// The bounds of J are compared with the Jacobi route's eigenvalues, those of M² for H = 1, and those of J²H use the
/// secular equation's ρ: neither side of a comparison is computed from the other.
package struct BoundaryMeasurement: Codable, Sendable {
  package let family: BoundaryFamily
  package let decades: Double
  package let alignment: HessianAlignment
  package let tokens: Int
  /// x_max/x_min.
  package let ratio: Double
  /// x_(2)/x_(n), what controls ρ.
  package let secondRatio: Double
  /// log x_min, natural: what rounding errors of logarithms scale with.
  package let logSmallestWeight: Double
  /// s_{n−1} and s_1, the extreme eigenvalues of J on the tangent space, by the Jacobi route.
  package let smallest: Double
  package let largest: Double
  /// ρ by the secular equation.
  package let secularRho: Double
  /// By how much any eigenvalue of J differs between the two routes.
  package let routesDisagreement: Double
  /// L/μ.
  package let spread: Double
  /// λ_max/λ_min of J²H.
  package let kappa: Double
  /// ‖J²H‖·‖(J²H)⁻¹‖ on the tangent space.
  package let singularKappa: Double
  /// (1 − x_max)/(1 − x_min)·x_max/x_min.
  package let safeRatio: Double
  package let bounds: ConditionNumberBounds
  package let jacobian: JacobianBounds

  /// ρ by the Jacobi route.
  package var rho: Double { largest - smallest }

  package init(
    family: BoundaryFamily, decades: Double, alignment: HessianAlignment,
    _ spectrum: SoftmaxJacobianSpectrum,
    _ matrix: Matrix
  ) throws {
    let point = spectrum.point
    let count = point.count
    let hessian = try TangentHessian(matrix, coordinates: count)
    let unit = try LinearizationSpectrum(point, TangentHessian(.identity(count), coordinates: count))
    let linearization = try LinearizationSpectrum(point, hessian)
    let ln10 = log(10.0)
    let sorted = point.logWeights.sorted(by: >)
    // 1 − x_i as the sum of the others, in units of the largest of them.
    func logComplement(_ others: ArraySlice<Double>) -> Double {
      let centre = others.first ?? 0
      return centre + log(others.reduce(0) { $0 + exp($1 - centre) })
    }
    self.family = family
    self.decades = decades
    self.alignment = alignment
    tokens = count
    ratio = point.log10Ratio
    secondRatio = (sorted[1] - sorted[count - 1]) / ln10
    logSmallestWeight = sorted[count - 1]
    smallest = unit.log10Eigenvalues[0] / 2
    largest = unit.log10Eigenvalues[count - 2] / 2
    secularRho = ExtremeEigenvalues(point).log10ConditionNumber
    routesDisagreement =
      zip(unit.log10Eigenvalues, spectrum.log10Eigenvalues).map { abs($0 / 2 - $1) }.max() ?? .nan
    spread = log10(hessian.largestEigenvalue) - log10(hessian.smallestEigenvalue)
    kappa = linearization.log10ConditionNumber
    singularKappa = linearization.log10SingularConditionNumber
    safeRatio =
      (logComplement(sorted.dropFirst()) - logComplement(sorted.dropLast()) + sorted[0] - sorted[count - 1])
      / ln10
    bounds = ConditionNumberBounds(point, log10JacobianConditionNumber: secularRho, hessian)
    jacobian = JacobianBounds(point)
  }

  /// Whether the talk's form holds, up to rounding.
  package var talkHolds: Bool { bounds.talkHolds(log10ConditionNumber: kappa) }

  /// Whether theory says that the talk's form fails: it exceeds (L/μ)·ρ² already with ρ bounded from the weights alone.
  package var talkMustFail: Bool {
    ratio * 2 - spread > max(0, 2 * jacobian.log10ConditionNumber.upperBound + spread) + 1e-9
  }

  /// Whether it fails because the Hessian balances the Jacobian: κ is then max(1, (μ/L)·ρ²) with ρ < x_max/x_min.
  package var talkMustFailBalanced: Bool {
    alignment == .balancing && ratio * 2 - spread > max(0, 2 * secularRho - spread) + 1e-9
  }
}
