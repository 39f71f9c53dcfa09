import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import Randomness
import Testing

@Suite struct DescentCheckpointTests {
  static let regression: LinearLeastSquares = {
    var stream = RandomStream(seed: 11, name: "checkpoint")
    let inputs = Matrix(rows: 4, columns: 12, storage: stream.normals(48))
    return LinearLeastSquares(inputs: inputs, labels: stream.normals(12))
  }()

  static func throughJSON(_ checkpoint: DescentCheckpoint) throws -> DescentCheckpoint {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(DescentCheckpoint.self, from: encoder.encode(checkpoint))
  }

  /// The whole catalogue, one member that diverges and one that reaches the target.
  static func descent(_ batches: MiniBatches?) throws -> Descent<LinearLeastSquares> {
    let names = batches == nil ? OptimizerCatalog.names : Array(OptimizerCatalog.names.dropLast())
    var members = try names.map {
      DescentMember(try OptimizerCatalog.optimizer(named: $0, learningRate: 0.01), from: tiltedStart)
    }
    members.append(DescentMember(with(GradientDescent()) { $0.learningRate = 50 }, from: tiltedStart))
    return try Descent(
      on: regression, members: members, options: DescentOptions(thresholds: [1, 0.5]), miniBatches: batches)
  }

  @Test(arguments: [nil, MiniBatches(size: 5, seed: 2)])
  func aResumedDescentIsTheSameToTheBit(_ batches: MiniBatches?) throws {
    var whole = try Self.descent(batches)
    var observed: [[Double]] = []
    whole.advance(to: 400, recording: .every(7)) { observed.append([Double($0.step)] + $0.losses) }
    #expect(whole.trajectories.last?.hasDiverged == true)

    var parts = try Self.descent(batches)
    var observedInParts: [[Double]] = []
    for stop in [1, 14, 40, 41, 300] {
      var asked = parts.step
      let progress = parts.advance(to: 400, recording: .every(7)) {
        observedInParts.append([Double($0.step)] + $0.losses)
      } shouldStop: {
        asked += 1
        return asked > stop
      }
      #expect(progress == .interrupted && parts.step == stop)
      parts = try Descent(on: Self.regression, resuming: Self.throughJSON(parts.checkpoint))
    }
    parts.advance(to: 400, recording: .every(7)) {
      observedInParts.append([Double($0.step)] + $0.losses)
    }
    #expect(observedInParts == observed)
    #expect(parts.trajectories.map(\.outcome) == whole.trajectories.map(\.outcome))
    #expect(parts.trajectories.map(\.firstSteps) == whole.trajectories.map(\.firstSteps))
    for (resumed, straight) in zip(parts.trajectories, whole.trajectories) where straight.isActive {
      #expect(resumed.parameters == straight.parameters)
      #expect(resumed.lowestLoss == straight.lowestLoss)
    }
  }

  @Test func anotherObjectiveIsRefused() throws {
    let checkpoint = try Self.descent(nil).checkpoint
    #expect(throws: DescentError.dimension(checkpoint: 4, objective: 2)) {
      try Descent(on: Quadratic(spectrum: [1, 2]), resuming: checkpoint)
    }
  }
}
