import Attention
import Experiments
import Reporting
import Testing

@Suite struct TrainFilesTests {
  @Test(arguments: [
    ("loss", "loss"), ("mean_log10_ratio", "meanLog10Ratio"),
    ("log10_smallest_weight", "log10SmallestWeight"),
  ])
  func columnsBecomeKeys(_ column: String, _ key: String) {
    #expect(TrainFiles.camelCase(column) == key)
  }

  @Test func everyColumnHasAKeyOfItsOwn() {
    let keys = ObservableCatalog.columns.map(TrainFiles.camelCase)
    #expect(
      Set(keys + ["run", "learningRate", "status", "step", "divergedAtStep", "lowestLoss"]).count == keys
        .count + 6)
  }

  @Test func optionNamesAreThoseOfTheCommandLine() {
    #expect(PromptAttentionLoss.Parameters.allCases.map(\.optionName) == ["prompt", "prompt,value"])
    #expect(Head.allCases.map(\.optionName) == ["squared", "logistic", "cross-entropy"])
  }

  @Test func aDivergedRunEndsWithTheStepOfItsDivergence() throws {
    try SmallData.with { small in
      _ = try small.train(rates: [0.1, 1e200], steps: 20) { $0.recordEvery = 10 }
      let rows = try zip(small.column("run"), small.column("step")).map { [$0, $1] }
      #expect(rows.prefix(4) == [[0, 0], [0, 10], [0, 20], [1, 0]])
      let step = try #require(rows.last?.last)
      #expect(rows.count == 5 && step > 0 && step < 10)
      #expect(try small.column("loss").last?.isFinite == false)
      #expect(try small.column("prompt_norm").last?.isNaN == true)
    }
  }

  @Test func theBestRunIsTheOneOfTheLowestLoss() throws {
    try SmallData.with { small in
      let summary = try small.train(rates: [1e-6, 0.1, 1e200], steps: 20)
      #expect(summary["best"] == 1)
      let diverged = try small.train(rates: [1e200], steps: 20)
      #expect(diverged["best"] == .null)
    }
  }
}
