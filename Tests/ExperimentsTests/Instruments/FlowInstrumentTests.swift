import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite("FlowInstrument")
struct FlowInstrumentTests {
  private func run(_ text: String) throws -> FlowInstrument {
    try FlowInstrument(text: text, source: "flow.json")
  }

  private func message(_ text: String) -> String {
    do { _ = try run(text) } catch { return "\(error)" }
    return "no error"
  }

  private func rows(_ json: JSONValue?) -> [[Double]] {
    (json?.elements ?? []).map { ($0.elements ?? []).compactMap(\.number) }
  }

  @Test("A gradient flow at the times that are asked for, with all keys of the interface")
  func gradient() throws {
    let flow = try run(
      #"{"targetLogits": [0, -2, -40], "hessian": [[1,0,0],[0,1,0],[0,0,1]], "times": [0, 1e6, 1e40]}"#)
    #expect(flow.isComplete)
    #expect(
      flow.json.members?.map(\.key) == [
        "status", "times", "log10RatioToTarget", "log10x", "loss", "steps", "rejected", "evaluations",
      ])
    let (ratios, logs) = (rows(flow.json["log10RatioToTarget"]), rows(flow.json["log10x"]))
    #expect(ratios.count == 3 && logs.count == 3)
    for x in logs[0] { #expect(abs(x + log10(3)) < 1e-14) }
    // Far from equilibrium after a million, there after 1e40.
    #expect(ratios[1][2] > 10)
    #expect(ratios[2].allSatisfy { abs($0) < 1e-12 })
    let losses = (flow.json["loss"]?.elements ?? []).compactMap(\.number)
    #expect(losses[0] > losses[1] && losses[1] > losses[2])
  }

  @Test("Payoffs need no target and report none; a matrix is a game")
  func payoffs() throws {
    let constant = try run(#"{"payoff": [0, 1], "times": [230.25850929940458]}"#)
    #expect(constant.json["log10RatioToTarget"] == nil)
    #expect(abs(rows(constant.json["log10x"])[0][0] + 100) < 1e-12)
    // Hawk and dove with value 2 and cost 3 settle at 2/3 hawks.
    let game = try run(#"{"payoff": [[-0.5, 2], [0, 1]], "times": [200], "flow": "replicator"}"#)
    #expect(abs(rows(game.json["log10x"])[0][0] - log10(2.0 / 3)) < 1e-9)
  }

  @Test("A natural flow that leaves the simplex keeps the times before, and is not complete")
  func naturalFlow() throws {
    let flow = try run(
      #"""
      {"targetLogits": [0, 0, -13], "hessian": [[10,0,-9],[0,1,0],[-9,0,10]],
       "initial": {"logits": [0, 3, 0]}, "times": [0, 0.2, 5], "flow": "natural"}
      """#)
    #expect(!flow.isComplete)
    #expect(flow.json["status"] == .string("leftSimplex"))
    #expect(rows(flow.json["log10x"]).count < 3)
    #expect(flow.explanation.contains("coordinate 2"))
  }

  @Test(
    "Bad input is named by its key path",
    arguments: [
      (#"{"times": [1]}"#, "targetLogits"),
      (#"{"targetLogits": [0, 1], "times": [1]}"#, "hessian"),
      (#"{"targetLogits": [0, 1], "hessian": [[1, 2], [0, 1]], "times": [1]}"#, "hessian[0][1]"),
      (#"{"targetLogits": [0, 1], "hessian": [[1, 0], [0, "nan"]], "times": [1]}"#, "hessian"),
      (#"{"targetLogits": [0], "hessian": [[1]], "times": [1]}"#, "targetLogits"),
      (#"{"targetLogits": [0, "-inf"], "hessian": [[1, 0], [0, 1]], "times": [1]}"#, "targetLogits[1]"),
      (#"{"targetLogits": [0, -800], "hessian": [[1, 0], [0, 1]], "times": [1]}"#, "targetLogits[1]"),
      (#"{"payoff": [1, 2], "times": []}"#, "times"),
      (#"{"payoff": [1, 2], "times": [2, 1]}"#, "times[1]"),
      (#"{"payoff": [1, 2], "times": ["inf"]}"#, "times[0]"),
      (#"{"payoff": [1, 2], "times": [-1]}"#, "times[0]"),
      (#"{"payoff": [1], "times": [1]}"#, "payoff"),
      (#"{"payoff": [[1, 2], [3]], "times": [1]}"#, "payoff[1]"),
      (#"{"payoff": [1, 2], "flow": "gradient", "times": [1]}"#, "flow"),
      (#"{"payoff": [1, 2], "flow": "replicater", "times": [1]}"#, "replicator"),
      (#"{"payoff": [1, 2], "hessian": [[1]], "times": [1]}"#, "hessian"),
      (#"{"payoff": [1, 2], "initial": [1, 2], "times": [1]}"#, "initial"),
      (#"{"payoff": [1, 2], "initial": {"logits": [1]}, "times": [1]}"#, "initial.logits"),
      (#"{"payoff": [1, 2], "initial": {"logit": [1, 2]}, "times": [1]}"#, "initial.logit"),
      (#"{"payoff": [1, 2], "tolerance": 0, "times": [1]}"#, "tolerance"),
      (#"{"payoff": [1, 2], "time": [1]}"#, "times"),
      (#"{"payoff": [1e300, 2], "times": [1e10]}"#, "payoff"),
      (#"{"payoff": [[1.7e308, 2], [3, 4]], "times": [0]}"#, "payoff"),
      (#"{"targetLogits": [0, 1], "hessian": [[1e20, 0], [0, 1]], "times": [1e290]}"#, "hessian"),
      ("[]", "an object"), ("{", "flow.json"),
    ])
  func badInput(text: String, path: String) {
    let message = message(text)
    #expect(message.contains(path) && message.contains("flow.json"), "\(message)")
  }
}
