import Experiments
import Foundation
import Reporting
import Spectra
import TeacherStudent
import Testing

@Suite("AttentionMapInstrument")
struct AttentionMapInstrumentTests {
  private static let logits = NumPyArray(
    shape: [2, 2, 3], elements: [0, -1, -2, 5, 5, 5, 0, -30, -60, -.infinity, 1, 0])

  private func measure(_ array: NumPyArray, _ kind: AttentionRow.Kind? = nil) throws -> AttentionMapInstrument
  {
    try AttentionMapInstrument(array, kind: kind, source: "map.npy")
  }

  @Test func everyRowIsMeasured() throws {
    let map = try measure(Self.logits)
    #expect(map.kind == .logits && map.rows.count == 4)
    for (row, logits) in [(0, [0.0, -1, -2]), (1, [5, 5, 5]), (2, [0, -30, -60]), (3, [1, 0])] {
      let point = try SimplexPoint(logits: logits)
      #expect(abs(map.rows[row].log10Ratio - point.log10Ratio) < 1e-14)
      #expect(abs(map.rows[row].entropy - point.entropy) < 1e-14)
      let expected = ExtremeEigenvalues(point).log10ConditionNumber
      #expect(abs(map.rows[row].log10ConditionNumber - expected) < 1e-13)
    }
    #expect((0..<4).map(map.index) == [[0, 0], [0, 1], [1, 0], [1, 1]])
  }

  @Test func whatTheNumbersAreIsSeen() throws {
    let weights = NumPyArray(shape: [2, 2], elements: [0.25, 0.75, 0, 1])
    #expect(try measure(weights).kind == .weights)
    #expect(try measure(weights, .logits).kind == .logits)
    #expect(try measure(NumPyArray(shape: [2], elements: [0.5, 0.6])).kind == .logits)
    #expect(try measure(weights).rows[1].log10Ratio == .infinity)
  }

  @Test func jsonIsTheContract() throws {
    let map = try measure(Self.logits)
    let json = try JSON5.parse(map.json).value
    let rows = try #require(json["rows"]?.elements)
    #expect(rows.count == 4 && json.members?.count == 2)
    #expect(rows[2]["index"] == [1, 0])
    #expect(rows[2]["log10Ratio"]?.number == map.rows[2].log10Ratio)
    #expect(rows[2]["entropy"]?.number == map.rows[2].entropy)
    #expect(rows[2]["log10ConditionNumber"]?.number == map.rows[2].log10ConditionNumber)
    let summary = try #require(json["summary"])
    #expect(summary["rows"] == 4 && summary["tokens"] == 3 && summary["input"] == "logits")
    #expect(summary["log10Ratio"]?["max"]?.number == map.rows[2].log10Ratio)
    #expect(summary["entropy"]?["max"]?.number == map.rows[1].entropy)
    #expect(summary["log10ConditionNumber"]?["min"]?.number == 0)
  }

  @Test func infinitiesAreStrings() throws {
    let map = try measure(NumPyArray(shape: [3], elements: [0.5, 0.5, 0]))
    #expect(map.json.contains("\"log10ConditionNumber\": \"inf\""))
    #expect(map.json.contains("\"index\": []"))
    #expect(throws: Never.self) { try JSON5.parse(map.json) }
  }

  /// More rows than one block of the parallel loop.
  @Test func manyRowsKeepTheirOrder() throws {
    let count = 3000
    let array = NumPyArray(
      shape: [count, 3], elements: (0..<count).flatMap { [0, -Double($0), -0.5 * Double($0)] })
    let map = try measure(array)
    for (row, value) in map.rows.enumerated() {
      #expect(abs(value.log10Ratio - Double(row) / log(10)) < 1e-9)
    }
    #expect(try JSON5.parse(map.json).value["rows"]?.elements?.count == count)
  }

  @Test func badMapsAreNamed() {
    func complaint(_ shape: [Int], _ elements: [Double], _ kind: AttentionRow.Kind? = nil) -> String {
      do { _ = try measure(NumPyArray(shape: shape, elements: elements), kind) } catch { return "\(error)" }
      return ""
    }
    #expect(
      complaint([2, 1], [0, 1]) == "map.npy has shape (2, 1); its last axis must hold two tokens at least")
    #expect(complaint([], [0]).contains("two tokens at least"))
    #expect(complaint([0, 3], []) == "map.npy has shape (0, 3); it must not be empty")
    #expect(complaint([2, 2], [0, 1, .nan, 1]).hasPrefix("map.npy holds nan at index [1, 0], not a logit"))
    #expect(complaint([2], [0, -1], .weights).hasPrefix("map.npy holds -1.0 at index [1], not a weight"))
    #expect(complaint([2, 2], [0.5, 0.5, 0.5, 1], .weights).contains("row [1] sums to 1.5, not to 1"))
    #expect(complaint([1, 2], [-.infinity, -.infinity]) == "map.npy masks every token of row [0]")
  }
}
