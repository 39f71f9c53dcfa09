import LinearAlgebra
import Objectives
import Randomness
import TestSupport
import Testing

/// The conformance suite over every objective of the module, and its planted-fault twin.
@Suite struct ObjectiveTests {
  static let points4 = [[0.3, -1.2, 0.7, 1.1], [-0.9, 0.4, 1.3, -0.2], [2, 1, -1, 0.5]]

  static let quadratic = Quadratic(
    spectrum: [0.1, 1, 3, 10], reflectedAlong: [1, -2, 0.5, 3], minimizer: [1, 0, -1, 2])
  static let rosenbrock = Rosenbrock(dimension: 4)
  static let regression: LinearLeastSquares = {
    var stream = RandomStream(seed: 7, name: "regression")
    let inputs = Matrix(rows: 4, columns: 10, storage: stream.normals(40))
    return LinearLeastSquares(inputs: inputs, labels: stream.normals(10))
  }()
  /// A Gauss–Newton matrix with fewer rows than parameters.
  static let deficient = Quadratic(
    factor: Matrix(rowByRow: [[1, 2, 0, -1], [0, 1, 1, 3]]), minimizer: [1, 0, -1, 2])

  static func violations<O: TwiceDifferentiable>(
    _ objective: O, zeroResidualPoints: [[Double]] = []
  ) -> [String] {
    ObjectiveConformance.violations(of: objective, at: points4)
      + ObjectiveConformance.curvatureViolations(
        of: objective, at: points4, zeroResidualPoints: zeroResidualPoints)
  }

  @Test func everyObjectiveConforms() {
    #expect(Self.violations(Self.quadratic, zeroResidualPoints: [[0, 0, 0, 0]]) == [])
    #expect(Self.violations(Self.deficient, zeroResidualPoints: [[1, 0, -1, 2]]) == [])
    #expect(Self.violations(Self.rosenbrock, zeroResidualPoints: [[1, 1, 1, 1]]) == [])
    #expect(Self.violations(Self.regression, zeroResidualPoints: [[0, 0, 0, 0]]) == [])
    #expect(ObjectiveConformance.samplingViolations(of: Self.regression, at: Self.points4) == [])
  }

  @Test(arguments: FaultyObjective<Rosenbrock>.Fault.ofEvaluation)
  func faultsOfEvaluationAreRejected(_ fault: FaultyObjective<Rosenbrock>.Fault) {
    let faulty = FaultyObjective(Self.rosenbrock, fault)
    #expect(ObjectiveConformance.violations(of: faulty, at: Self.points4) != [])
  }

  @Test(arguments: FaultyObjective<Rosenbrock>.Fault.ofCurvature)
  func faultsOfCurvatureAreRejected(_ fault: FaultyObjective<Rosenbrock>.Fault) {
    let faulty = FaultyObjective(Self.rosenbrock, fault)
    let found = ObjectiveConformance.curvatureViolations(
      of: faulty, at: Self.points4, zeroResidualPoints: [[1, 1, 1, 1]])
    #expect(found != [])
  }

  @Test(arguments: FaultyObjective<LinearLeastSquares>.Fault.ofSampling)
  func faultsOfSamplingAreRejected(_ fault: FaultyObjective<LinearLeastSquares>.Fault) {
    let faulty = FaultyObjective(Self.regression, fault)
    #expect(ObjectiveConformance.samplingViolations(of: faulty, at: Self.points4) != [])
  }
}
