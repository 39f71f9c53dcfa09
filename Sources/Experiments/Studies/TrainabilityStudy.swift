/// Deep networks and small transformers trained from many initialisations: does the theory of the start foretell the
/// end?
public enum TrainabilityStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of weights and data; each is a run of its own.
    public var seeds: [UInt64] = [0, 1]
    /// The deep fully connected networks.
    public var networks = Networks()
    /// The transformers.
    public var transformers = Transformers()
    /// Random orders of the losses that a correlation is judged by.
    public var permutations = 999

    /// The defaults.
    public init() {}

    /// Rejects what cannot be trained or compared.
    public func validate() throws {
      try require(seeds.count >= 2, "seeds", "needs two: how far they agree is measured")
      try requireUnique(seeds, "seeds")
      try require((19...100_000).contains(permutations), "permutations", "must be from 19 to 100000")
      for (name, rates, path) in [
        (networks.optimizer, networks.learningRates, "networks"),
        (transformers.optimizer, transformers.learningRates, "transformers"),
      ] {
        try requireOptimizer(name, path + ".optimizer")
        try require(
          !rates.isEmpty && rates.allSatisfy { $0 > 0 && $0.isFinite }, path + ".learningRates",
          "needs one, positive and finite")
        try requireUnique(rates, path + ".learningRates")
      }
      try networks.validate(self)
      try transformers.validate(self)
    }
  }

  /// `trainability`.
  public static let name = "trainability"
  /// What it does.
  public static let summary =
    "deep networks and small transformers trained from many initialisations: what theory at the start foretells"

  /// Trains both kinds, and compares.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let (networks, transformers) = (spec.networks, spec.transformers)
    let each = { (rates: [Double]) in Double(rates.count * spec.seeds.count) }
    let columns = Double(networks.weightVariances.count)
    recorder.expect(
      work: each(networks.learningRates) * columns * networks.depths.map(networks.work).reduce(0, +)
        + each(transformers.learningRates) * Double(transformers.initializations.count) * transformers.work)
    let first = NetworkTrainability(networks, try NetworkTrainability.train(spec, &recorder))
    let second = TransformerTrainability(transformers, try TransformerTrainability.train(spec, &recorder))
    NetworkTrainabilityFindings(first).record(into: &recorder)
    TransformerTrainabilityFindings(second, permutations: spec.permutations, seed: spec.seeds[0])
      .record(into: &recorder)
  }
}
