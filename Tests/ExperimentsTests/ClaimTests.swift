import Experiments
import Testing

@Suite struct ClaimTests {
  private struct Case {
    let bound: Claim.Bound
    let value: Double
    let holds: Bool
  }

  private static let cases = [
    Case(bound: .atLeast(1), value: 1, holds: true), Case(bound: .atLeast(1), value: 0.999, holds: false),
    Case(bound: .atMost(1), value: 1, holds: true), Case(bound: .atMost(1), value: 1.001, holds: false),
    Case(bound: .above(1), value: 1, holds: false), Case(bound: .above(1), value: 1.001, holds: true),
    Case(bound: .below(1), value: 1, holds: false), Case(bound: .below(1), value: 0.999, holds: true),
    Case(bound: .equals(1, tolerance: 0.5), value: 1.5, holds: true),
    Case(bound: .equals(1, tolerance: 0.5), value: 0.49, holds: false),
    Case(bound: .equals(1, tolerance: 0), value: 1, holds: true),
    Case(bound: .equals(.infinity, tolerance: 0), value: .infinity, holds: true),
    Case(bound: .equals(1, tolerance: .infinity), value: .nan, holds: false),
    Case(bound: .atLeast(-.infinity), value: .nan, holds: false),
    Case(bound: .atMost(.infinity), value: .nan, holds: false),
    Case(bound: .above(0), value: .nan, holds: false), Case(bound: .below(0), value: .nan, holds: false),
    Case(bound: .above(1e300), value: .infinity, holds: true),
  ]

  /// The cases a judge gets wrong.
  private func violations(_ judge: (Claim, Double) -> Bool) -> [String] {
    Self.cases.filter {
      judge(Claim(name: "c", says: "", metric: "m", bound: $0.bound), $0.value) != $0.holds
    }
    .map { "\($0.value) \($0.bound)" }
  }

  @Test func boundsAreJudged() {
    #expect(
      violations { claim, value in claim.judge([Recorder.Metric(key: "m", value: value, says: "")]).holds }
        == [])
  }

  @Test func faultyJudgesAreCaught() {
    // Everything holds; NaN passes because nothing is violated; ends excluded.
    #expect(!violations { _, _ in true }.isEmpty)
    #expect(
      !violations { claim, value in
        switch claim.bound {
        case .atLeast(let limit): !(value < limit)
        case .atMost(let limit): !(value > limit)
        case .above(let limit): !(value <= limit)
        case .below(let limit): !(value >= limit)
        case .equals(let wanted, let tolerance): value == wanted || !(abs(value - wanted) > tolerance)
        }
      }.isEmpty)
    #expect(
      !violations { claim, value in
        if case .atLeast(let limit) = claim.bound { return value > limit }
        return claim.judge([Recorder.Metric(key: "m", value: value, says: "")]).holds
      }.isEmpty)
  }

  @Test func aMissingMetricFails() {
    let claim = Claim(name: "c", says: "", metric: "m", bound: .above(0))
    let outcome = claim.judge([Recorder.Metric(key: "other", value: 1, says: "")])
    #expect(!outcome.holds)
    #expect(outcome.value == nil)
  }

  @Test func aFileOfClaims() throws {
    let claims = try Claim.parse(
      """
      {claims: [ // JSON5 is welcome
        {name: "a", says: "A.", metric: "x.y", atLeast: 1e3},
        {name: "b", says: "B.", metric: "z", equals: 2, tolerance: 0.1, quick: false},
        {name: "c", says: "C.", metric: "z", below: "inf"},
      ]}
      """, source: "expected.json")
    #expect(claims[0] == Claim(name: "a", says: "A.", metric: "x.y", bound: .atLeast(1000)))
    #expect(claims[1].bound == .equals(2, tolerance: 0.1) && !claims[1].quick)
    #expect(claims.map(\.bound.description) == ["≥ 1000", "= 2 ± 0.1", "< inf"])
  }

  @Test(arguments: [
    ("{claims: 3}", "e: claims must be a list, not an integer"),
    ("{}", "e: claims must be a list, not nothing"),
    ("{claim: []}", "e: unknown key 'claim' (did you mean 'claims'?)"),
    (
      #"{claims: [{name: "a", says: "", metrik: "m", above: 0}]}"#,
      "e: unknown key 'claims[0].metrik' (did you mean 'metric'?)"
    ),
    (#"{claims: [{name: "a", says: "", above: 0}]}"#, "e: the key 'claims[0].metric' is missing"),
    (
      #"{claims: [{name: "a", says: "", metric: "m"}]}"#,
      "e: claims[0] needs exactly one of atLeast, atMost, above, below, equals"
    ),
    (
      #"{claims: [{name: "a", says: "", metric: "m", above: 0, below: 1}]}"#,
      "e: claims[0] needs exactly one of atLeast, atMost, above, below, equals"
    ),
    (
      #"{claims: [{name: "a", says: "", metric: "m", above: "1"}]}"#,
      "e: claims[0].above must be a number, not \"1\""
    ),
    (
      #"{claims: [{name: "a", says: "", metric: "m", above: NaN}]}"#,
      "e: claims[0].above must be a number, not \"nan\""
    ),
    (
      #"{claims: [{name: "a", says: "", metric: "m", above: 1, tolerance: 1}]}"#,
      "e: claims[0].tolerance belongs to equals and is not negative"
    ),
    (
      #"{claims: [{name: "a", says: "", metric: "m", above: 1}, {name: "a", says: "", metric: "m", above: 1}]}"#,
      "e: claims[1].name 'a' is taken"
    ),
    ("{claims: [", "e: line 1, column 11: a value is missing"),
  ])
  func mistakes(_ text: String, _ message: String) {
    let error = #expect(throws: SpecificationError.self) { try Claim.parse(text, source: "e") }
    #expect(error?.description == message)
  }
}
