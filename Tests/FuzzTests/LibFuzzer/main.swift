import Foundation

// libFuzzer over one parser; Tests/fuzz builds and runs it.
//
//     softmaxlab-fuzz list                          the parsers' names
//     softmaxlab-fuzz seeds <parser> <folder>       its seeds, a file each
//     softmaxlab-fuzz <libFuzzer's arguments>…      fuzzes the parser that SOFTMAXLAB_FUZZ_PARSER names

@_extern(c, "LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private enum Harness {
  static let parsers = Parser.all + Parser.planted

  static func parser(named name: String) -> Parser {
    guard let parser = parsers.first(where: { $0.name == name }) else { fatalError("no parser '\(name)'") }
    return parser
  }

  static let parser = parser(named: ProcessInfo.processInfo.environment["SOFTMAXLAB_FUZZ_PARSER"] ?? "")
}

private let words = CommandLine.arguments
switch words.dropFirst().first {
case "list":
  for parser in Parser.all { print(parser.name) }
case "seeds" where words.count == 4:
  for (index, seed) in try Harness.parser(named: words[2]).seeds().enumerated() {
    try Data(seed).write(to: URL(fileURLWithPath: words[3]).appendingPathComponent("seed-\(index)"))
  }
default:
  var count = CommandLine.argc
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
  let status = unsafe runLibFuzzer(&count, &arguments) { bytes, count in
    _ = Harness.parser.takes(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
  exit(status)
}
