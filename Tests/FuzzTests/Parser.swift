import Foundation
import softmaxlab_cli

/// Something that reads what a user gives it, and must answer with a value or an error, whatever that is.
struct Parser: Sendable {
  let name: String
  let parse: @Sendable (_ bytes: [UInt8]) throws -> Void
  private let ownSeeds: (@Sendable () throws -> [[UInt8]])?

  /// One that reads bytes; seeds that are no text are made here, others stand in Corpus.
  init(
    _ name: String, seeds: (@Sendable () throws -> [[UInt8]])? = nil,
    _ parse: @escaping @Sendable (_ bytes: [UInt8]) throws -> Void
  ) {
    (self.name, self.parse, ownSeeds) = (name, parse, seeds)
  }

  /// One that reads text.
  init(
    text name: String, seeds: (@Sendable () throws -> [String])? = nil,
    _ parse: @escaping @Sendable (_ text: String) throws -> Void
  ) {
    var bytes: (@Sendable () throws -> [[UInt8]])?
    if let seeds { bytes = { try seeds().map { Array($0.utf8) } } }
    self.init(name, seeds: bytes) { try parse(String(decoding: $0, as: UTF8.self)) }
  }

  /// Every parser of the lab.
  static let all = texts + commands + arrays + runFolder + sweeps

  /// Valid inputs: its own, or the parts of Corpus/<name> between lines of `%%`.
  func seeds() throws -> [[UInt8]] {
    if let ownSeeds { return try ownSeeds() }
    let file = Bundle.module.bundleURL.appendingPathComponent("Corpus/\(name)")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "\n%%\n").map { Array($0.utf8) }
  }

  /// A precondition whose words are printed by optimised code, too.
  static func require(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
    if !holds { fatalError(otherwise()) }
  }

  /// Whether it takes the input; an error must have words, and be one of the user's and not of the program.
  func takes(_ bytes: [UInt8]) -> Bool {
    do { try parse(bytes) } catch {
      Self.require(ExitCode(error) == .badInput, "\(name): counts as a fault of the program: \(error)")
      Self.require(!"\(error)".isEmpty, "\(name): an error without words")
      return false
    }
    return true
  }
}
