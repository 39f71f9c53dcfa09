import Foundation
import LinearAlgebra
import Randomness
import Spectra
import Testing

@Suite("LinearizationSpectrum")
struct LinearizationSpectrumTests {
  typealias Solver = @Sendable (SimplexPoint, TangentHessian) throws -> [Double]

  private static let right: Solver = { try LinearizationSpectrum($0, $1).log10Eigenvalues }

  private func wrongCases(_ solver: Solver) throws -> [String] {
    try SpectrumCase.all.filter { reference in
      let values = try solver(try reference.point(), try reference.tangentHessian())
      return distance(values, reference.linearizationLog10Eigenvalues) >= 1e-12
    }.map(\.name)
  }

  @Test func everyEigenvalueOfTheReferenceCasesIsRight() throws {
    #expect(try wrongCases(Self.right) == [])
  }

  @Test(arguments: SpectrumCase.all)
  func conditionNumbersAreRight(_ reference: SpectrumCase) throws {
    let spectrum = try LinearizationSpectrum(try reference.point(), try reference.tangentHessian())
    #expect(abs(spectrum.log10ConditionNumber - reference.linearizationLog10Kappa) < 1e-12)
    #expect(
      abs(spectrum.log10SingularConditionNumber - reference.linearizationLog10SingularKappa) < 1e-12)
    #expect(spectrum.log10SingularConditionNumber >= spectrum.log10ConditionNumber)
  }

  /// The planted faults: the eigenvalues of an assembled matrix, and J where J² belongs.
  @Test func theSuiteRejectsWrongSolvers() throws {
    let assembled = try SpectrumCase.all.filter { reference in
      let x = try reference.point().weights
      let count = x.count
      var jacobian = Matrix(diagonal: x)
      for i in 0..<count { for j in 0..<count { jacobian[i, j] -= x[i] * x[j] } }
      let product = jacobian * Matrix(rowByRow: reference.hessian) * jacobian
      let values = try product.symmetricEigenvalues().dropFirst().map { log10($0) }
      return !(distance(values, reference.linearizationLog10Eigenvalues) < 1e-12)
    }
    #expect(assembled.count > 20)
    #expect(
      try wrongCases { point, _ in SoftmaxJacobianSpectrum(point).log10Eigenvalues.map { $0 } }.count > 20)
  }

  /// With H = I the linearisation is J²: two routes that share nothing.
  @Test(arguments: [1.0, 100, 600])
  func identityGivesTheSquareOfTheJacobian(_ decades: Double) throws {
    for named in try RandomPoints.points(15, decades: decades) {
      let hessian = try TangentHessian(.identity(named.point.count), coordinates: named.point.count)
      let spectrum = try LinearizationSpectrum(named.point, hessian)
      let squares = SoftmaxJacobianSpectrum(named.point).log10Eigenvalues.map { 2 * $0 }
      #expect(distance(spectrum.log10Eigenvalues, squares) < 2e-12, "\(named.family)")
      #expect(abs(spectrum.log10SingularConditionNumber - spectrum.log10ConditionNumber) < 2e-12)
    }
  }

  /// det(M²S) = (n Π x)² det S.
  @Test func determinant() throws {
    var stream = RandomStream(seed: 2, name: "determinant")
    for named in try RandomPoints.points(15, size: 12) where named.point.count > 2 {
      let count = named.point.count
      let matrix = try RandomPoints.hessian(count, smallest: 1e-3, &stream)
      let spectrum = try LinearizationSpectrum(
        named.point, try TangentHessian(matrix, coordinates: count))
      // det S = det H · (1ᵀH⁻¹1)/n.
      let cholesky = try Cholesky(matrix)
      let ones = [Double](repeating: 1, count: count)
      let logDeterminant =
        (0..<count).reduce(0) { $0 + 2 * log10(cholesky.factor[$1, $1]) }
        + log10(ones.dot(cholesky.solve(ones)) / Double(count))
      let logs = named.point.logWeights.reduce(0, +) / log(10)
      let expected = 2 * (log10(Double(count)) + logs) + logDeterminant
      let sum = spectrum.log10Eigenvalues.reduce(0, +)
      #expect(abs(sum - expected) < 1e-11 + 1e-14 * abs(expected), "\(named.family)")
    }
  }

  /// J²H v = λ v.
  @Test func eigenvectorsAreSteadyDirections() throws {
    var stream = RandomStream(seed: 3, name: "eigenvectors")
    let point = try SimplexPoint(logits: [0, -1, -4, -2.5, -9, -3.2])
    let matrix = try RandomPoints.hessian(6, smallest: 0.01, &stream)
    let spectrum = try LinearizationSpectrum(
      point, try TangentHessian(matrix, coordinates: 6), wantsEigenvectors: true)
    let x = point.weights
    func jacobian(_ u: [Double]) -> [Double] {
      let mean = x.dot(u)
      return x.indices.map { x[$0] * (u[$0] - mean) }
    }
    #expect(spectrum.eigenvectors.columns == 5)
    let largest = pow(10, spectrum.log10Eigenvalues[4])
    for (j, value) in spectrum.log10Eigenvalues.enumerated() {
      let v = spectrum.eigenvectors.column(j)
      #expect(abs(v.euclideanNorm - 1) < 1e-14 && abs(v.reduce(0, +)) < 1e-14)
      let image = jacobian(jacobian(matrix * v))
      let eigenvalue = pow(10, value)
      let residual = zip(image, v).map { $0 - eigenvalue * $1 }.euclideanNorm
      // Forming J²Hv in doubles costs an ulp of the largest eigenvalue.
      #expect(residual < 1e-11 * eigenvalue + 1e-16 * largest)
      // The planted fault: the next eigenvalue.
      let other = pow(10, spectrum.log10Eigenvalues[(j + 1) % 5])
      #expect(zip(image, v).map { $0 - other * $1 }.euclideanNorm > 1e-3 * eigenvalue)
    }
  }

  /// A direction that dies out slowest, at a ratio no assembled matrix could show: the one small weight.
  @Test func nearStationaryDirection() throws {
    let point = try SimplexPoint(logits: [0, -0.2, -700, -0.4])
    let spectrum = try LinearizationSpectrum(
      point, try TangentHessian(.identity(4), coordinates: 4), wantsEigenvectors: true)
    let slow = spectrum.eigenvectors.column(0)
    let expected = SoftmaxJacobianSpectrum(point).eigenvector(0).components
    let sign: Double = slow[2] * expected[2] > 0 ? 1 : -1
    #expect(distance(slow.map { sign * $0 }, expected) < 1e-13)
  }

  /// κ enters to the first power: with H = I the replicator's spectrum is J's own; at moderate ratios it is that of the
  /// assembled J·H, and at any ratio the product of its eigenvalues is det M·det S.
  @Test func theReplicatorsSpectrum() throws {
    let sparse = try SimplexPoint(log10Weights: [-0.5, -300, -20, log10(1 - pow(10, -0.5))])
    let identity = try LinearizationSpectrum(
      sparse, TangentHessian(.identity(4), coordinates: 4), flow: .replicator)
    #expect(distance(identity.log10Eigenvalues, SoftmaxJacobianSpectrum(sparse).log10Eigenvalues) < 1e-12)
    let matrix = Matrix(rowByRow: [
      [2, 0.5, 0, 0], [0.5, 1, -0.25, 0], [0, -0.25, 3, 0.5], [0, 0, 0.5, 1.5],
    ])
    let hessian = try TangentHessian(matrix, coordinates: 4)
    let near = try SimplexPoint(weights: [0.4, 0.3, 0.2, 0.1])
    let spectrum = try LinearizationSpectrum(near, hessian, flow: .replicator)
    // The symmetric J^½·H·J^½ has the eigenvalues of J·H, and 0 for the direction 1.
    var assembled = Matrix(diagonal: near.weights)
    for j in 0..<4 { for i in 0..<4 { assembled[i, j] -= near.weights[i] * near.weights[j] } }
    let eigen = try SymmetricEigen(assembled)
    let root = eigen.vectors * Matrix(diagonal: eigen.values.map { max($0, 0).squareRoot() })
    let values = try (root.transposed() * (matrix * root)).symmetricEigenvalues()
    #expect(distance(spectrum.log10Eigenvalues, values.dropFirst().map { log10($0) }) < 1e-12)
    // det(MS) = det(M)·det(S) and det(M²S) = det(M)²·det(S).
    let (once, twice) = (
      try LinearizationSpectrum(sparse, hessian, flow: .replicator),
      try LinearizationSpectrum(sparse, hessian)
    )
    let jacobian = SoftmaxJacobianSpectrum(sparse).log10Eigenvalues.reduce(0, +)
    let difference = twice.log10Eigenvalues.reduce(0, +) - once.log10Eigenvalues.reduce(0, +)
    #expect(abs(difference / jacobian - 1) < 1e-13)
  }

  @Test func scalingTheHessianShiftsTheSpectrum() throws {
    let reference = try #require(SpectrumCase.all.first { $0.name == "spread-n8-1e-60" })
    let scaled = Matrix(rowByRow: reference.hessian.map { $0.map { $0 * 1e200 } })
    let spectrum = try LinearizationSpectrum(
      try reference.point(), try TangentHessian(scaled, coordinates: 8))
    let shifted = reference.linearizationLog10Eigenvalues.map { $0 + 200 }
    #expect(distance(spectrum.log10Eigenvalues, shifted) < 1e-12)
  }
}
