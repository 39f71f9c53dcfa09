import Testing
import softmaxlab_cli

@Suite struct ArgumentsTests {
  private static let options = [
    Option("--set", "key=value", repeats: true, help: ""), Option("--seed", "n", help: ""),
    Option("--rate", "x", help: ""), Option("--quick", help: ""),
  ]

  private func parse(_ words: String...) throws -> Arguments {
    try Arguments(
      words, options: Self.options, positionals: Positional("<slug>", count: 1...2, help: ""))
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "no error"
  }

  @Test func optionsAndPositionals() throws {
    let arguments = try parse("--set", "a=1", "x", "--set=b==2", "--quick", "--seed=7", "--", "--y")
    #expect(arguments.positionals == ["x", "--y"])
    #expect(arguments.strings("--set") == ["a=1", "b==2"])
    #expect(arguments.has("--quick") && !arguments.has("--rate"))
    #expect(try arguments.seed("--seed") == 7)
    #expect(try arguments.number("--rate") == nil)
  }

  @Test func numbers() throws {
    #expect(try parse("x", "--rate", "-1e-3,.5").numbers("--rate") == [-1e-3, 0.5])
    #expect(try parse("x", "--seed", "18446744073709551615").seed("--seed") == .max)
    #expect(try parse("x", "--seed", "3").integer("--seed", in: 1...3) == 3)
    #expect(try parse("-1").positionals == ["-1"])
  }

  @Test(arguments: [
    (["x", "--quik"], "unknown option '--quik' (did you mean '--quick'?)"),
    (["x", "-z"], "unknown option '-z'"), (["x", "--seed"], "--seed needs a value: --seed n"),
    (["x", "--seed", "--quick"], "--seed needs a value: --seed n"),
    (["x", "--quick=yes"], "--quick takes no value"),
    (["x", "--seed", "1", "--seed", "2"], "--seed is given twice"),
    (["x", "y", "z"], "unexpected argument 'z'"), ([], "missing argument <slug>"),
  ])
  func mistakes(_ words: [String], _ text: String) {
    #expect(
      message {
        _ = try Arguments(
          words, options: Self.options, positionals: Positional("<slug>", count: 1...2, help: ""))
      } == text)
  }

  @Test(arguments: ["nan", "inf", "0x10", "1e999", "", "1,", "1;2", "1 ", "one"])
  func valuesThatAreNoFiniteNumbers(_ text: String) throws {
    let arguments = try parse("x", "--rate=\(text)")
    #expect(throws: UsageError.self) { try arguments.numbers("--rate") }
  }

  @Test func valuesOutOfRange() throws {
    let arguments = try parse("x", "--seed", "-1", "--rate", "1,2")
    #expect(
      message { _ = try arguments.seed("--seed") } == "--seed -1: expected an integer from 0 to 2^64 - 1")
    #expect(
      message { _ = try arguments.integer("--seed", in: 1...8) } == "--seed -1: expected an integer in 1...8")
    #expect(
      message { _ = try arguments.integer("--seed", in: 0...Int.max) }
        == "--seed -1: expected an integer of at least 0")
    #expect(message { _ = try arguments.number("--rate") } == "--rate 1,2: expected a finite number")
  }
}
