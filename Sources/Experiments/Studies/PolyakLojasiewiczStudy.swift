internal import Foundation
internal import LinearAlgebra
public import TeacherStudent

/// The over-parameterised theorem, audited: a Polyak–Łojasiewicz constant that lasts, for flows and descents.
///
/// Theorem. f = Φ(p)v as in `PolyakLojasiewiczInstance`, L = ½|f − y|², s₀ = σ_N(Φ(p₀)) > 0. If s₀² > 2wΞ|r₀|, then
/// along the gradient flow in (p, v) for all times σ_N(Φ) ≥ s₀/2, L ≤ L₀ exp(−s₀²t/2), and the path is no longer than
/// 2|r₀|/s₀.
///
/// Proof. As long as σ_N ≥ s₀/2, |∇L|² ≥ |Φᵀr|² ≥ 2μL with μ = s₀²/4: L̇ = −|∇L|² ≤ −2μL, and d√L/dt ≤ −(μ/2)^½|∇L|
/// makes the path at most (2L₀/μ)^½ = 2|r₀|/s₀. Since |J| ≤ ½, |Φ(p) − Φ(p₀)| ≤ (w/2)Ξ|p − p₀|: σ_N ≥ s₀ − wΞ|r₀|/s₀,
/// above s₀/2 by hypothesis, so that "as long as" is for ever. ∎
public enum PolyakLojasiewiczStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = Array(0..<8)
    /// N, n, d and the keys.
    public var shapes = [
      Shape(samples: 8, tokens: 6, dimension: 12), Shape(samples: 8, tokens: 6, dimension: 8),
      Shape(samples: 5, tokens: 4, dimension: 40), Shape(samples: 16, tokens: 10, dimension: 32),
      Shape(samples: 8, tokens: 6, dimension: 12, keys: .gaussian),
    ]
    /// The directions of the initial residual.
    public var directions = ResidualDirection.allCases
    /// What the standard v₀ is multiplied by: with 0 nothing but v moves at first, and the bounds are nearest.
    public var valueScales = [1.0, 0]
    /// |r₀| over that at which the flow's hypothesis is an equality.
    public var flowLevels = [0.99, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 1e5, 1e6]
    /// The same for descent and its hypothesis.
    public var descentLevels = [0.99]
    /// η·Λ.
    public var descentRates = [1, 1.5]
    /// The flow's last time, in units of 1/s₀².
    public var horizon = 40.0
    /// The instants, evenly spaced up to the horizon, at which σ_N is measured.
    public var gridPoints = 80
    /// log L/L₀ at which a flow ends: residuals are right to rounding of |r₀|.
    public var lossTarget = -50.0
    /// The integrator's relative tolerance.
    public var tolerance = 1e-8
    /// Steps after which a flow is abandoned.
    public var maximumSteps = 20_000
    /// Steps of descent.
    public var descentSteps = 40_000
    /// log L/L₀ at which a descent ends.
    public var descentTarget = -10.0

    /// The defaults.
    public init() {}

    /// Rejects what the theorem does not speak of.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(!shapes.isEmpty, "shapes", "needs at least one shape")
      try requireUnique(shapes, "shapes")
      for shape in shapes {
        try require(
          shape.dimension >= shape.samples, "shapes",
          "over-parameterised means d ≥ N, not \(shape.dimension) < \(shape.samples)")
        try requireValid(shape.data(seed: 0), "shapes (\(shape.label))")
      }
      try require(!directions.isEmpty, "directions", "needs at least one")
      try requireUnique(directions, "directions")
      try require(!valueScales.isEmpty, "valueScales", "needs at least one")
      try requireUnique(valueScales, "valueScales")
      try require(valueScales.allSatisfy { $0 >= 0 && $0.isFinite }, "valueScales", "must not be negative")
      for (levels, path) in [(flowLevels, "flowLevels"), (descentLevels, "descentLevels")] {
        try require(levels.allSatisfy { $0 > 0 && $0.isFinite }, path, "must be positive")
        try requireUnique(levels, path)
      }
      try require(!flowLevels.isEmpty, "flowLevels", "needs at least one level")
      try requireUnique(descentRates, "descentRates")
      try require(descentRates.allSatisfy { $0 > 0 && $0 < 2 }, "descentRates", "must lie in (0, 2)")
      try require(horizon > 0 && horizon.isFinite, "horizon", "must be positive")
      try require(gridPoints > 0, "gridPoints", "must be positive")
      try require(tolerance > 0 && tolerance <= 1e-3, "tolerance", "must be positive, at most 1e-3")
      try require(maximumSteps > 0, "maximumSteps", "must be positive")
      try require(descentSteps > 0, "descentSteps", "must be positive")
      try require(lossTarget < 0, "lossTarget", "must be negative")
      try require(descentTarget < 0, "descentTarget", "must be negative")
    }
  }

  /// The shape of over-parameterised data.
  public struct Shape: Codable, Hashable, Sendable {
    /// N.
    public var samples = 8
    /// n.
    public var tokens = 6
    /// d ≥ N.
    public var dimension = 12
    /// W.
    public var keys = KeyDistribution.orthogonal

    /// What it is called in tables.
    var label: String { "N\(samples)-n\(tokens)-d\(dimension)-\(keys.rawValue)" }

    /// Data of this shape; their labels are not used.
    func data(seed: UInt64) -> DatasetSpecification {
      var data = DatasetSpecification()
      (data.samples, data.tokens, data.dimension) = (samples, tokens, dimension)
      (data.keys, data.seed) = (keys, seed)
      return data
    }
  }

  /// `pl-bound`.
  public static let name = "pl-bound"
  /// What it does.
  public static let summary =
    "the over-parameterised theorem on flows and descents: loss, path and σ_N(Φ) against their bounds"

  /// Audits every run.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let runs = try audit(spec, &recorder)
    PolyakLojasiewiczTables(runs, spec).record(into: &recorder)
    PolyakLojasiewiczFindings(runs, spec).record(into: &recorder)
  }

  /// All runs in order, whatever the number of threads.
  package static func audit(_ spec: Spec, _ recorder: inout Recorder) throws -> [PolyakLojasiewiczRun] {
    recorder.expect(work: Double(spec.shapes.count * spec.seeds.count))
    var runs: [PolyakLojasiewiczRun] = []
    for shape in spec.shapes {
      for seed in spec.seeds {
        let audits = try spec.valueScales.flatMap { scale in
          try spec.directions.map {
            let instance = try PolyakLojasiewiczInstance(
              shape, seed: seed, direction: $0, valueScale: scale)
            return PolyakLojasiewiczAudit(instance, spec)
          }
        }
        let tasks = audits.flatMap { audit in
          spec.descentLevels.flatMap { alpha in
            spec.descentRates.map { (audit: audit, alpha: alpha, rate: Double?.some($0)) }
          } + spec.flowLevels.map { (audit: audit, alpha: $0, rate: nil) }
        }
        let label = "\(shape.label), seed \(seed)"
        runs += try recorder.map(
          tasks.count, label, batch: tasks.count, work: 1 / Double(tasks.count), label: { _ in label }
        ) { index in
          let task = tasks[index]
          return if let rate = task.rate {
            try task.audit.descent(alpha: task.alpha, rate: rate)
          } else {
            try task.audit.flow(alpha: task.alpha)
          }
        }
      }
    }
    return runs
  }
}
