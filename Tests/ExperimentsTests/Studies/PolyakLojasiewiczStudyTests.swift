import Attention
import Dynamics
import Experiments
import Foundation
import LinearAlgebra
import Objectives
import Randomness
import Reporting
import Testing

@Suite struct PolyakLojasiewiczStudyTests {
  private static func spec(_ adjust: (inout PolyakLojasiewiczStudy.Spec) -> Void = { _ in })
    -> PolyakLojasiewiczStudy.Spec
  {
    var spec = PolyakLojasiewiczStudy.Spec()
    spec.seeds = [3]
    spec.shapes = [spec.shapes[0]]
    (spec.shapes[0].samples, spec.shapes[0].tokens, spec.shapes[0].dimension) = (4, 4, 9)
    spec.flowLevels = [0.99, 1000]
    spec.descentRates = [1, 1.5]
    spec.descentSteps = 400
    spec.horizon = 6
    spec.gridPoints = 12
    adjust(&spec)
    return spec
  }

  private static func instance(
    _ direction: ResidualDirection, valueScale: Double = 1
  ) throws -> PolyakLojasiewiczInstance {
    try PolyakLojasiewiczInstance(spec().shapes[0], seed: 3, direction: direction, valueScale: valueScale)
  }

  @Test func theTheoremHolds() throws {
    var recorder = Recorder(interruption: { nil })
    let runs = try PolyakLojasiewiczStudy.audit(Self.spec(), &recorder)
    #expect(runs.count == 3 * 2 * (2 + 2))
    for run in runs where run.satisfiesHypothesis {
      #expect(run.holdsLoss && run.holdsPath && run.holdsSingularValue)
      #expect(run.decayMargin >= 3.99 && run.pathMargin < 0.501 && run.pathMargin > 0)
    }
    // A flow completes at its horizon; descents that did not get there say so.
    for run in runs where run.process == .flow { #expect(run.outcome == .completed) }
    for run in runs where run.process != .flow && run.outcome == .completed {
      #expect(run.log10LossRatio * log(10) < Self.spec().descentTarget)
    }
  }

  /// The limit of small residuals with v₀ = 0: v alone moves, and r = e^(−s₀²t)·r₀ on the weakest mode. The loss decays
  /// four times as fast as the bound and the path is half of its own; descent takes (1 − ηs₀²)² for 1 − ηs₀²/4.
  @Test func theLimitIsAttained() throws {
    let instance = try Self.instance(.weakest, valueScale: 0)
    let audit = PolyakLojasiewiczAudit(instance, Self.spec { $0.horizon = 20 })
    let flow = try audit.flow(alpha: 1e-6)
    #expect(abs(flow.decayMargin - 4) < 1e-5)
    #expect(abs(flow.pathMargin - 0.5) < 1e-5)
    #expect(abs(flow.dropMargin) < 1e-5)
    let descent = try audit.descent(alpha: 1e-6, rate: 1)
    let x = descent.scaledTime / Double(descent.steps)
    let exact = 2 * log1p(-x) / log1p(-x / 4)
    #expect(x > 0 && exact > 8 && abs(descent.decayMargin / exact - 1) < 1e-5)
  }

  /// Another method, at a tighter tolerance, takes the same path.
  @Test(arguments: ResidualDirection.allCases) func anotherIntegratorAgrees(_ direction: ResidualDirection)
    throws
  {
    let instance = try Self.instance(direction)
    let stiff = try PolyakLojasiewiczAudit(instance, Self.spec()).flow(alpha: 300)
    let explicit = try PolyakLojasiewiczAudit(instance, Self.spec { $0.tolerance = 1e-10 })
      .flow(alpha: 300, with: ExplicitRungeKutta(.tsitouras5))
    #expect(abs(stiff.pathMargin - explicit.pathMargin) < 1e-6)
    #expect(abs(stiff.dropMargin - explicit.dropMargin) < 1e-6)
    for (a, b) in zip(stiff.curve, explicit.curve).prefix(4) { #expect(abs(a - b) < 1e-3 * abs(b)) }
  }

  /// Λ bounds the Hessian of the sum where |θ − θ₀| ≤ B and |r| ≤ |r₀|; a thousandth of it does not.
  @Test func curvatureIsBounded() throws {
    let instance = try Self.instance(.random)
    let residual = 30 * instance.criticalResidual(factor: 4)
    let radius = 4 * residual / instance.smallestSingularValue
    let bound = instance.curvatureBound(residualNorm: residual, radius: radius)
    let loss = try instance.loss(residualNorm: residual)
    var stream = RandomStream(seed: 1, name: "points")
    var largest = 0.0
    for _ in 0..<20 {
      let direction = stream.normals(loss.dimension)
      let point = direction.map { stream.uniform() * radius / direction.euclideanNorm * $0 }
      guard loss.valueAndGradient(at: point).loss * 2 * Double(loss.sampleCount) <= residual * residual else {
        continue
      }
      largest = max(largest, try loss.hessian(at: point).symmetricEigenvalues().map(abs).max() ?? .nan)
    }
    let start = Array(repeating: 0.0, count: loss.dimension)
    largest = max(largest, try loss.hessian(at: start).symmetricEigenvalues().map(abs).max() ?? .nan)
    largest *= Double(loss.sampleCount)
    #expect(largest <= bound && largest > bound / 1000)
  }

  /// Φ from the Gauss–Newton factor is the matrix of attended tokens: f = Φv, and r₀ is what was asked for.
  @Test func featuresAndResiduals() throws {
    let instance = try Self.instance(.strongest)
    let loss = try instance.loss(residualNorm: 2)
    let start = Array(repeating: 0.0, count: loss.dimension)
    let features = PolyakLojasiewiczInstance.features(of: loss, at: start)
    var moved = start
    for k in 0..<loss.features { moved[loss.features + k] = 0.1 * Double(k % 3) - 0.05 }
    let value = Array(moved[loss.features...])
    let residuals = zip(features * value, instance.unitResidual).map { $0 + 2 * $1 }
    let expected = residuals.dot(residuals) / Double(2 * loss.sampleCount)
    #expect(abs(loss.valueAndGradient(at: moved).loss - expected) < 1e-12 * expected)
    #expect(abs(try features.singularValues()[loss.sampleCount - 1] - instance.smallestSingularValue) < 1e-12)
    #expect(abs(instance.unitResidual.euclideanNorm - 1) < 1e-12 && abs(instance.keyNorm - 1) < 1e-12)
  }

  /// The planted faults: what is measured against sharper bounds, or is no number, is a violation.
  @Test func violationsAreSeen() throws {
    let instance = try Self.instance(.weakest, valueScale: 0)
    var run = PolyakLojasiewiczRun(.flow, alpha: 0.5, instance)
    run.note(logLossRatio: -4, logBound: -1)
    run.note(singularValue: 0.6 * instance.smallestSingularValue)
    #expect(run.holdsLoss && run.holdsSingularValue && run.decayMargin == 4)
    run.note(logLossRatio: -4, logBound: -4.001)
    run.note(singularValue: 0.499 * instance.smallestSingularValue)
    #expect(!run.holdsLoss && !run.holdsSingularValue)
    var broken = PolyakLojasiewiczRun(.flow, alpha: 0.5, instance)
    broken.note(logLossRatio: .nan, logBound: -1)
    broken.note(singularValue: .nan)
    broken.note(logLossRatio: -4, logBound: -1)
    broken.note(singularValue: instance.smallestSingularValue)
    broken.pathMargin = .nan
    #expect(!broken.holdsLoss && !broken.holdsSingularValue && !broken.holdsPath)
  }

  /// A flow that is cut short is abandoned with a reason, and in the table.
  @Test func abandonedRunsAreListed() throws {
    var recorder = Recorder(interruption: { nil })
    try PolyakLojasiewiczStudy.run(
      Self.spec { ($0.maximumSteps, $0.descentLevels) = (5, []) }, into: &recorder)
    let table = try #require(recorder.tables.first { $0.name == "abandoned" })
    #expect(table.table.count == 12)
    #expect(recorder.metrics.first { $0.key == "flow.completed" }?.value == 0)
    #expect(recorder.metrics.first { $0.key == "abandonedRuns" }?.value == 12)
  }

  @Test func nonsenseIsRefused() {
    for change: (inout PolyakLojasiewiczStudy.Spec) -> Void in [
      { $0.shapes = [] }, { $0.shapes[0].dimension = 3 }, { $0.descentRates = [2] }, { $0.flowLevels = [0] },
      { $0.seeds = [1, 1] }, { $0.horizon = 0 }, { $0.lossTarget = 1 }, { $0.valueScales = [-1] },
    ] {
      #expect(throws: SpecificationError.self) { try Self.spec(change).validate() }
    }
    #expect(throws: Never.self) { try Self.spec().validate() }
  }
}
