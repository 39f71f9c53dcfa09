import Foundation
import LinearAlgebra
import Randomness
import Spectra
import Testing

@Suite("ConditionNumberBounds")
struct ConditionNumberBoundsTests {
  private static let ln10 = 2.302585092994046

  private struct Measured {
    let family: String
    let bounds: ConditionNumberBounds
    let eigenvalueRatio: Double
    let singularValueRatio: Double
  }

  private func measurements() throws -> [Measured] {
    var stream = RandomStream(seed: 11, name: "Hessians")
    return try RandomPoints.points(60, size: 7).map { named in
      let smallest = [1.0, 0.1, 1e-4][stream.index(below: 3)]
      let matrix = try RandomPoints.hessian(named.point.count, smallest: smallest, &stream)
      let hessian = try TangentHessian(matrix, coordinates: named.point.count)
      let spectrum = try LinearizationSpectrum(named.point, hessian)
      let rho = ExtremeEigenvalues(named.point).log10ConditionNumber
      return Measured(
        family: named.family,
        bounds: ConditionNumberBounds(named.point, log10JacobianConditionNumber: rho, hessian),
        eigenvalueRatio: spectrum.log10ConditionNumber,
        singularValueRatio: spectrum.log10SingularConditionNumber)
    }
  }

  /// No allowance here: bounds that are attained must not look violated.
  @Test func correctedBoundsAreNeverViolated() throws {
    let all = try measurements()
    #expect(all.count >= 400)
    for measured in all {
      #expect(measured.bounds.log10Lower <= measured.eigenvalueRatio, "\(measured.family)")
      #expect(measured.eigenvalueRatio <= measured.singularValueRatio, "\(measured.family)")
      #expect(measured.singularValueRatio <= measured.bounds.log10Upper, "\(measured.family)")
    }
    // The planted fault: the talk's form taken for a theorem.
    let violated = all.filter { $0.bounds.log10Talk > $0.eigenvalueRatio + 1e-9 }
    #expect(Set(violated.map(\.family)).isSuperset(of: ["one small", "all but one small", "ties"]))
    for measured in all {
      #expect(
        measured.bounds.talkHolds(log10ConditionNumber: measured.eigenvalueRatio)
          != violated.contains {
            $0.eigenvalueRatio == measured.eigenvalueRatio && $0.family == measured.family
          }
          || abs(measured.bounds.log10Talk - measured.eigenvalueRatio) < 1e-8)
    }
  }

  private func bounds(_ logits: [Double], _ matrix: Matrix) throws -> (ConditionNumberBounds, Double, Double)
  {
    let point = try SimplexPoint(logits: logits)
    let hessian = try TangentHessian(matrix, coordinates: logits.count)
    let rho = ExtremeEigenvalues(point).log10ConditionNumber
    let kappa = try LinearizationSpectrum(point, hessian).log10ConditionNumber
    return (ConditionNumberBounds(point, log10JacobianConditionNumber: rho, hessian), rho, kappa)
  }

  /// Two weights of order 1 and one of 1e-25, μ along their difference: κ is (μ/L)ρ², below the talk's form.
  @Test func theTalkFailsWithOneSmallWeight() throws {
    let small = -25 * Self.ln10
    // Eigenvectors (1, −1, 0), (1, 1, −2) and 1 with 0.1, 1 and 1.
    let matrix = Matrix(rowByRow: [[0.55, 0.45, 0], [0.45, 0.55, 0], [0, 0, 1]])
    let (bounds, rho, kappa) = try bounds([0, 0, small], matrix)
    #expect(abs(kappa - (2 * rho - 1)) < 1e-12 && abs(bounds.log10Lower - kappa) < 1e-12)
    #expect(abs(bounds.log10Talk - 49) < 1e-12)
    #expect(!bounds.talkHolds(log10ConditionNumber: kappa))
  }

  @Test func twoCoordinates() throws {
    let (bounds, rho, kappa) = try bounds([0, -400], Matrix(rowByRow: [[2, 0.3], [0.3, 5]]))
    #expect(rho == 0 && kappa == 0 && bounds.log10Lower == 0 && bounds.log10Upper == 0)
    #expect(bounds.log10Talk > 340 && !bounds.talkHolds(log10ConditionNumber: kappa))
  }

  @Test func uniformWeightsMeetEveryForm() throws {
    let (bounds, _, kappa) = try bounds([1, 1, 1, 1], .identity(4))
    #expect(abs(kappa) < 1e-14 && abs(bounds.log10Upper) < 1e-13 && bounds.log10Lower == 0)
    #expect(bounds.talkHolds(log10ConditionNumber: kappa))
  }
}
