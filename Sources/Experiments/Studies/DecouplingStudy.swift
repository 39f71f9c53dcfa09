internal import Foundation
internal import LinearAlgebra

/// How far the flow of coupled samples is from the decoupled one, by how far their keys are from orthogonal.
///
/// Coupled: ż_i = −Σ_j K_iK_jᵀF_j, F_j = J_j∇L̃_j, which is ṗ = −∇L for the sum of the losses; decoupled: ż_i = −F_i.
/// With E = KKᵀ − I the gap δ between them obeys δ̇ = −∂F/∂z·δ − E·F(z) to first order: for small defects it is
/// proportional to E at all times, since F is integrable and no direction of δ that F feels is amplified for ever.
public enum DecouplingStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of keys, values and teachers.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// N.
    public var samples = 8
    /// n.
    public var tokens = 5
    /// m: with ten outputs each sample's loss is strongly convex on the simplex, with one it is flat in n − 2
    /// directions.
    public var outputs = [1, 10]
    /// The geometric mean of the teacher's attention ratios.
    public var teacherRatio = 10.0
    /// Defects of keys with KKᵀ = I + εS.
    public var defects = [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1]
    /// d of independent Gaussian keys.
    public var gaussianDimensions = [2, 4, 6, 12, 20, 40, 80, 160, 640, 2560, 10240]
    /// d of keys that are as orthogonal as d allows.
    public var frameDimensions = [2, 4, 6, 12, 20, 30, 36, 39, 40]
    /// The last time, in units in which the loss is a sum over samples.
    public var horizon = 1e4
    /// Instants in each decade of time at which flows are compared, from 0.01 on.
    public var pointsPerDecade = 10
    /// The integrators' local error of log-ratios, and of a gap relative to the defect.
    public var tolerance = 1e-9

    /// The defaults.
    public init() {}

    /// Rejects what cannot be compared.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(samples >= 2 && samples <= 100, "samples", "must be from 2 to 100")
      try require(tokens >= 2 && tokens <= 50, "tokens", "must be from 2 to 50")
      try require(
        !outputs.isEmpty && outputs.allSatisfy { $0 >= 1 && $0 <= 100 }, "outputs", "must be from 1 to 100")
      try requireUnique(outputs, "outputs")
      try require(teacherRatio > 1 && teacherRatio <= 1e3, "teacherRatio", "must lie between 1 and 1000")
      try require(
        defects.count { $0 <= 1e-3 } >= 2 && defects.allSatisfy { $0 > 0 && $0 <= 1 }, "defects",
        "must lie in (0, 1], two of them below 1e-3: a slope needs two points")
      try requireUnique(defects, "defects")
      try require(
        !gaussianDimensions.isEmpty && gaussianDimensions.allSatisfy { $0 >= 1 && $0 <= 100_000 },
        "gaussianDimensions", "must be from 1 to 100000")
      try requireUnique(gaussianDimensions, "gaussianDimensions")
      try require(
        frameDimensions.allSatisfy { $0 >= 1 && $0 <= 10_000 }, "frameDimensions", "must be from 1 to 10000")
      try requireUnique(frameDimensions, "frameDimensions")
      try require(horizon > 1 && horizon <= 1e6, "horizon", "must lie between 1 and 1e6")
      try require(pointsPerDecade >= 1 && pointsPerDecade <= 100, "pointsPerDecade", "must be from 1 to 100")
      try require(tolerance >= 1e-12 && tolerance <= 1e-4, "tolerance", "must be from 1e-12 to 1e-4")
    }

    /// The instants of comparison.
    package var times: [Double] {
      let decades = log10(horizon) + 2
      let count = Int((decades * Double(pointsPerDecade)).rounded(.up))
      return (0...count).map { pow(10, -2 + decades * Double($0) / Double(count)) }
    }

    /// Every kind of keys.
    var cells: [(DecouplingKeys.Family, Double)] {
      defects.map { (.perturbed, $0) } + gaussianDimensions.map { (.gaussian, Double($0)) }
        + frameDimensions.map { (.frame, Double($0)) }
    }

    /// Keys whose flows are integrated apart: orthonormal, nearly so, and in too few dimensions.
    var identityCells: [(DecouplingKeys.Family, Double)] {
      [
        (.frame, Double(samples * tokens)), (.perturbed, 0.1), (.gaussian, Double(samples * tokens / 2)),
        (.gaussian, Double(max(1, samples / 2))),
      ]
    }
  }

  /// `decoupling`.
  public static let name = "decoupling"
  /// What it does.
  public static let summary =
    "the flow of coupled samples against the decoupled one, from orthonormal keys to fewer dimensions than samples"

  /// Runs both flows for all keys.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    recorder.expect(work: Double(spec.seeds.count * spec.outputs.count))
    var runs: [DecouplingRun] = []
    var identities: [DecouplingIdentity] = []
    var regimes: [DecouplingTables.Regime] = []
    for outputs in spec.outputs {
      for seed in spec.seeds {
        let (cells, checks) = (spec.cells, spec.identityCells)
        let label = "\(outputs) outputs, seed \(seed)"
        runs += try recorder.map(
          cells.count, "runs, \(label)", batch: cells.count, work: 0.5 / Double(cells.count)
        ) { index in
          try DecouplingRun(problem(cells[index], outputs, seed, spec), seed: seed, spec).withoutStates()
        }
        identities += try recorder.map(
          checks.count, "identities, \(label)", batch: checks.count, work: 0.5 / Double(checks.count)
        ) { index in
          try DecouplingIdentity(problem(checks[index], outputs, seed, spec), seed: seed, spec)
        }
        if outputs == spec.outputs.last, seed == spec.seeds.first {
          regimes = try recorder.piece("regimes") { _ in
            try DecouplingTables.Regime.all(spec).map {
              DecouplingTables.Regime(
                $0.name, try DecouplingRun(problem($0.cell, outputs, seed, spec), seed: seed, spec))
            }
          }
        }
      }
    }
    DecouplingTables.record(runs, identities, regimes, spec, into: &recorder)
    DecouplingFindings(runs, identities, spec).record(into: &recorder)
  }

  /// The problem of one kind of keys.
  package static func problem(
    _ cell: (family: DecouplingKeys.Family, parameter: Double), _ outputs: Int, _ seed: UInt64, _ spec: Spec
  ) throws -> DecouplingProblem {
    let keys = try DecouplingKeys(
      cell.family, cell.parameter, samples: spec.samples, tokens: spec.tokens, seed: seed)
    return DecouplingProblem(
      keys, outputs: outputs, samples: spec.samples, tokens: spec.tokens, ratio: spec.teacherRatio, seed: seed
    )
  }
}
