import Experiments
import Foundation
import Reporting
import TeacherStudent
import softmaxlab_cli

/// Something that reads what a user gives it, and must answer with a value or an error, whatever that is.
struct Parser: Sendable {
  let name: String
  let parse: @Sendable (_ bytes: [UInt8]) throws -> Void

  init(_ name: String, _ parse: @escaping @Sendable (_ bytes: [UInt8]) throws -> Void) {
    (self.name, self.parse) = (name, parse)
  }

  /// One that reads text.
  init(text name: String, _ parse: @escaping @Sendable (_ text: String) throws -> Void) {
    self.init(name) { try parse(String(decoding: $0, as: UTF8.self)) }
  }

  /// Every parser, each with a file of seeds in Corpus.
  static let all = [
    Parser(text: "json5") { text in
      let value = try JSON5.parse(text).value
      // What was read is written and read again to the same value.
      let again = try JSON5.parse(value.serialized()).value
      precondition(again.serialized() == value.serialized(), "written and read again it is another value")
    },
    Parser(text: "override") { text in
      let override = try Override(text)
      _ = try convergence.canonical(override.apply(to: convergence.defaults()), override.source)
    },
    Parser(text: "specification") { text in
      let file = try SpecificationFile(text: text, source: "spec.json5")
      _ = try convergence.canonical(convergence.defaults().merged(with: file.parameters), "spec.json5")
    },
    Parser(text: "claims") { _ = try Claim.parse($0, source: "expected.json") },
    Parser("npy") { bytes in
      let array = try NumPyFile.decode(Data(bytes), name: "fuzz.npy", requireFinite: false)
      precondition(array.shape.reduce(1, *) == array.elements.count, "the shape is not that of the elements")
    },
    Parser(text: "spectrum") { _ = try SpectrumInput(text: $0, source: "input") },
    Parser(text: "flow") { _ = try FlowInput(text: $0, source: "input") },
    Parser(text: "propagate") { _ = try PropagationInput(text: $0, source: "input") },
    Parser(text: "table") { text in
      let comparison = TableComparison(text, text + "x")
      precondition(!comparison.isIdentical, "another text counts as identical")
    },
    Parser(text: "command-line") { text in
      let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard let command = CommandCatalog.commands.first(where: { $0.name == words.first }) else { return }
      let arguments = try Arguments(
        Array(words.dropFirst()), options: command.allOptions, positionals: command.positional)
      for option in command.allOptions where option.value != nil {
        _ = try? arguments.numbers(option.name)
        _ = try? arguments.number(option.name)
        _ = try? arguments.integer(option.name, in: 1...Int.max)
        _ = try? arguments.seed(option.name)
      }
    },
  ]

  private static let convergence = Study(ConvergenceStudy.self)

  /// Valid inputs: the parts of Corpus/<name> between lines of `%%`; arrays are made here.
  func seeds() throws -> [[UInt8]] {
    if name == "npy" {
      let arrays = [([3], 3), ([2, 2], 4), ([], 1), ([0, 5], 0), ([2, 1, 3], 6)]
      return arrays.map { shape, count in
        Array(NumPyFile.encode(NumPyArray(shape: shape, elements: (0..<count).map { Double($0) / 3 })))
      }
    }
    let file = Bundle.module.bundleURL.appendingPathComponent("Corpus/\(name)")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.components(separatedBy: "\n%%\n").map { Array($0.utf8) }
  }
}
