import Foundation
import LinearAlgebra
import Randomness
import Spectra
import Testing

@Suite("SoftmaxJacobianSpectrum")
struct SoftmaxJacobianSpectrumTests {
  typealias Solver = @Sendable (SimplexPoint) throws -> [Double]

  private static let right: Solver = { SoftmaxJacobianSpectrum($0).log10Eigenvalues }

  /// The cases of the fixtures on which a solver misses a digit of twelve.
  private func wrongCases(_ solver: Solver) throws -> [String] {
    try SpectrumCase.all.filter { reference in
      distance(try solver(try reference.point()), reference.jacobianLog10Eigenvalues) >= 1e-12
    }.map(\.name)
  }

  /// What theorems say of the eigenvalues: interlacing, trace and determinant.
  private func violations(_ solver: Solver, on points: [RandomPoints.Named]) throws -> [String] {
    try points.flatMap { named -> [String] in
      let logs = named.point.logWeights.map { $0 / log(10) }.sorted()
      let values = try solver(named.point)
      var found: [String] = []
      if values.count != logs.count - 1 { return ["\(named.family): \(values.count) eigenvalues"] }
      for (i, value) in values.enumerated()
      where !(value >= logs[i] - 1e-12 && value <= logs[i + 1] + 1e-12) {
        found.append("\(named.family): eigenvalue \(i) is not between its weights")
      }
      // Σ x_i (1 − x_i), every 1 − x_i as the sum of the others.
      let weights = named.point.weights
      let trace = weights.indices.reduce(0) { sum, i in
        sum + weights[i] * weights.enumerated().reduce(0) { $1.offset == i ? $0 : $0 + $1.element }
      }
      let sum = values.reduce(0) { $0 + pow(10, $1) }
      if trace > 1e-290, !(abs(sum / trace - 1) < 1e-11) { found.append("\(named.family): trace") }
      // det = n Π x_i.
      let determinant = log10(Double(logs.count)) + logs.reduce(0, +)
      if !(abs(values.reduce(0, +) - determinant) < 1e-12 * max(1, abs(determinant))) {
        found.append("\(named.family): determinant")
      }
      return found
    }
  }

  @Test func everyEigenvalueOfTheReferenceCasesIsRight() throws {
    #expect(try wrongCases(Self.right) == [])
    for reference in SpectrumCase.all {
      let spectrum = SoftmaxJacobianSpectrum(try reference.point())
      #expect(abs(spectrum.log10ConditionNumber - reference.jacobianLog10Kappa) < 1e-12)
    }
  }

  @Test(arguments: [1.0, 30, 300, 900])
  func theoremsHold(_ decades: Double) throws {
    #expect(try violations(Self.right, on: RandomPoints.points(60, decades: decades)) == [])
  }

  /// Groups further apart than any double, and large enough for the first model of the gap between them to have no
  /// zero.
  @Test(arguments: [300.0, 320, 600])
  func gapsWiderThanAnyDouble(_ decades: Double) throws {
    var stream = RandomStream(seed: 3, name: "wide gaps")
    for count in Array(repeating: [8, 24, 36], count: 8).joined() {
      let decimals = (0..<count).map { (2 * $0 < count ? -decades : 0) - stream.uniform() }
      let point = try SimplexPoint(logits: decimals.map { $0 * log(10) })
      let squares = try LinearizationSpectrum(point, TangentHessian(.identity(count), coordinates: count))
      let values = SoftmaxJacobianSpectrum(point).log10Eigenvalues
      #expect(distance(values, squares.log10Eigenvalues.map { $0 / 2 }) < 1e-12, "n = \(count)")
    }
  }

  /// The planted faults: eigenvalues of the assembled matrix, and the weights that merely bound the eigenvalues.
  @Test func theSuiteRejectsWrongSolvers() throws {
    @Sendable func assembled(_ point: SimplexPoint) throws -> [Double] {
      let x = point.weights
      var jacobian = Matrix(diagonal: x)
      for i in x.indices { for j in x.indices { jacobian[i, j] -= x[i] * x[j] } }
      return try jacobian.symmetricEigenvalues().dropFirst().map { log10($0) }
    }
    @Sendable func weights(_ point: SimplexPoint) -> [Double] {
      point.logWeights.sorted().dropLast().map { $0 / log(10) }
    }
    let points = try RandomPoints.points(20)
    #expect(try wrongCases(assembled).count > 15)
    #expect(try violations(assembled, on: points).count > 50)
    #expect(try wrongCases(weights).count > 15)
    #expect(try violations(weights, on: points).count > 50)
  }

