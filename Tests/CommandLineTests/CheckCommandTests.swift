import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing
import softmaxlab_cli

@Suite struct CheckCommandTests {
  private func check(claims: String, _ options: String...) throws -> Program.Result {
    try Scratch.folder { scratch in
      let root = scratch.appendingPathComponent("Experiments")
      try Demo.write(into: root, figure: "", claims: claims)
      try FileManager.default.removeItem(at: root.appendingPathComponent("demo/figure.gp"))
      let results = scratch.appendingPathComponent("results")
      return options.isEmpty
        ? Program.run("check", experiments: root, results: results)
        : Program.run("check", options[0], experiments: root, results: results)
    }
  }

  @Test func claimsThatHold() throws {
    let result = try check(claims: Demo.claims)
    #expect(result.code == 0)
    #expect(result.output.hasSuffix("all claims hold\n"))
    #expect(result.output.contains("  holds  shrinks far: "))
  }

  @Test func aClaimThatFails() throws {
    let claims = Demo.claims.replacingOccurrences(of: "0.1", with: "1e-9")
    let result = try check(claims: claims)
    #expect(result.code == 5)
    #expect(result.output.contains("  FAILS  shrinks: final.value = 6.103515625e-05, claimed < 1e-09\n"))
    #expect(result.output.hasSuffix("1 claim fails\n"))
  }

  @Test func aMetricThatIsNotThereOrNaN() throws {
    for metric in ["final.valeu", "undefined"] {
      let result = try check(claims: Demo.claims.replacingOccurrences(of: "final.value", with: metric))
      #expect(result.code == 5)
      #expect(result.output.hasSuffix("2 claims fail\n"))
    }
  }

  @Test func quickChecksWhatIsClaimedOfIt() throws {
    let result = try check(claims: Demo.claims, "--quick")
    #expect(result.code == 0)
    #expect(!result.output.contains("shrinks far"))
  }
}
