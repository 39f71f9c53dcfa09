internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Randomness
internal import Spectra

/// Gradient, replicator and natural flow towards sparse attention, through all the time they take.
public enum DecadesStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// Seeds of the Hessians and of the target's large weights.
    public var seeds: [UInt64] = [0, 1, 2, 3, 4]
    /// n.
    public var tokens = 10
    /// log10 of the targets' smallest weights; two more lie at half of it, the others are of order one.
    public var smallestWeights = [-6.0, -12, -25, -100]
    /// Points of a trajectory in each decade of time.
    public var pointsPerDecade = 8
    /// The local error of log-ratios.
    public var tolerance = 1e-9
    /// Tokens of the faces on which a linear loss is smallest, and of those off it.
    public var faces = [1, 2, 3, 5]
    /// Off the face.
    public var suboptimal = [1, 2, 4]
    /// log10 of the time at which the law of the face is tested.
    public var faceTime = 30.0

    /// The defaults.
    public init() {}

    /// Rejects what has no stall.
    public func validate() throws {
      try require(!seeds.isEmpty, "seeds", "needs at least one seed")
      try requireUnique(seeds, "seeds")
      try require(tokens >= 5 && tokens <= 100, "tokens", "must be from 5 to 100")
      try require(!smallestWeights.isEmpty, "smallestWeights", "must not be empty")
      try requireUnique(smallestWeights, "smallestWeights")
      try require(
        smallestWeights.allSatisfy { $0 <= -4 && $0 >= -140 }, "smallestWeights", "must be from -140 to -4")
      try require(pointsPerDecade >= 2, "pointsPerDecade", "must be two at least")
      try require(tolerance >= 1e-12 && tolerance <= 1e-4, "tolerance", "must be from 1e-12 to 1e-4")
      try require(
        !faces.isEmpty && faces.allSatisfy { $0 >= 1 && $0 <= 50 }, "faces", "must be from 1 to 50")
      try require(
        !suboptimal.isEmpty && suboptimal.allSatisfy { $0 >= 1 && $0 <= 50 }, "suboptimal",
        "must be from 1 to 50")
      try require(faceTime >= 2 && faceTime <= 250, "faceTime", "must be from 2 to 250")
    }
  }

  /// `decades`.
  public static let name = "decades"
  /// What it does.
  public static let summary =
    "gradient, replicator and natural flow towards sparse attention, from the first step to the last decade"

  /// Runs every flow to every target, then linear losses on faces.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let cells = spec.smallestWeights.flatMap { weight in spec.seeds.map { (weight, $0) } }
    recorder.expect(work: Double(cells.count) + 1)
    var approaches: [SparseApproach] = []
    for (weight, seed) in cells {
      for flow in SparseApproach.Flow.allCases {
        approaches.append(
          try recorder.piece("smallest weight \(weight), seed \(seed), \(flow)") { _ in
            try SparseApproach(spec, smallest: weight, seed: seed, flow: flow)
          })
        try recorder.checkInterruption()
      }
      try recorder.advance(by: 1, "smallest weight 1e\(Int(weight)), seed \(seed)")
    }
    let faces = try spec.faces.flatMap { face in
      try spec.suboptimal.map { try FaceApproach(face: face, suboptimal: $0, log10Time: spec.faceTime) }
    }
    try recorder.advance(by: 1)
    DecadesTables.record(approaches, faces, into: &recorder)
    DecadesFindings(approaches, faces).record(into: &recorder)
  }
}
