import Dynamics
import Reporting
import Testing

@testable import Experiments

@Suite struct VerifyInstrumentTests {
  /// Decay by two methods, its value right or off by a millionth.
  private static func instrument(_ factor: Double = 1) throws -> VerifyInstrument {
    let decay = try #require(ReferenceProblems.all.first { $0.number == 12 })
    var subject = Verification.Subject()
    subject.methods = [ExplicitRungeKutta(.dormandPrince5), ExplicitRungeKutta(.dormandPrince8)]
    subject.problems = [
      ReferenceProblem(
        12, decay.name, decay.field, from: decay.initialState, to: decay.finalTime,
        decay.solution.map { $0.map { $0 * factor } })
    ]
    subject.simplexProblems = []
    subject.tolerances = [1e-4, 1e-6, 1e-8, 1e-10]
    subject.orderProblems = [decay]
    return VerifyInstrument(subject)
  }

  @Test func json() throws {
    let json = try Self.instrument().json
    #expect(json["holds"] == .bool(true) && json["misses"] == .integer(0))
    let runs = try #require(json["runs"]?.elements)
    #expect(runs.count == 8)
    for run in runs {
      let (digits, required) = (run["digits"]?.number ?? .nan, run["requiredDigits"]?.number ?? .nan)
      #expect(digits >= required && run["holds"] == .bool(true) && run["miss"] == .null)
      #expect(abs(run["amplification"]?.number ?? 0) - 1 < 1e-6)
      for key in ["error", "roundingFloor", "steps", "rejected", "evaluations", "milliseconds", "jacobians"] {
        #expect(run[key]?.number != nil, "\(key)")
      }
    }
    let problem = try #require(json["problems"]?.elements?.first)
    #expect(problem["number"] == .integer(12) && problem["measurements"]?.elements?.count == 2)
    let orders = try #require(json["orders"]?.elements)
    #expect(
      orders.map { $0["quantity"]?.text } == ["solution", "errorEstimate", "solution", "errorEstimate"])
    #expect(abs((orders[0]["measured"]?.number ?? .nan) - 5) < 0.1)
  }

  @Test func text() throws {
    let instrument = try Self.instrument()
    let lines = instrument.text.split(separator: "\n")
    #expect(instrument.holds && lines.last == "every method is as accurate as it must be")
    #expect(lines.contains { $0.hasPrefix("12. DETEST A1: decay") && $0.hasSuffix("A = 1.0") })
    let row = try #require(lines.first { $0.hasPrefix("    dormand-prince-8") })
    let words = row.split(separator: " ")
    // A name, four tolerances, evaluations, Jacobians, factorisations, milliseconds, verdict.
    #expect(words.count == 10 && words[9] == "ok" && words[6] == "0")
    #expect(lines.contains { $0.contains("error estimate") && $0.contains("nominal 8 ± 0.1  ok") })
    #expect(lines.allSatisfy { $0.count <= 130 })
  }

  /// A millionth is a miss at tight tolerances, of runs and orders; the loosest run does not see it.
  @Test func misses() throws {
    let instrument = try Self.instrument(1 + 1e-6)
    #expect(!instrument.holds && instrument.json["holds"] == .bool(false))
    let runs = try #require(instrument.json["runs"]?.elements)
    #expect(
      runs.map { $0["holds"] } == [true, true, true, false, true, true, true, false].map(JSONValue.bool))
    #expect(instrument.text.contains("6.0*") && instrument.text.contains("MISS"))
    #expect(
      instrument.text.contains(
        "* dormand-prince-5 on 12. DETEST A1: decay (Hull et al. 1972) at 1.0e-10: 6.0 digits"))
    #expect(instrument.text.hasSuffix("marked by *"))
  }
}
