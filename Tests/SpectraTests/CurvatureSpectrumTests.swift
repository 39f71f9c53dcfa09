import Foundation
import LinearAlgebra
import Objectives
import Randomness
import Spectra
import Testing

@Suite("CurvatureSpectrum")
struct CurvatureSpectrumTests {
  /// A factor with rows whose lengths span `decades`.
  private func gradedFactor(rows: Int, columns: Int = 6, decades: Double, seed: UInt64 = 1) -> Matrix {
    var stream = RandomStream(seed: seed, name: "graded rows")
    var factor = Matrix(rows: rows, columns: columns, storage: stream.normals(rows * columns))
    for i in 0..<rows {
      // In no order: sorted rows would be kind to algorithms that know nothing of them.
      let scale = pow(10, -decades * Double((5 * i + 3) % rows) / Double(rows - 1))
      for j in 0..<columns { factor[i, j] *= scale }
    }
    return factor
  }

  @Test func prescribedEigenvalues() throws {
    let wanted = [1e-9, 1e-4, 0.5, 3]
    let objective = Quadratic(spectrum: wanted, reflectedAlong: [1, -1, 2, 0.5])
    let spectrum = try CurvatureSpectrum(hessianOf: objective, at: [0, 0, 0, 0])
    for (value, expected) in zip(spectrum.log10Eigenvalues, wanted) {
      #expect(abs(value - log10(expected)) < 1e-6)
    }
    #expect(abs(spectrum.log10ConditionNumber - log10(3e9)) < 1e-6)
    #expect(abs(spectrum.stableRank - (0.25 + 9) / 9) < 1e-7)
    #expect(spectrum.rank == 4 && spectrum.negativeEigenvalues.isEmpty)
  }

  /// Row scales of any range: each eigenvalue to its own relative accuracy. With one row for each column the product
  /// of the eigenvalues is the squared determinant, which LU finds however graded the rows are.
  @Test(arguments: [2.0, 60, 140])
  func gradedRowsAreResolved(_ decades: Double) throws {
    let factor = gradedFactor(rows: 6, decades: decades)
    let spectrum = try CurvatureSpectrum(gaussNewtonFactor: factor)
    #expect(spectrum.rank == 6 && spectrum.log10Resolution == -.infinity && spectrum.relativeError < 1e-10)
    let triangle = try QR(factor.transposed()).triangularFactor
    let logDeterminant = (0..<6).reduce(0) { $0 + 2 * log10(triangle[$1, $1].magnitude) }
    #expect(abs(spectrum.log10Eigenvalues.reduce(0, +) - logDeterminant) < 1e-11)
    // The planted fault: bidiagonalisation returns noise for the small ones.
    let plain = try factor.singularValues().map { 2 * log10($0) }.reduce(0, +)
    #expect((abs(plain - logDeterminant) > 1) == (decades > 10))
  }

  /// H = RᵀR + E with an E as small as the smallest eigenvalue: known to relative accuracy from the factor only.
  @Test func smallResidualsKeepSmallEigenvalues() throws {
    let scales = [1.0, 1e-12, 1e-24]
    let rest = Matrix(diagonal: [0.3, 0.5e-24, 0.25e-48])
    let objective = Shifted(factor: Matrix(diagonal: scales), rest: rest)
    let spectrum = try CurvatureSpectrum(hessianOf: objective, at: [0, 0, 0])
    for (value, expected) in zip(spectrum.log10Eigenvalues, [1.25e-48, 1.5e-24, 1.3]) {
      #expect(abs(value - log10(expected)) < 1e-12)
    }
    #expect(spectrum.rank == 3 && spectrum.relativeError < 1e-12)
    // The same residual part where it is not small: two eigenvalues drown in rounding and are said to.
    let large = Shifted(
      factor: Matrix(diagonal: scales), rest: Matrix(rowByRow: [[0, 0.1, 0], [0.1, 0, 0], [0, 0, 0]]))
    let drowned = try CurvatureSpectrum(hessianOf: large, at: [0, 0, 0])
    #expect(drowned.rank == 2 && drowned.negativeEigenvalues.count == 1)
    #expect(drowned.log10Resolution > -17 && drowned.log10Resolution < -14)
  }

  private struct Shifted: TwiceDifferentiable {
    let factor: Matrix
    let rest: Matrix
    var dimension: Int { factor.columns }
    struct Workspace: Sendable {}
    func makeWorkspace(trajectories: Int) -> Workspace { Workspace() }
    func evaluate(
      _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
    ) {}
    func hessian(at parameters: [Double]) -> Matrix {
      var sum = factor.gram()
      for k in sum.storage.indices { sum.storage[k] += rest.storage[k] }
      return sum
    }
    func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
      hessian(at: parameters) * direction
    }
    func gaussNewtonFactor(at parameters: [Double]) -> Matrix { factor }
    func residualCurvature(at parameters: [Double]) -> Matrix { rest }
  }

  @Test func rankIsThatOfTheRows() throws {
    // Three rows of five, one of them zero: two eigenvalues, three zeros.
    let factor = Matrix(rowByRow: [[1, 2, 0, 0, 1], [0, 0, 0, 0, 0], [0, 1e-20, 1e-20, 0, 0]])
    let spectrum = try CurvatureSpectrum(gaussNewtonFactor: factor)
    #expect(spectrum.log10Eigenvalues.count == 5 && spectrum.log10Eigenvalues[2] < -29)
    let nothing = try CurvatureSpectrum(gaussNewtonFactor: Matrix(rows: 3, columns: 2))
    #expect(nothing.rank == 0 && nothing.log10ConditionNumber.isNaN && nothing.stableRank == 0)
    // Dependent rows: the numerical rank has a threshold and says so.
    let dependent = Matrix(rowByRow: [[1, 2], [2, 4], [3, 6.000_000_000_000_001]])
    let one = try CurvatureSpectrum(gaussNewtonFactor: dependent)
    #expect(one.rank == 1 && one.log10ConditionNumber == 0 && one.log10Resolution > -35)
  }

  @Test func matricesThatAreNotFinite() {
    let broken = Matrix(rowByRow: [[1, .nan], [0, 1]])
    #expect(throws: SpectrumError.self) { try CurvatureSpectrum(gaussNewtonFactor: broken) }
  }
}
