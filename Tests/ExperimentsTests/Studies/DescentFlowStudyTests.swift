import Attention
import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import Testing

@testable import Experiments

@Suite("DescentFlowStudy")
struct DescentFlowStudyTests {
  private var small: DescentFlowStudy.Spec {
    var spec = DescentFlowStudy.Spec()
    spec.seeds = [0]
    (spec.samples, spec.tokensAndFeatures) = (20, 5)
    spec.learningRates = [0.3, 20]
    (spec.adam, spec.signDescent) = ([0.05], [0.05])
    (spec.horizon, spec.adaptiveHorizon, spec.pointsPerDecade) = (60, 5, 3)
    spec.tolerance = 1e-9
    spec.smallRates = [0.05, 0.1, 0.2]
    spec.fixedTimes = [10]
    return spec
  }

  @Test("The orders of descent, the edge of stability, and a flow that is known well enough")
  func study() throws {
    var recorder = Recorder()
    try DescentFlowStudy.run(small, into: &recorder)
    func metric(_ key: String) throws -> Double {
      try #require(recorder.metrics.first { $0.key == key }).value
    }
    for key in ["ratio10", "ratio1e25"] {
      #expect(try metric(key + ".orderDeviation") < 0.1)
      #expect(try metric(key + ".modifiedOrderDeviation") < 0.1)
      #expect(try metric(key + ".slow.largestEdge") < 1)
      #expect(try metric(key + ".slow.runs") >= 1)
    }
    #expect(try metric("ratio10.unstable.runs") == 1)
    #expect(try metric("ratio10.unstable.nearest") > 0.01)
    #expect(try metric("flow.errorShare") < 1e-3)
  }

  @Test("Observed steps ascend from 0 to the horizon, evenly in log step")
  func steps() {
    let steps = DescentFlowPath.steps(rate: 0.1, horizon: 100, pointsPerDecade: 3)
    #expect(steps.first == 0 && steps[1] == 1 && steps.last == 1000)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(DescentFlowPath.steps(rate: 10, horizon: 10, pointsPerDecade: 3) == [0, 1])
  }

  @Test("A descent is measured where it is: rises, distances and sharpness")
  func path() throws {
    let spec = small
    let problem = try AttentionProblem(
      spec.data(10, seed: 0), trained: .prompt, arithmetic: .teacherRelative)
    let rule = try OptimizerCatalog.optimizer(named: GradientDescent.name, learningRate: 0.5)
    var path = try DescentFlowPath(rule, problem, steps: [0, 1, 20, 40]) {}
    let flow = try DescentFlowReference(problem, at: path.points.map(\.time), tolerance: 1e-9)
    try path.measure(problem, flow)
    #expect(path.rises == 0)
    #expect(path.points.map(\.time) == [0, 0.5, 10, 20])
    #expect(path.points[0].distance == 0 && path.points[1].distance > 0)
    #expect(path.points.allSatisfy { $0.pathDistance <= $0.distance })
    #expect(abs(path.points[0].teacherDistance - problem.initialParameters.euclideanNorm) < 1e-14)
    // An eigenvalue is a Rayleigh quotient's bound.
    let gradient = problem.loss.valueAndGradient(at: path.points[2].state).gradient
    let product = problem.loss.hessian(at: path.points[2].state) * gradient
    #expect(gradient.dot(product) / gradient.dot(gradient) <= path.points[2].sharpness)
    #expect(flow.errors.allSatisfy { $0 < 1e-7 })
  }

  @Test("What has no order or no flow is refused")
  func validation() throws {
    for change in [
      { (spec: inout DescentFlowStudy.Spec) in spec.seeds = [] }, { $0.smallRates = [0.1] },
      { $0.fixedTimes = [0.033] }, { $0.teacherRatios = [0.5] }, { $0.adaptiveHorizon = 1e4 },
      { $0.learningRates = [0] },
    ] {
      var spec = DescentFlowStudy.Spec()
      change(&spec)
      #expect(throws: SpecificationError.self) { try spec.validate() }
    }
    try DescentFlowStudy.Spec().validate()
  }
}
