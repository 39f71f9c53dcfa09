import LinearAlgebra
import Reporting
import Testing

@testable import Experiments

@Suite("The JSON of instruments")
struct InstrumentInputTests {
  enum Colour: String, CaseIterable { case red, green }

  private func input(_ text: String) throws -> InstrumentInput {
    try InstrumentInput(text: text, source: "in.json", known: ["a", "b", "colour"])
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "no error"
  }

  @Test("Values are read by key; null is the same as absent")
  func values() throws {
    let input = try input(#"{"a": [1, "inf", -2.5], "b": null, "colour": "green"}"#)
    #expect(input.keys == ["a", "colour"])
    #expect(try input.numbers(#require(input.value("a")), "a") == [1, .infinity, -2.5])
    #expect(input.value("b") == nil)
    #expect(try input.one(of: ["a", "b"]).key == "a")
    let colour: Colour = try input.word(#require(input.value("colour")), "colour")
    #expect(colour == .green)
  }

  @Test("A matrix is read row by row")
  func matrix() throws {
    let input = try input(#"{"a": [[1, 2], [3, 4]]}"#)
    #expect(
      try input.matrix(#require(input.value("a")), "a", count: 2) == Matrix(rowByRow: [[1, 2], [3, 4]]))
  }

  @Test("Whatever is wrong is named with its source and key path")
  func faults() throws {
    #expect(message { _ = try input("[1]") }.contains("in.json"))
    #expect(message { _ = try input(#"{"color": 1}"#) }.contains("colour"))
    #expect(message { _ = try input("{}").one(of: ["a", "b"]) }.contains("none of the keys a, b"))
    let both = try input(#"{"a": 1, "b": [[1, "x"], [2]], "colour": "gren"}"#)
    #expect(message { _ = try both.one(of: ["a", "b"]) }.contains("b"))
    #expect(message { _ = try both.numbers(#require(both.value("a")), "a") }.contains("a list of numbers"))
    let b = try #require(both.value("b"))
    #expect(message { _ = try both.matrix(b, "b", count: 3) }.contains("has 2 rows"))
    #expect(message { _ = try both.matrix(b, "b", count: 2) }.contains("b[0][1]"))
    #expect(
      message { let _: Colour = try both.word(#require(both.value("colour")), "colour") }.contains("green"))
  }
}
