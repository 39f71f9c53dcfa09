import Foundation
import Reporting
import Testing

@Suite struct JSONValueTests {
  struct Numbers: Codable, Equatable {
    var plain = 1.5
    var whole = 1000.0
    var large = Double.infinity
    var small = -Double.infinity
    var seed = UInt64.max
    var count = 3
    var absent: Int?
  }

  @Test func nonFiniteNumbersAreStrings() throws {
    let value: JSONValue = [
      "a": .double(.nan), "b": .double(.infinity), "c": .double(-.infinity), "d": .double(-.nan), "e": 0.1,
    ]
    #expect(value.serialized(indented: false) == #"{"a":"nan","b":"inf","c":"-inf","d":"nan","e":0.1}"#)
    #expect(try JSON5.parse(value.serialized()).value["b"]?.number == .infinity)
    #expect(value["a"]?.number?.isNaN == true)
    #expect(JSONValue.string("-inf").number == -.infinity)
    #expect(JSONValue.string("5").number == nil)
  }

  @Test func codableValuesPassThroughUnchanged() throws {
    let json = try JSONValue(encoding: Numbers())
    #expect(json["whole"] == .integer(1000))
    #expect(json["seed"] == .unsigned(.max))
    #expect(json["small"] == "-inf")
    #expect(json["absent"] == nil)
    #expect(try json.decode(Numbers.self) == Numbers())
  }

  @Test func textIsStable() {
    let value: JSONValue = [
      "b": [1, 2], "a": ["z": [], "y": [:], "x": [["k": 1], 2]], "c": "q\"\\\n\u{1}é",
    ]
    let reordered: JSONValue = [
      "c": "q\"\\\n\u{1}é", "a": ["x": [["k": 1], 2], "z": [], "y": [:]], "b": [1, 2],
    ]
    #expect(value.serialized() == reordered.serialized())
    #expect(
      value.serialized() == #"""
        {
          "a": {
            "x": [
              {
                "k": 1
              },
              2
            ],
            "y": {},
            "z": []
          },
          "b": [1, 2],
          "c": "q\"\\\n\u0001é"
        }

        """#)
  }

  @Test func foundationReadsWhatWeWrite() throws {
    let value: JSONValue = [
      "x": [0.1, .double(.leastNonzeroMagnitude), 1.7976931348623157e308, 1e16, -0.5], "s": "/\u{7f}\u{2028}",
    ]
    let read = try JSONDecoder().decode(JSONValue.self, from: Data(value.serialized().utf8))
    let numbers = try #require(read["x"]?.elements).compactMap(\.number)
    #expect(
      numbers.map(\.bitPattern)
        == [0.1, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e16, -0.5].map(\.bitPattern))
    #expect(read["s"] == value["s"])
  }

  @Test func membersCanBeSetAndRemoved() {
    var value: JSONValue = ["a": 1, "b": 2]
    value["c"] = 3
    value["a"] = nil
    value["b"] = "x"
    value["d"] = nil
    #expect(value == ["b": "x", "c": 3])
    #expect(JSONValue.integer(1)["a"] == nil)
  }
}
