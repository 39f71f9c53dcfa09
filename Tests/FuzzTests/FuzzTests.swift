import Foundation
import Randomness
import Testing

/// Random mutations of valid inputs against every parser: it must answer with a value or an error, and soon.
///
/// Two hundred with every run of the tests. A campaign:
///
///     SOFTMAXLAB_FUZZ=1000000 SOFTMAXLAB_FUZZ_SECONDS=60 swift test -c release --filter FuzzTests
///
/// No parser gets more than those seconds. `SOFTMAXLAB_FUZZ_SEED` draws others. The input under way stands in
/// `<temporary folder>/softmaxlab-fuzz-<process>-<parser>`; after a crash, a trap or a hang it is the culprit. `Tests/fuzz` holds
/// the same parsers against libFuzzer.
@Suite(.serialized) struct FuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let executions = environment["SOFTMAXLAB_FUZZ"].flatMap { Int($0) } ?? 200
  private static let seconds = environment["SOFTMAXLAB_FUZZ_SECONDS"].flatMap { Double($0) } ?? .infinity
  private static let seed = environment["SOFTMAXLAB_FUZZ_SEED"].flatMap { UInt64($0) } ?? 0

  @Test(arguments: Parser.all.map(\.name)) func survives(_ name: String) throws {
    let parser = try #require(Parser.all.first { $0.name == name })
    let seeds = try parser.seeds()
    for input in seeds { #expect(throws: Never.self) { try parser.parse(input) } }
    let journal = try Journal("softmaxlab-fuzz-\(ProcessInfo.processInfo.processIdentifier)-\(name)")
    var mutator = Mutator(seeds: seeds, stream: RandomStream(seed: Self.seed, name: name))
    var (executions, errors) = (0, 0)
    var elapsed: Double { ProcessInfo.processInfo.systemUptime - start }
    let start = ProcessInfo.processInfo.systemUptime
    while executions < Self.executions, elapsed < Self.seconds {
      // The kernel ends a process that does not set its alarm again; a machine may stand still for a while.
      _ = alarm(300)
      for _ in 0..<min(100, Self.executions - executions) {
        let input = mutator.next()
        journal.keep(input)
        if !parser.takes(input) { errors += 1 }
        executions += 1
      }
    }
    _ = alarm(0)
    journal.remove()
    print("\(name): \(executions) inputs, \(errors) errors, \(Int(elapsed.rounded())) s")
  }

  /// Mutations differ, reach every byte, and come again from their seed.
  @Test func mutationsAreManyAndTheSameAgain() {
    func inputs(_ seed: UInt64) -> [[UInt8]] {
      var mutator = Mutator(
        seeds: [Array("{a: [1, 2.5]}".utf8)], stream: RandomStream(seed: seed, name: "test"))
      return (0..<500).map { _ in mutator.next() }
    }
    #expect(inputs(1) == inputs(1) && inputs(1) != inputs(2))
    #expect(Set(inputs(1)).count > 450)
  }

  /// A parser with a fault is found out: this one mistakes a bracket that is not closed for the end of the input.
  @Test func aFaultIsFound() throws {
    struct Fault: Error {}
    let json = try #require(Parser.all.first { $0.name == "json5" })
    var mutator = Mutator(seeds: try json.seeds(), stream: RandomStream(seed: 0, name: "fault"))
    let found = (0..<2000).contains { _ in
      let input = mutator.next()
      return (try? json.parse(input)) == nil && (try? json.parse(input + Array("]".utf8))) != nil
    }
    #expect(found)
  }
}
