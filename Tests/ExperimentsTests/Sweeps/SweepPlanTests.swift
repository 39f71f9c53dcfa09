import ExperimentSupport
import Reporting
import Testing

@testable import Experiments

@Suite struct SweepPlanTests {
  private func plan(
    _ axes: String..., seeds: ClosedRange<UInt64>? = nil, base: ResolvedExperiment? = nil
  ) throws -> SweepPlan {
    try SweepPlan(base ?? Demo.resolve(), axes: axes.map { try SweepAxis($0) }, seeds: seeds)
  }

  private func parameters(_ plan: SweepPlan, _ keys: String...) -> [[JSONValue?]] {
    plan.cells.map { cell in keys.map { cell.experiment.parameters[$0] } }
  }

  @Test func theProductOfTheAxesTheLastVaryingFastest() throws {
    let plan = try plan("steps=1,2", "factor=0.1,0.2,0.3")
    #expect(
      parameters(plan, "steps", "factor") == [
        [1, 0.1], [1, 0.2], [1, 0.3], [2, 0.1], [2, 0.2], [2, 0.3],
      ])
    #expect(plan.keys == ["steps", "factor"])
  }

  @Test func eachCellHasOneSeed() throws {
    let plan = try plan("steps=1,2", seeds: 3...5)
    #expect(
      parameters(plan, "steps", "seeds") == [
        [1, [3]], [1, [4]], [1, [5]], [2, [3]], [2, [4]], [2, [5]],
      ])
    #expect(plan.keys == ["steps", "seeds"])
  }

  @Test func withoutAxesTheExperimentIsTheOnlyCell() throws {
    let base = try Demo.resolve(["steps=7"])
    let plan = try plan(base: base)
    #expect(plan.cells.map(\.experiment.parameters) == [base.parameters])
  }

  @Test func partsOfParametersCanBeVaried() throws {
    let plan = try plan("start.value=5,6", "start.list[1]=7")
    #expect(
      plan.cells.map { $0.experiment.parameters["start"] } == [
        ["list": [1, 7, 3], "value": 5], ["list": [1, 7, 3], "value": 6],
      ])
  }

  /// A cell is what its parameters are: neither the axes beside it nor their order matter.
  @Test func addressesDependOnTheParametersAlone() throws {
    let small = try plan("steps=1,2", "factor=0.1", seeds: 0...1)
    let large = try plan("factor=0.3,0.1", "steps=2,1,3", seeds: 0...7)
    let addresses = Set(large.cells.map(\.address))
    #expect(large.cells.count == 48 && addresses.count == 48)
    #expect(small.cells.allSatisfy { addresses.contains($0.address) })
    let set = try plan(base: Demo.resolve(["steps=2", "factor=1e-1", "seeds=[1]"]))
    #expect(addresses.contains(set.cells[0].address))
  }

  @Test func valuesThatMeanTheSameAreOneCell() throws {
    #expect(try plan("start.value=1,2", "start={value: 5, list: [1]}").cells.count == 1)
  }

  @Test func shardsAreDisjointAndComplete() throws {
    let plan = try plan("steps=1..7:7", seeds: 0...4)
    for count in [1, 2, 3, 8, 35, 50] {
      let shards = try (1...count).map { try plan.shard($0, of: count).map(\.address) }
      #expect(shards.flatMap(\.self).sorted() == plan.cells.map(\.address).sorted())
      #expect((shards.map(\.count).max() ?? 0) - (shards.map(\.count).min() ?? 0) <= 1)
    }
    #expect(throws: SweepError.badShard("0/3")) { try plan.shard(0, of: 3) }
    #expect(throws: SweepError.badShard("4/3")) { try plan.shard(4, of: 3) }
  }

  @Test func mistakesAreFoundBeforeAnythingRuns() throws {
    #expect(throws: SweepError.repeatedAxis(key: "steps")) { try plan("steps=1", "steps=2") }
    #expect(throws: SweepError.repeatedAxis(key: "seeds")) { try plan("seeds=[1],[2]", seeds: 0...1) }
    #expect(
      throws: SpecificationError.unknownKey(source: "--over stpes=1,2", path: "stpes", suggestion: "steps")
    ) {
      try plan("stpes=1,2")
    }
    #expect(throws: SpecificationError.self) { try plan("steps=1.5,2") }
    #expect(throws: SpecificationError.self) { try plan("steps=2,0") }
    #expect(throws: SpecificationError.self) { try plan("start.list[3]=1") }
  }

  @Test func tooManyCellsAreRefusedWithoutMakingThem() throws {
    func tooMany(_ source: String) -> SweepError { .tooManyCells(source: source, limit: SweepPlan.cellLimit) }
    #expect(throws: tooMany("--over steps=1..1000:1000 --over factor=1..101:101")) {
      try plan("steps=1..1000:1000", "factor=1..101:101", "label=a")
    }
    #expect(throws: tooMany("--seeds 0..18446744073709551615")) {
      try plan("steps=1,2", seeds: 0...UInt64.max)
    }
    #expect(throws: tooMany("--over factor=1..90000:90000 --seeds 0..80000")) {
      try plan("factor=1..90000:90000", seeds: 0...80000)
    }
    let large = "factor=1..100000:100000"
    let all = [large, "limit=1..100000:100000", "start.value=1..100000:100000", "steps=1..100000:100000"]
    #expect(throws: tooMany(all.map { "--over \($0)" }.joined(separator: " "))) {
      try SweepPlan(Demo.resolve(), axes: all.map { try SweepAxis($0) })
    }
  }
}
