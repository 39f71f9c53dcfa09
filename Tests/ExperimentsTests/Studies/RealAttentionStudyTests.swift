import Experiments
import Foundation
import Reporting
import Spectra
import TeacherStudent
import Testing

@Suite struct RealAttentionStudyTests {
  typealias Kind = RealAttentionMap.Kind

  /// Two layers of two heads, five queries and four features; the first head of the second layer is very sparse.
  private static func queriesAndKeys() -> NumPyArray {
    var elements: [Double] = (0..<160).map { (i: Int) -> Double in sin(Double(7 * i + 1)) }
    for i in 40..<60 { elements[i] *= 60 }  // its queries
    return NumPyArray(shape: [2, 2, 2, 5, 4], elements: elements)
  }

  /// The logits as sums over the features.
  private static func logits() -> NumPyArray {
    let factors = queriesAndKeys().elements
    var elements: [Double] = []
    for head in 0..<4 {
      for query in 0..<5 {
        for key in 0..<5 {
          var sum = 0.0
          for feature in 0..<4 {
            sum += factors[head * 20 + query * 4 + feature] * factors[80 + head * 20 + key * 4 + feature]
          }
          elements.append(sum)
        }
      }
    }
    return NumPyArray(shape: [2, 2, 5, 5], elements: elements)
  }

  private static func weights() -> NumPyArray {
    var elements = logits().elements
    for row in 0..<20 {
      let exponentials = (0..<5).map { exp(elements[row * 5 + $0]) }
      for i in 0..<5 { elements[row * 5 + i] = exponentials[i] / exponentials.reduce(0, +) }
    }
    return NumPyArray(shape: [2, 2, 5, 5], elements: elements)
  }

  private static func rows(_ array: NumPyArray, _ kind: Kind) throws -> [RealAttentionRow] {
    let map = try RealAttentionMap(array, kind: kind, source: "map.npy")
    return try map.heads.indices.flatMap { try map.rows(ofHead: $0) }
  }

  @Test func theThreeFormsAgree() throws {
    let forms = try [
      (Self.queriesAndKeys(), Kind.queriesAndKeys), (Self.logits(), .logits), (Self.weights(), .weights),
    ]
    .map { try Self.rows($0, $1) }
    let places = forms[0].map { [$0.layer, $0.head, $0.query] }
    #expect(places.count == 20 && places[5] == [0, 1, 0] && places[19] == [1, 1, 4])
    for form in forms {
      #expect(form.map { [$0.layer, $0.head, $0.query] } == places)
      for (row, other) in zip(form, forms[1]) {
        #expect(abs(row.statistics.log10ConditionNumber - other.statistics.log10ConditionNumber) < 1e-9)
        #expect(abs(row.log10SecondRatio - other.log10SecondRatio) < 1e-9)
        #expect(abs(row.largestWeight - other.largestWeight) < 1e-12 && row.boundsHold)
      }
    }
    // The planted fault: queries and keys the wrong way round.
    let factors = Self.queriesAndKeys()
    let turned = Array(factors.elements[80...] + factors.elements[..<80])
    let wrong = try Self.rows(NumPyArray(shape: factors.shape, elements: turned), .queriesAndKeys)
    #expect(zip(wrong, forms[1]).contains { abs($0.statistics.log10Ratio - $1.statistics.log10Ratio) > 0.1 })
  }

