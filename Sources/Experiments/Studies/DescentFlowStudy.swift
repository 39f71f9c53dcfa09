internal import Attention
internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Objectives
internal import Optimizers
internal import TeacherStudent

/// Gradient descent, Adam and sign descent beside the gradient flow, on one axis of time: t = Σ learning rate.
///
/// Gradient descent is Euler's method for ṗ = −∇L. At a fixed time it is O(η) from the flow, and O(η²) from the flow
/// of L + (η/4)‖∇L‖² (`ModifiedGradientFlow`). It cannot settle where the largest eigenvalue of the Hessian, the
/// sharpness, exceeds 2/η: a mode with ηλ > 2 grows by |1 − ηλ| > 1 a step.
public enum DescentFlowStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = [0, 1, 2]
    /// N.
    public var samples = 100
    /// n = d.
    public var tokensAndFeatures = 20
    /// The teacher's mean attention ratios.
    public var teacherRatios = [10, 1e25]
    /// η of gradient descent.
    public var learningRates = [0.1, 0.3, 1, 3, 10]
    /// Rules that do not follow the gradient.
    public var adam = [0.01, 0.03]
    /// η of sign descent.
    public var signDescent = [0.01, 0.03]
    /// The last time of flow and gradient descent.
    public var horizon = 1000.0
    /// The last time of Adam and sign descent, whose coordinates move by η a step whatever the gradient.
    public var adaptiveHorizon = 60.0
    /// Observations in a decade of time.
    public var pointsPerDecade = 12
    /// η of descents whose distance from the flow is measured.
    public var smallRates = [0.01, 0.02, 0.05, 0.1]
    /// The times of that.
    public var fixedTimes = [10.0, 50]
    /// The flow's relative tolerance.
    public var tolerance = 1e-10

    /// The defaults.
    public init() {}

    /// Rejects what has no order or no flow.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(!teacherRatios.isEmpty, "teacherRatios", "needs at least one")
      try requireUnique(teacherRatios, "teacherRatios")
      for ratio in teacherRatios { try requireValid(data(ratio, seed: 0), "teacherRatios") }
      for (rates, path) in [
        (learningRates, "learningRates"), (adam, "adam"), (signDescent, "signDescent"),
        (smallRates, "smallRates"),
      ] {
        try require(rates.allSatisfy { $0 >= 1e-4 && $0 <= 1e3 }, path, "must be from 1e-4 to 1000")
        try requireUnique(rates, path)
      }
      try require(learningRates.count >= 1, "learningRates", "needs at least one")
      try require(smallRates.count >= 2, "smallRates", "an order needs two rates")
      try require(
        horizon >= (learningRates.max() ?? 1) && horizon <= 1e5, "horizon",
        "must be from the largest learning rate to 1e5")
      try require(
        adaptiveHorizon > 0 && adaptiveHorizon <= horizon, "adaptiveHorizon",
        "must be positive, at most horizon")
      try require(pointsPerDecade >= 1 && pointsPerDecade <= 100, "pointsPerDecade", "must be from 1 to 100")
      try require(!fixedTimes.isEmpty, "fixedTimes", "needs at least one")
      try requireUnique(fixedTimes, "fixedTimes")
      for time in fixedTimes {
        try require(
          time > 0 && time <= horizon
            && smallRates.allSatisfy { abs((time / $0).rounded() * $0 - time) <= 1e-9 * time },
          "fixedTimes", "must be multiples of all small rates, up to the horizon")
      }
      try require(tolerance >= 1e-12 && tolerance <= 1e-4, "tolerance", "must be from 1e-12 to 1e-4")
    }

    /// The data of one teacher.
    func data(_ ratio: Double, seed: UInt64) -> DatasetSpecification {
      DatasetSpecification(
        samples: samples, tokensAndFeatures: tokensAndFeatures, keys: .orthogonal, teacherRatio: ratio,
        seed: seed)
    }
  }

  /// `descent-versus-flow`.
  public static let name = "descent-versus-flow"
  /// What it does.
  public static let summary =
    "gradient descent, Adam and sign descent beside the gradient flow on one axis of time; sharpness against 2/η"

  /// Follows every rule on every problem.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let rules =
      (try spec.learningRates.map {
        try OptimizerCatalog.optimizer(named: GradientDescent.name, learningRate: $0)
      })
      + (try spec.adam.map { try OptimizerCatalog.optimizer(named: Adam.name, learningRate: $0) })
      + (try spec.signDescent.map {
        try OptimizerCatalog.optimizer(named: SignDescent.name, learningRate: $0)
      })
    let problems = Double(spec.teacherRatios.count * spec.seeds.count)
    recorder.expect(work: problems * Double(rules.count + spec.smallRates.count + 1))
    var results: [DescentFlowResult] = []
    for ratio in spec.teacherRatios {
      for seed in spec.seeds {
        results.append(
          try recorder.piece("ratio \(ratio), seed \(seed)") { recorder in
            try follow(rules, ratio, seed, spec, &recorder)
          })
      }
    }
    DescentFlowTables.record(results, into: &recorder)
    DescentFlowFindings(results, spec).record(into: &recorder)
  }

  private static func follow(
    _ rules: [AnyOptimizer], _ ratio: Double, _ seed: UInt64, _ spec: Spec, _ recorder: inout Recorder
  ) throws -> DescentFlowResult {
    let problem = try AttentionProblem(
      spec.data(ratio, seed: seed), trained: .prompt, arithmetic: .teacherRelative)
    let label = "ratio \(ratio), seed \(seed)"
    var paths: [DescentFlowPath] = []
    for rule in rules {
      let horizon = rule.name == GradientDescent.name ? spec.horizon : spec.adaptiveHorizon
      let steps = DescentFlowPath.steps(
        rate: rule.learningRate, horizon: horizon, pointsPerDecade: spec.pointsPerDecade)
      paths.append(
        try DescentFlowPath(rule, problem, steps: steps) { try recorder.checkInterruption() })
      try recorder.advance(by: 1, label)
    }
    let own = DescentFlowPath.steps(rate: 0.01, horizon: spec.horizon, pointsPerDecade: spec.pointsPerDecade)
      .map { 0.01 * Double($0) }
    let reference = try DescentFlowReference(
      problem, at: own + spec.fixedTimes + paths.flatMap { $0.points.map(\.time) }, tolerance: spec.tolerance)
    paths.append(DescentFlowPath(reference, at: own, problem))
    for k in paths.indices {
      try paths[k].measure(problem, reference)
      try recorder.checkInterruption()
    }
    try recorder.advance(by: 1, label)
    var orders: [DescentFlowResult.Distance] = []
    for rate in spec.smallRates {
      let rule = try OptimizerCatalog.optimizer(named: GradientDescent.name, learningRate: rate)
      let times = spec.fixedTimes.sorted()
      let steps = [0] + times.map { Int(($0 / rate).rounded()) }
      let path = try DescentFlowPath(rule, problem, steps: steps) { try recorder.checkInterruption() }
      let modified = try DescentFlowReference.states(
        ModifiedGradientFlow(of: problem.loss, learningRate: rate), problem, times, spec.tolerance)
      for (k, time) in times.enumerated() {
        let state = path.points[k + 1].state
        let index = reference.index(of: time)
        orders.append(
          DescentFlowResult.Distance(
            rate: rate, time: time, distance: DescentFlowPath.distance(state, reference.states[index]),
            modifiedDistance: DescentFlowPath.distance(state, modified[k]), error: reference.errors[index]))
      }
      try recorder.advance(by: 1, label)
    }
    return DescentFlowResult(
      ratio: ratio, seed: seed, paths: paths, distances: orders, flow: reference,
      teacherSharpness: try problem.loss.hessian(
        at: Array(repeating: 0, count: problem.loss.dimension)
      ).symmetricEigenvalues().last ?? .nan)
  }
}

/// What was found on one problem.
struct DescentFlowResult: Codable {
  /// Gradient descent at a small rate and a fixed time.
  struct Distance: Codable {
    let rate: Double
    let time: Double
    /// From the gradient flow.
    let distance: Double
    /// From the flow of L + (η/4)‖∇L‖².
    let modifiedDistance: Double
    /// The gradient flow's own.
    let error: Double
  }

  let ratio: Double
  let seed: UInt64
  let paths: [DescentFlowPath]
  let distances: [Distance]
  let flow: DescentFlowReference
  /// λ_max at the teacher.
  let teacherSharpness: Double

  /// The ratio in names: `ratio10`, `ratio1e25`.
  var key: String { Self.key(ratio) }

  static func key(_ ratio: Double) -> String {
    ratio < 1e6 ? "ratio\(Int(ratio.rounded()))" : "ratio1e\(Int(log10(ratio).rounded()))"
  }
}
