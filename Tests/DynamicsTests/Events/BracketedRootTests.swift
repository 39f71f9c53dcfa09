import Foundation
import Testing

@testable import Dynamics

@Suite struct BracketedRootTests {
  private struct Case: Sendable {
    let lower: Double
    let upper: Double
    let function: @Sendable (Double) -> Double
  }

  private static let cases = [
    Case(lower: 0, upper: 2) { cos($0) },
    Case(lower: 0, upper: 1) { exp($0) - 2 },
    Case(lower: 1, upper: 3) { 2 - $0 * $0 },
    Case(lower: -1, upper: 1) { pow($0 - 0.1, 9) },
    Case(lower: 0, upper: 1) { $0 < 0.7 ? -1e-9 : 1e9 },
    Case(lower: 1e8, upper: 1e8 + 1) { $0 - (1e8 + 0.3) },
    Case(lower: 0, upper: 1e30) { atan(1e-9 * ($0 - 5)) },
    Case(lower: 0, upper: 1) { $0 - 1 },
  ]

  /// The place has the sign of the upper end, or zero; a spacing before it, the sign is that of the lower end.
  @Test func theSignChangesThere() {
    for test in Self.cases {
      var evaluations = 0
      let (fa, fb) = (test.function(test.lower), test.function(test.upper))
      let place = BracketedRoot.arrival(between: test.lower, fa, and: test.upper, fb) { x in
        evaluations += 1
        return test.function(x)
      }
      let spacing = max(abs(test.lower), abs(test.upper)).ulp
      #expect(test.function(place) * fa <= 0)
      #expect(test.function(place) == 0 || test.function(place - spacing) * fa > 0)
      let halvings = Int(log2((test.upper - test.lower) / spacing).rounded(.up))
      #expect(evaluations <= halvings + 2)
    }
  }

  @Test func smoothFunctionsTakeFewEvaluations() {
    for test in Self.cases.prefix(3) {
      var evaluations = 0
      _ = BracketedRoot.arrival(
        between: test.lower, test.function(test.lower), and: test.upper, test.function(test.upper)
      ) { x in
        evaluations += 1
        return test.function(x)
      }
      #expect(evaluations <= 14)
    }
  }
}