  /// A condition number that is off by a factor of two must be seen outside its bounds.
  @Test func boundsCanFail() throws {
    let rows = try Self.rows(Self.logits(), .logits)
    #expect(rows.allSatisfy { $0.boundsHold && $0.bounds != nil })
    let doubled = try Self.rows(
      NumPyArray(shape: [2, 2, 5, 5], elements: Self.logits().elements.map { 2 * $0 }), .logits)
    #expect(
      zip(rows, doubled).contains { row, other in
        row.bounds.map { !$0.contains(other.statistics.log10ConditionNumber) } == true
      })
  }

  @Test func masksAndZeroesAreLeftOut() throws {
    let masked = NumPyArray(shape: [2, 3], elements: [0, -.infinity, -.infinity, 1, 2, -.infinity])
    let rows = try Self.rows(masked, .logits)
    #expect(rows[0].largestWeight == 1 && rows[0].log10SecondRatio.isNaN && rows[0].bounds == nil)
    #expect(rows[0].boundsHold && rows[0].statistics.log10ConditionNumber.isNaN)
    #expect(rows[1].statistics.log10ConditionNumber == 0 && rows[1].bounds == 0...0)
    let zero = try Self.rows(NumPyArray(shape: [1, 3], elements: [0.5, 0.5, 0]), .weights)
    #expect(zero[0].log10SecondRatio == .infinity && zero[0].bounds == nil && zero[0].largestWeight == 0.5)
  }

  @Test func otherShapesAreRefused() {
    for (shape, kind) in [
      ([4], Kind.logits), ([1, 1, 1, 2, 2], .logits), ([2, 1], .weights), ([3, 4, 5], .queriesAndKeys),
      ([2, 1, 3], .queriesAndKeys), ([2, 4], .queriesAndKeys),
    ] {
      let array = NumPyArray(shape: shape, elements: Array(repeating: 0, count: shape.reduce(1, *)))
      #expect(throws: NumPyFileError.self, "\(shape)") {
        try RealAttentionMap(array, kind: kind, source: "map.npy")
      }
    }
    #expect(throws: InstrumentError.self) {
      try Self.rows(NumPyArray(shape: [1, 2], elements: [0.3, 0.3]), .weights)
    }
  }

  private static func run(_ array: NumPyArray, _ change: (inout RealAttentionStudy.Spec) -> Void = { _ in })
    throws
    -> (metrics: [String: Double], notes: [String], tables: [Recorder.NamedTable])
  {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("map-\(UUID().uuidString).npy")
    defer { try? FileManager.default.removeItem(at: file) }
    try NumPyFile.write(array, to: file)
    var spec = RealAttentionStudy.Spec()
    spec.kind = .logits
    change(&spec)
    try spec.validate()
    var recorder = Recorder(interruption: { nil })
    try RealAttentionStudy.run(spec, file: file, into: &recorder)
    return (
      Dictionary(uniqueKeysWithValues: recorder.metrics.map { ($0.key, $0.value) }), recorder.notes,
      recorder.tables
    )
  }

  @Test func theVerdictFollowsTheNumbers() throws {
    func verdict(_ scale: Double) throws -> String {
      let elements = (0..<8).flatMap { row in (0..<5).map { scale * Double((row + $0) % 5) } }
      return try Self.run(NumPyArray(shape: [2, 2, 2, 5], elements: elements)).notes.last ?? ""
    }
    #expect(try verdict(0.1).contains("theory is about? No"))
    #expect(try verdict(2.5).contains("theory is about? In part"))
    #expect(try verdict(12).contains("theory is about? Yes"))
  }

  @Test func tablesAndMetricsAreThoseOfTheRows() throws {
    let result = try Self.run(Self.logits())
    let rows = try Self.rows(Self.logits(), .logits)
    #expect(result.metrics["rows"] == 20 && result.metrics["boundViolations"] == 0)
    let first = rows.filter { $0.layer == 0 }.map(\.statistics.log10Ratio)
    #expect(result.metrics["layer0.medianLog10Ratio"] == first.median)
    #expect(result.metrics["layer0.largestLog10Ratio"] == first.max())
    let counts = result.tables.map { "\($0.name) \($0.table.count)" }
    #expect(counts.contains("layers 2") && counts.contains("heads 4") && counts.contains("rows 20"))
    let survival = try #require(result.tables.first { $0.name == "survival" }).table
    #expect(survival.doubles("ratio_share").first == 1 && survival.doubles("kappa_share").last == 0)
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() throws {
    for change: (inout RealAttentionStudy.Spec) -> Void in [
      { $0.map = "" }, { $0.oneHotWeight = 0.4 }, { $0.illConditioned = 0 }, { $0.harmlessRatio = 1e20 },
    ] {
      var spec = RealAttentionStudy.Spec()
      change(&spec)
      #expect(throws: SpecificationError.self) { try spec.validate() }
    }
    var spec = RealAttentionStudy.Spec()
    spec.map = "nowhere.npy"
    var recorder = Recorder(interruption: { nil })
    #expect(throws: SpecificationError.self) { try RealAttentionStudy.run(spec, into: &recorder) }
  }
}
