import LinearAlgebra
import Objectives
import Optimizers
import Randomness
import TestSupport
import Testing

/// A first-order rule that makes a temporary array at each step.
private struct AllocatingDescent: Optimizer {
  static let name = "gradient-descent"
  static let update = "p ← p − η·g"
  var learningRate = 0.01

  func makeState(dimension: Int) -> NoState { NoState() }

  func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout NoState) {
    let step = evaluation.gradient.map { learningRate * $0 }
    for i in parameters.indices { parameters[i] -= step[i] }
  }
}

@Suite(.enabled(if: AllocationCounter.isAvailable)) struct AllocationTests {
  /// So many parameters that an array of them is a large allocation.
  static let dimension = AllocationCounter.large / MemoryLayout<Double>.stride

  static let regression: LinearLeastSquares = {
    var stream = RandomStream(seed: 3, name: "allocations")
    let inputs = Matrix(rows: dimension, columns: 2, storage: stream.normals(2 * dimension))
    return LinearLeastSquares(inputs: inputs, labels: stream.normals(2))
  }()

  /// The allocations of 60 steps after a warm-up, observed every tenth.
  static func allocations(_ optimizers: [AnyOptimizer]) throws -> Int {
    let start = (0..<dimension).map { 0.01 * Double($0 % 7) }
    let members = optimizers.map { DescentMember($0, from: start) }
    var descent = try Descent(
      on: regression, members: members, options: DescentOptions(lossTarget: 0, thresholds: [1e-2, 1e-4]))
    descent.advance(to: 10)
    var total = 0.0
    let count = AllocationCounter.countOfOwn {
      descent.advance(to: 70, recording: .every(10)) {
        total += $0.losses[0]
      } shouldStop: {
        false
      }
    }
    #expect(total.isFinite && total > 0)
    return count
  }

  @Test func theCounterCounts() {
    var arrays: [[Int]] = []
    arrays.reserveCapacity(3)
    let work = { for size in [10, 100, 1000] { arrays.append(Array(repeating: 1, count: size)) } }
    let all = AllocationCounter.count(work)
    #expect(all >= 3)
    arrays.removeAll(keepingCapacity: true)
    let large = AllocationCounter.countOfLarge(work)
    #expect(large == 1)
  }

  @Test func stepsOfFirstOrderRulesAllocateNothing() throws {
    for name in OptimizerCatalog.names where name != "levenberg-marquardt" {
      let settings: [String: HyperparameterValue] = name == "lbfgs" ? ["history": 5] : [:]
      let optimizer = try OptimizerCatalog.optimizer(named: name, learningRate: 1e-4, setting: settings)
      #expect(try Self.allocations([optimizer]) == 0, "\(name)")
    }
  }

  @Test func lockstepAllocatesNothing() throws {
    let optimizers = try OptimizerCatalog.names.dropLast(2).map {
      try OptimizerCatalog.optimizer(named: $0, learningRate: 1e-4)
    }
    #expect(try Self.allocations(optimizers) == 0)
  }

  @Test func oneAllocationAStepIsNoticed() throws {
    #expect(try Self.allocations([AnyOptimizer(AllocatingDescent())]) == 60)
  }
}
