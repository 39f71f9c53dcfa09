internal import Foundation
internal import LinearAlgebra
internal import Spectra

/// Three tokens of which one is small, and a Hessian with μ/L = 0.1: a problem with x_(2) of order 1 where
/// the talk's form fails.
///
/// x = (0.50115, 0.49885, 1e-25). The eigenvector of μ is turned by an angle from that of the larger eigenvalue
/// of J, about (1, −1, 0): without one κ is (μ/L)ρ², 1.1111e48, and it exceeds the talk's 2.5115e48 from some 14° on.
package struct BoundaryCounterexample: Sendable {
  /// The angle, in radians, at which κ is 2.4475e48 (500-digit arithmetic): just below the talk's form.
  package static let angle = 0.234_073_766_688_503

  /// log10 κ of J²H.
  package let kappa: Double
  /// log10 of (μ/L)·(x_max/x_min)².
  package let talk: Double

  package init(angle: Double = Self.angle) throws {
    let point = try SimplexPoint(log10Weights: [log10(0.50115), log10(0.49885), -25])
    let first = [1, -1, 0].map { $0 / 2.0.squareRoot() }
    let second = [1, 1, -2].map { $0 / 6.0.squareRoot() }
    let (low, high) = (0.1, 1.0)
    var matrix = Matrix(rows: 3, columns: 3)
    for j in 0..<3 {
      for i in 0..<3 {
        func along(_ k: Int) -> Double { cos(angle) * first[k] + sin(angle) * second[k] }
        func across(_ k: Int) -> Double { cos(angle) * second[k] - sin(angle) * first[k] }
        matrix[i, j] = low * along(i) * along(j) + high * across(i) * across(j) + 1.0 / 3
      }
    }
    let hessian = try TangentHessian(matrix, coordinates: 3)
    kappa = try LinearizationSpectrum(point, hessian).log10ConditionNumber
    let rho = ExtremeEigenvalues(point).log10ConditionNumber
    talk = ConditionNumberBounds(point, log10JacobianConditionNumber: rho, hessian).log10Talk
  }
}
