package import Foundation

/// How sparse and how ill-conditioned the attention of a trained transformer is.
public enum RealAttentionStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// A `.npy` file: a path of the user's, or a name in the experiment's folder.
    public var map = "queries-keys.npy"
    /// What the file holds.
    public var kind = RealAttentionMap.Kind.queriesAndKeys
    /// The largest weight from which on a row counts as nearly one-hot.
    public var oneHotWeight = 0.9
    /// κ(J) from which on a row counts as ill-conditioned.
    public var illConditioned = 1e3
    /// x_max/x_min of the teachers up to which gradient descent keeps up with Adam.
    public var harmlessRatio = 1e5
    /// x_max/x_min of the teachers from which on it falls behind.
    public var stallRatio = 1e15

    /// The defaults.
    public init() {}

    /// Rejects thresholds without meaning.
    public func validate() throws {
      try require(!map.isEmpty, "map", "must name a .npy file")
      try require(oneHotWeight > 0.5 && oneHotWeight < 1, "oneHotWeight", "must be between 0.5 and 1")
      try require(illConditioned >= 1, "illConditioned", "must be 1 at least")
      try require(
        harmlessRatio >= 1 && harmlessRatio <= stallRatio, "harmlessRatio",
        "must be from 1 to stallRatio")
    }
  }

  /// `real-attention`.
  public static let name = "real-attention"
  /// What it does.
  public static let summary =
    "sparsity and conditioning of the attention of a trained transformer, row by row, and what bounds say of it"

  /// Measures every row of the map.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    try run(spec, file: file(named: spec.map), into: &recorder)
  }

  /// As above, with the file found.
  package static func run(_ spec: Spec, file: URL, into recorder: inout Recorder) throws {
    let map = try RealAttentionMap(file, kind: spec.kind)
    recorder.expect(work: Double(map.heads.count))
    var rows: [RealAttentionRow] = []
    for index in map.heads.indices {
      rows += try map.rows(ofHead: index)
      let place = map.place(ofHead: index)
      try recorder.advance(by: 1, "layer \(place.layer), head \(place.head)")
    }
    RealAttentionTables.record(rows, spec, into: &recorder)
    RealAttentionFindings(rows, spec).record(into: &recorder)
  }

  /// The file itself if it is there, else the one of that name in the experiment's folder.
  private static func file(named path: String) throws -> URL {
    let url = URL(fileURLWithPath: path)
    if FileManager.default.fileExists(atPath: url.path) { return url }
    let folder = ExperimentFolder.find().folder(of: name)
    if let own = folder?.appendingPathComponent(path), FileManager.default.fileExists(atPath: own.path) {
      return own
    }
    throw SpecificationError.invalid(
      source: name, path: "map", reason: "names no file: \(path) is neither here nor in Experiments/\(name)")
  }
}
