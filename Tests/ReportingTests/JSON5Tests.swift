import Foundation
import Reporting
import Testing

@Suite struct JSON5Tests {
  @Test func everyPartOfTheGrammar() throws {
    let document = try JSON5.parse(
      """
      // before all
      {
        bare: 1, 'single': "a\\u00e9\\x41\\n", "double": 'it''s'.length ? 0 : 0,
      }
      """.replacingOccurrences(of: "'it''s'.length ? 0 : 0", with: "'it\\'s'"))
    #expect(document.value == ["bare": 1, "single": "aéA\n", "double": "it's"])
  }

  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("-12", .integer(-12)), ("+5", .integer(5)), ("0x1F", .integer(31)),
    ("-0x10", .integer(-16)), (".5", .double(0.5)), ("5.", .double(5)), ("1e3", .double(1000)),
    ("1.5E-3", .double(0.0015)), ("Infinity", .double(.infinity)), ("-Infinity", .double(-.infinity)),
    ("18446744073709551615", .unsigned(.max)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("1e-400", .double(0)), ("true", .bool(true)),
    ("null", .null), ("[1,2,]", .array([1, 2])), ("[]", .array([])), ("{}", .object([])),
    (" /* c */ 'x' // d", .string("x")),
    ("'a\\\nb'", JSONValue.string("ab")), ("'\\uD83D\\uDE00'", .string("😀")), ("\u{FEFF}1", .integer(1)),
  ])
  func values(_ text: String, _ value: JSONValue) throws { #expect(try JSON5.parse(text).value == value) }

  @Test func notANumber() throws { #expect(try JSON5.parse("NaN").value.number?.isNaN == true) }

  @Test(arguments: [
    ("", "line 1, column 1: a value is missing"),
    ("{a: 1 b: 2}", "line 1, column 7: a comma or a closing } is missing"),
    ("{\n  a: 1,\n  a: 2\n}", "line 3, column 3: the key \"a\" is given twice"),
    ("[1, 2", "line 1, column 6: a comma or a closing ] is missing"),
    ("{a: adam}", "line 1, column 5: \"adam\" is no value; strings need quotes"),
    ("{a: 'x\n'}", "line 1, column 7: a string is not closed on its line"),
    ("010", "line 1, column 1: \"010\" is no number that a double can hold"),
    ("1e999", "line 1, column 1: \"1e999\" is no number that a double can hold"),
    ("1.2.3", "line 1, column 1: \"1.2.3\" is no number that a double can hold"),
    ("{a 1}", "line 1, column 4: a colon is missing after the key \"a\""),
    ("{1a: 2}", "line 1, column 2: a key is missing"),
    ("{a: 1,", "line 1, column 7: a closing } is missing"),
    ("/* x", "line 1, column 1: a comment is not closed"),
    ("1 2", "line 1, column 3: unexpected text after the value"),
    ("@", "line 1, column 1: unexpected character"),
    ("'\\uD83Dx'", "line 1, column 8: half a surrogate pair"),
  ])
  func mistakes(_ text: String, _ message: String) {
    let error = #expect(throws: JSON5.SyntaxError.self) { try JSON5.parse(text) }
    #expect(error?.description == message)
  }

  @Test func deepNestingIsRefusedAndDoesNotOverflow() {
    #expect(throws: JSON5.SyntaxError.self) { try JSON5.parse(String(repeating: "[", count: 100_000)) }
  }

  @Test func commentsBelongToKeys() throws {
    let comments = try JSON5.parse(
      """
      // the file's own
      {
        // above one,
        // on two lines
        above: 1,
        beside: 2, // beside it
        block: { /* a first */ inner: 3 /* and a second */, },
        list: [
          // the first element
          4,
          5 // the second one's
        ],
        none: 6,
        // nobody's
      }
      """
    ).comments
    #expect(
      comments == [
        "above": "the file's own above one, on two lines", "beside": "beside it",
        "block.inner": "a first and a second", "list[0]": "the first element", "list[1]": "the second one's",
      ])
  }

  /// Foundation reads the same texts the same way (but leaves the line break in a continued string).
  @Test func agreesWithFoundation() throws {
    let texts = [
      "{a: [1, 2.5, -3e-2, .5], 'b c': {\"d\": null, e: true, f: 'x\\ty\\u0041'}, /* c */ g: 0x10, }",
      "[\n// one\n1, [], {}, \"\\\"\", +1,]",
      "{\"unicode é\": \"😀\", $x_1: false}",
    ]
    for text in texts {
      let decoder = JSONDecoder()
      decoder.allowsJSON5 = true
      let theirs = try decoder.decode(JSONValue.self, from: Data(text.utf8))
      let ours = try JSON5.parse(text).value.serialized()
      #expect(ours == theirs.serialized())
    }
  }
}
