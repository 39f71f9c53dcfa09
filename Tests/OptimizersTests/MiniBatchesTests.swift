import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import Randomness
import Testing

@Suite struct MiniBatchesTests {
  /// In one dimension with inputs 1 the gradient of a batch at θ = 0 is minus the mean label: labels 2ⁱ show which
  /// samples were seen.
  static let powers = LinearLeastSquares(
    inputs: Matrix(rows: 1, columns: 10, repeating: 1), labels: (0..<10).map { Double(1 << $0) })

  /// A rule that stays where it is and remembers the gradients it has seen.
  struct Recorder: Optimizer {
    static let name = "gradient-descent"
    static let update = "p ← p"
    var learningRate = 1.0
    func makeState(dimension: Int) -> NoState { NoState() }
    func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout NoState) {
      Self.seen.append(evaluation.gradient[0])
    }
    @TaskLocal static var seen = Seen()
  }

  final class Seen: @unchecked Sendable {
    var gradients: [Double] = []
    func append(_ gradient: Double) { gradients.append(gradient) }
  }

  /// The samples of each step's batch.
  func batches(size: Int, seed: UInt64, steps: Int) throws -> [Set<Int>] {
    let seen = Seen()
    try Recorder.$seen.withValue(seen) {
      var descent = try Descent(
        on: Self.powers, members: [DescentMember(Recorder(), from: [0])],
        miniBatches: MiniBatches(size: size, seed: seed))
      descent.advance(to: steps)
    }
    let batchesPerEpoch = (10 + size - 1) / size
    return seen.gradients.enumerated().map { step, gradient in
      let isLast = step % batchesPerEpoch == batchesPerEpoch - 1
      let count = isLast ? 10 - size * (batchesPerEpoch - 1) : size
      let sum = Int((-gradient * Double(count)).rounded())
      return Set((0..<10).filter { sum >> $0 & 1 == 1 })
    }
  }

  @Test(arguments: [1, 3, 5, 10])
  func eachEpochSeesEverySampleOnce(_ size: Int) throws {
    let batchesPerEpoch = (10 + size - 1) / size
    let all = try batches(size: size, seed: 4, steps: 3 * batchesPerEpoch)
    for epoch in 0..<3 {
      let ofEpoch = all[epoch * batchesPerEpoch..<(epoch + 1) * batchesPerEpoch]
      #expect(ofEpoch.map(\.count).reduce(0, +) == 10)
      #expect(Set(ofEpoch.joined()) == Set(0..<10))
      #expect(ofEpoch.dropLast().allSatisfy { $0.count == size })
    }
  }

  @Test func theOrderComesFromTheSeedAndChangesFromEpochToEpoch() throws {
    let first = try batches(size: 1, seed: 4, steps: 20)
    #expect(try batches(size: 1, seed: 4, steps: 20) == first)
    #expect(try batches(size: 1, seed: 5, steps: 20) != first)
    #expect(Array(first[..<10]) != Array(first[10...]))
  }

  @Test func membersShareTheBatch() throws {
    let member = DescentMember(with(GradientDescent()) { $0.learningRate = 0.1 }, from: [1])
    var descent = try Descent(
      on: Self.powers, members: [member, member], miniBatches: MiniBatches(size: 3, seed: 1))
    descent.advance(to: 17)
    #expect(descent.trajectories[0].parameters == descent.trajectories[1].parameters)
  }

  @Test func aBatchOfAllSamplesIsFullBatch() throws {
    let member = DescentMember(with(GradientDescent()) { $0.learningRate = 0.1 }, from: [1])
    var batched = try Descent(
      on: Self.powers, members: [member], miniBatches: MiniBatches(size: 10, seed: 1))
    var full = try Descent(on: Self.powers, members: [member], miniBatches: nil)
    batched.advance(to: 50)
    full.advance(to: 50)
    #expect(distance([batched.trajectories[0].parameters], [full.trajectories[0].parameters]) < 1e-13)
  }

  @Test func whatIsObservedIsTheMeanLoss() throws {
    let member = DescentMember(with(GradientDescent()) { $0.learningRate = 0.1 }, from: [1])
    var descent = try Descent(
      on: Self.powers, members: [member], miniBatches: MiniBatches(size: 2, seed: 1))
    descent.advance(to: 12, recording: .every(5)) { snapshot in
      let here = Self.powers.valueAndGradient(at: snapshot.parameters.column(0))
      #expect(snapshot.losses == [here.loss])
      #expect(snapshot.gradientNorms == [here.gradient.euclideanNorm])
    }
    #expect(
      descent.trajectories[0].loss
        == Self.powers.valueAndGradient(at: descent.trajectories[0].parameters).loss)
  }

  @Test func observingDoesNotChangeThePath() throws {
    let member = DescentMember(HeavyBall(), from: [1])
    var quiet = try Descent(
      on: Self.powers, members: [member], miniBatches: MiniBatches(size: 3, seed: 1))
    var watched = quiet
    quiet.advance(to: 30)
    watched.advance(to: 30, recording: .every(1)) { _ in }
    #expect(quiet.trajectories[0].parameters == watched.trajectories[0].parameters)
  }

  @Test(arguments: [0, 11, -1])
  func badSizes(_ size: Int) {
    #expect(throws: DescentError.batchSize(size, samples: 10)) {
      try Descent(
        on: Self.powers, members: [DescentMember(HeavyBall(), from: [1])],
        miniBatches: MiniBatches(size: size, seed: 1))
    }
  }

  @Test func aGaussNewtonRuleNeedsTheMeanLoss() {
    #expect(throws: DescentError.self) {
      try Descent(
        on: Self.powers, members: [DescentMember(LevenbergMarquardt(), from: [1])],
        miniBatches: MiniBatches(size: 2, seed: 1))
    }
  }
}
