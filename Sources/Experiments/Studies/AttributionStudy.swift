internal import Attention
internal import Foundation
internal import Optimizers
public import TeacherStudent

/// What makes the Gauss–Newton matrix at the teacher ill-conditioned, and which number foretells the steps of gradient
/// descent.
public enum AttributionStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of data and starting points.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// N of the terms and of the descents.
    public var samples = 100
    /// d of the terms.
    public var dimension = 20
    /// n of the terms.
    public var tokens = [5, 20, 80]
    /// The key matrices of the terms.
    public var keys = [KeyDistribution.orthogonal, .gaussian]
    /// The teachers' ratios of the terms and of the descents.
    public var teacherRatios = [10, 1e5, 1e15, 1e25]
    /// Draws of each Wishart forecast.
    public var forecastDraws = 64
    /// How the spectrum grows with |p|.
    public var growth = Growth()
    /// How many steps gradient descent needs.
    public var descent = GradientDescents()

    /// Many ratios with many samples, and with hardly more than there are parameters; orthogonal keys, n = d.
    public struct Growth: Codable, Sendable {
      /// The values of N, each with a fit of its own.
      public var samples = [25, 1000, 4000]
      /// The teachers' ratios.
      public var teacherRatios = [1e5, 1e10, 1e15, 1e20, 1e25, 1e35, 1e50, 1e70, 1e100]
    }

    /// Gradient descent in p from a standard start, at its best rate; orthogonal keys, n = d.
    public struct GradientDescents: Codable, Sendable {
      /// d.
      public var dimensions = [5, 10, 20]
      /// The learning rates.
      public var learningRates = LearningRates(start: 0.1, stop: 100, pointsPerDecade: 4)
      /// How often a grid is extended when the best rate stands at its edge.
      public var maximumExtensions = 3
      /// The loss to be reached.
      public var target = 1e-6
      /// After so many steps a run counts as not having arrived.
      public var steps = 20_000
      /// No rate is retired before this step.
      public var comparedUntil = 200
      /// Steps without progress after which a trajectory counts as stalled.
      public var patience = 2000
    }

    /// The defaults.
    public init() {}

    /// Rejects what cannot be split or trained.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(!tokens.isEmpty, "tokens", "needs at least one number of tokens")
      try requireUnique(tokens, "tokens")
      try require(!keys.isEmpty, "keys", "needs at least one kind")
      try requireUnique(keys, "keys")
      try require(
        dimension >= 3, "dimension", "must be at least 3: query, value and what is orthogonal to both")
      try require(samples >= dimension, "samples", "must be at least dimension: fewer leave κ infinite")
      try require(teacherRatios.count >= 2, "teacherRatios", "needs at least two ratios")
      try requireUnique(teacherRatios, "teacherRatios")
      try require(forecastDraws >= 2, "forecastDraws", "must be at least 2")
      try require(
        growth.samples.allSatisfy { $0 >= dimension }, "growth.samples", "must be at least dimension")
      try requireUnique(growth.samples, "growth.samples")
      try require(growth.teacherRatios.count >= 2, "growth.teacherRatios", "a slope needs two ratios")
      try requireUnique(growth.teacherRatios, "growth.teacherRatios")
      try require(
        descent.dimensions.allSatisfy { $0 >= 3 && $0 <= samples }, "descent.dimensions",
        "must be from 3 to samples")
      try requireUnique(descent.dimensions, "descent.dimensions")
      try require(descent.target > 0, "descent.target", "must be positive")
      try require(
        descent.comparedUntil > 0 && descent.comparedUntil <= descent.steps, "descent.comparedUntil",
        "must be a step of the run")
      try require(descent.patience > 0, "descent.patience", "must be positive")
      try require(descent.maximumExtensions >= 0, "descent.maximumExtensions", "must not be negative")
      _ = try descent.learningRates.grid
      for n in tokens { try requireValid(data(n, .orthogonal, 10, seed: 0), "tokens (\(n))") }
      for ratio in teacherRatios + growth.teacherRatios {
        try requireValid(data(dimension, .orthogonal, ratio, seed: 0), "teacherRatios (\(ratio))")
      }
    }

    /// The data of one problem of the terms.
    func data(
      _ tokens: Int, _ keys: KeyDistribution, _ teacherRatio: Double, seed: UInt64
    ) -> DatasetSpecification {
      var data = DatasetSpecification(
        samples: samples, tokensAndFeatures: dimension, keys: keys, teacherRatio: teacherRatio, seed: seed)
      data.tokens = tokens
      return data
    }
  }

  /// `attribution`.
  public static let name = "attribution"
  /// What it does.
  public static let summary =
    "the condition number at the teacher as a sum of five terms, its growth with the ratio, and the steps it foretells"

  /// Splits every problem, then trains.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let splits = spec.keys.count * spec.tokens.count * spec.teacherRatios.count
    let growing = spec.growth.samples.count * spec.growth.teacherRatios.count
    let training = spec.descent.dimensions.count * spec.teacherRatios.count
    // A descent costs what some thirty splits do.
    recorder.expect(work: Double(spec.seeds.count * (splits + growing + 30 * training)))

    var terms: [AttributedProblem] = []
    for keys in spec.keys {
      for tokens in spec.tokens {
        for ratio in spec.teacherRatios {
          for seed in spec.seeds {
            let label = "\(keys) keys, n = \(tokens), ratio \(ratio)"
            terms.append(
              try recorder.piece("\(label), seed \(seed)") { _ in
                try AttributedProblem(
                  spec.data(tokens, keys, ratio, seed: seed), forecastDraws: spec.forecastDraws)
              })
            try recorder.advance(by: 1, label)
          }
        }
      }
    }
    var growth: [AttributedProblem] = []
    for samples in spec.growth.samples {
      for ratio in spec.growth.teacherRatios {
        for seed in spec.seeds {
          var data = spec.data(spec.dimension, .orthogonal, ratio, seed: seed)
          data.samples = samples
          let label = "N = \(samples), ratio \(ratio)"
          growth.append(try recorder.piece("\(label), seed \(seed)") { _ in try AttributedProblem(data) })
          try recorder.advance(by: 1, label)
        }
      }
    }
    var descents: [AttributedDescent] = []
    for dimension in spec.descent.dimensions {
      for ratio in spec.teacherRatios {
        for seed in spec.seeds {
          let label = "gradient descent, d = \(dimension), ratio \(ratio), seed \(seed)"
          descents.append(
            try recorder.piece(label) { recorder in
              try AttributedDescent(dimension, ratio, seed, spec, checkpoint: recorder.checkpoint)
            })
          try recorder.advance(by: 30, label)
        }
      }
    }
    AttributionTables(spec: spec, terms: terms, growth: growth, descents: descents).record(into: &recorder)
    AttributionFindings(spec: spec, terms: terms, growth: growth, descents: descents).record(into: &recorder)
  }
}