  @Test func uniformWeightsAreTied() throws {
    let spectrum = SoftmaxJacobianSpectrum(try SimplexPoint(logits: [2, 2, 2, 2, 2]))
    #expect(distance(spectrum.log10Eigenvalues, Array(repeating: -log10(5), count: 4)) < 1e-15)
    #expect(spectrum.log10ConditionNumber == 0)
  }

  @Test func twoCoordinatesHaveConditionOne() throws {
    for depth in [0.0, 1, 700, 1400] {
      let spectrum = SoftmaxJacobianSpectrum(try SimplexPoint(logits: [-depth, 0]))
      #expect(spectrum.log10Eigenvalues.count == 1 && spectrum.log10ConditionNumber == 0)
    }
  }

  /// Eigenvalues of many coordinates are found on worker threads: the same, in the same order.
  @Test func manyCoordinates() throws {
    let point = try SimplexPoint(logits: (0..<700).map { Double(($0 * 37) % 701) / 10 })
    #expect(try violations(Self.right, on: [.init(family: "many", point: point)]) == [])
    let permuted = try SimplexPoint(logits: point.logWeights.sorted())
    #expect(
      distance(
        SoftmaxJacobianSpectrum(point).log10Eigenvalues, SoftmaxJacobianSpectrum(permuted).log10Eigenvalues)
        < 1e-13)
  }

  // MARK: eigenvectors

  /// Where J v = λ v, Σ v = 0, ‖v‖ = 1 or orthogonality fail, each component beside its own terms.
  private func violations(
    _ named: RandomPoints.Named, _ vectors: [TangentVector], _ log10Eigenvalues: [Double]
  ) -> [String] {
    let x = named.point.weights
    let all = vectors.map(\.components)
    var found: [String] = []
    for (v, value) in zip(all, log10Eigenvalues) {
      let eigenvalue = pow(10, value)
      let mean = zip(x, v).reduce(0) { $0 + $1.0 * $1.1 }
      let scale = zip(x, v).reduce(0) { $0 + $1.0 * abs($1.1) }
      for i in x.indices {
        let residual = x[i] * (v[i] - mean) - eigenvalue * v[i]
        let terms = x[i] * (abs(v[i]) + scale) + eigenvalue * abs(v[i])
        if !(abs(residual) <= 3e-13 * terms) { found.append("\(named.family): residual") }
      }
      if !(abs(v.reduce(0, +)) < 1e-14) { found.append("\(named.family): sum") }
      if !(abs(v.euclideanNorm - 1) < 1e-13) { found.append("\(named.family): length") }
    }
    for i in all.indices {
      for j in 0..<i where !(abs(all[i].dot(all[j])) < 1e-12) {
        found.append("\(named.family): orthogonality")
      }
    }
    return found
  }

  @Test func eigenvectorsSolveTheirEquation() throws {
    for named in try RandomPoints.points(40, decades: 100) {
      let spectrum = SoftmaxJacobianSpectrum(named.point)
      let vectors = spectrum.log10Eigenvalues.indices.map(spectrum.eigenvector)
      #expect(violations(named, vectors, spectrum.log10Eigenvalues) == [])
      // The planted fault: the vector that belongs to the next eigenvalue.
      if Set(spectrum.log10Eigenvalues).count > 1 {
        let shifted = Array(vectors[1...] + vectors[..<1])
        #expect(violations(named, shifted, spectrum.log10Eigenvalues) != [])
      }
    }
  }

  /// x = (1, ε², ε) up to normalisation: the second weight's direction puts ε·(1 + …) on the smallest one.
  @Test func smallComponentsAreNotLost() throws {
    let spectrum = SoftmaxJacobianSpectrum(try SimplexPoint(logits: [0, -1000, -1200, -1500]))
    let fastest = spectrum.eigenvector(2)
    #expect(fastest.components[2] == pow(10, fastest.log10Magnitudes[2]) * fastest.signs[2])
    // λ ≈ 2 x_2: v ∝ x_i/(x_i − λ), so that v_4/v_2 = (x_4/λ)/1.
    let expected = (-1500.0 + 1000) / log(10)
    #expect(abs(fastest.log10Magnitudes[3] - fastest.log10Magnitudes[1] - expected - log10(0.5)) < 1e-12)
  }
}
