import Attention
import ExperimentSupport
import Foundation
import Optimizers
import Testing

@testable import Experiments

@Suite struct StallTraceTests {
  private static let spec = {
    var spec = StallStudy.Spec()
    (spec.samples, spec.dimension) = (12, 3)
    spec.targets = [1e-1, 1e-2, 1e-4]
    spec.steps = 400
    return spec
  }()

  private static func problem() throws -> AttentionProblem {
    try AttentionProblem(spec.data(10, seed: 0), trained: .prompt)
  }

  /// A checkpoint that keeps the state before every step.
  private static func checkpoint(_ folder: URL) throws -> Checkpoint {
    let opened = try Checkpoint(folder, digest: "a")
    var checkpoint = try #require(opened)
    (checkpoint.shortestPiece, checkpoint.interval, checkpoint.restraint) = (0, 0, 0)
    return checkpoint
  }

  private static func bytes(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value)
  }

  /// A trace may take minutes: it stops at the step at which it is told to.
  @Test func anInterruptionEndsItWithinAStep() throws {
    var spec = Self.spec
    spec.steps = 1_000_000_000
    spec.targets = [1e-300]
    let problem = try Self.problem()
    var looks = 0
    var recorder = Recorder(interruption: {
      looks += 1
      return looks > 20 ? Interruption(signal: 2) : nil
    })
    #expect(throws: Interruption(signal: 2)) {
      try StallTrace(GradientDescent(), on: problem, spec, pointsPerDecade: 1, &recorder)
    }
    #expect(looks == 21)
  }

  /// Told to stop again and again: the same bytes, and no step twice.
  @Test(arguments: [3, 17, 100]) func itGoesOnWhereItWasStopped(_ steps: Int) throws {
    try expectTheSame(Adam(), stoppedAfter: steps)
    try expectTheSame(HeavyBall(), stoppedAfter: steps)
  }

  private func expectTheSame(_ rule: some Optimizer, stoppedAfter steps: Int) throws {
    var looks = 0
    var unstopped = Recorder(interruption: {
      looks += 1
      return nil
    })
    let problem = try Self.problem()
    let whole = try StallTrace(rule, on: problem, Self.spec, pointsPerDecade: 8, &unstopped)
    #expect(whole.instants.count > 10 && looks > 101)
    try Scratch.folder { scratch in
      let checkpoint = try Self.checkpoint(scratch)
      var (attempts, taken) = (0, 0)
      while true {
        attempts += 1
        var asked = 0
        var recorder = Recorder(
          checkpoint: checkpoint,
          interruption: {
            asked += 1
            return asked > steps ? Interruption(signal: 15) : nil
          })
        do {
          let trace = try StallTrace(rule, on: problem, Self.spec, pointsPerDecade: 8, &recorder)
          #expect(try Self.bytes(trace) == Self.bytes(whole))
          break
        } catch is Interruption { taken += steps }
        try #require(attempts < 1000)
      }
      // Keeping a state before every step asks twice at each.
      #expect(attempts > looks / steps && taken <= 2 * looks + attempts)
    }
  }

  /// What is on disk at some moment is what a process killed at that moment leaves.
  @Test func itGoesOnFromWhatAKilledProcessLeft() throws {
    let problem = try Self.problem()
    try Scratch.folder { scratch in
      let live = scratch.appendingPathComponent("live")
      var looks = 0
      var recorder = Recorder(
        checkpoint: try Self.checkpoint(live),
        interruption: {
          looks += 1
          if [2, 41, 150].contains(looks) {
            try? FileManager.default.copyItem(at: live, to: scratch.appendingPathComponent("\(looks)"))
          }
          return nil
        })
      let whole = try StallTrace(Adam(), on: problem, Self.spec, pointsPerDecade: 8, &recorder)
      for killed in [2, 41, 150] {
        var again = 0
        var recorder = Recorder(
          checkpoint: try Self.checkpoint(scratch.appendingPathComponent("\(killed)")),
          interruption: {
            again += 1
            return nil
          })
        let trace = try StallTrace(Adam(), on: problem, Self.spec, pointsPerDecade: 8, &recorder)
        #expect(try Self.bytes(trace) == Self.bytes(whole))
        #expect(again <= looks - killed + 3, "killed at \(killed) of \(looks)")
      }
    }
  }
}
