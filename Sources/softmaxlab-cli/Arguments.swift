package import Foundation

/// An option of a command.
package struct Option: Equatable {
  /// With its hyphens, such as `--set`.
  package let name: String
  /// What its value is called in the help; nil for a flag.
  package let value: String?
  /// Whether it may be given more than once.
  package let repeats: Bool
  /// Whether there is no doing without it.
  package let isRequired: Bool
  /// One line, or more that are wrapped.
  package let help: String

  package init(
    _ name: String, _ value: String? = nil, repeats: Bool = false, isRequired: Bool = false, help: String
  ) {
    (self.name, self.value, self.repeats, self.help) = (name, value, repeats, help)
    self.isRequired = isRequired
  }
}

/// A positional argument of a command.
package struct Positional: Equatable {
  /// With its brackets, such as `<slug|spec.json5>`.
  package let name: String
  /// How it stands in the usage.
  package let usage: String
  /// How many there may be: `1...1`, or `0...Int.max` for a list.
  package let count: ClosedRange<Int>
  /// One line.
  package let help: String

  /// Without a usage of its own it follows from the name and from how many there may be.
  package init(_ name: String, count: ClosedRange<Int> = 1...1, usage: String? = nil, help: String) {
    (self.name, self.count, self.help) = (name, count, help)
    let word = name + (count.upperBound == .max ? "…" : "")
    self.usage = usage ?? (count.lowerBound == 0 ? "[\(word)]" : word)
  }
}

/// The arguments of a command, taken apart: GNU manners, `--name value` and `--name=value`, `--` ends the options.
package struct Arguments: Equatable {
  /// What is no option, in order.
  package private(set) var positionals: [String] = []
  private var values: [String: [String]] = [:]

  /// Takes a command line apart.
  ///
  /// - Throws: ``UsageError``.
  package init(_ words: [String], options: [Option], positionals expected: Positional?) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positionals += rest
        break
      }
      guard word.hasPrefix("-"), word.count > 1, Double(word) == nil else {
        positionals.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = options.first(where: { $0.name == parts[0] }) else {
        throw .unknownOption(parts[0], known: options.map(\.name))
      }
      guard option.repeats || values[option.name] == nil else { throw .repeated(option: option.name) }
      guard let name = option.value else {
        guard parts.count == 1 else { throw .unexpectedValue(option: option.name) }
        values[option.name] = [""]
        continue
      }
      // An option's name is never another one's value; `--name=--value` says so where it is meant.
      guard let value = parts.count == 2 ? parts[1] : rest.first.flatMap({ $0.hasPrefix("--") ? nil : $0 })
      else {
        throw .missingValue(option: option.name, value: name)
      }
      if parts.count == 1 { rest.removeFirst() }
      values[option.name, default: []].append(value)
    }
    let allowed = expected?.count ?? 0...0
    guard positionals.count <= allowed.upperBound else {
      throw .unexpectedArgument(positionals[allowed.upperBound])
    }
    guard positionals.count >= allowed.lowerBound else { throw .missingArgument(expected?.name ?? "") }
    for option in options where option.isRequired && values[option.name] == nil {
      throw .missingOption(option.name, value: option.value ?? "")
    }
  }

  /// Whether a flag is given.
  package func has(_ option: String) -> Bool { values[option] != nil }

  /// The value of an option.
  package func string(_ option: String) -> String? { values[option]?.last }

  /// The value as one of a few names, such as the cases of an enumeration.
  ///
  /// - Throws: ``UsageError/unknownName(option:text:known:)``.
  package func choice<Choice>(
    _ option: String, among choices: [Choice], named name: (Choice) -> String
  ) throws(UsageError) -> Choice? {
    guard let text = string(option) else { return nil }
    for choice in choices where name(choice) == text { return choice }
    throw .unknownName(option: option, text: text, known: choices.map(name))
  }

  /// The value as the path of a folder.
  ///
  /// - Throws: ``UsageError/badValue(option:text:expected:)`` if it is empty.
  package func folder(_ option: String) throws(UsageError) -> URL? {
    try string(option).map { path throws(UsageError) in try Self.folder(path, option) }
  }

  /// The value as the path of a file.
  ///
  /// - Throws: ``UsageError/badValue(option:text:expected:)`` if it is empty.
  package func file(_ option: String) throws(UsageError) -> URL? {
    guard let path = string(option) else { return nil }
    guard !path.isEmpty else { throw .badValue(option: option, text: "''", expected: "a path") }
    return URL(fileURLWithPath: path)
  }

  /// A path, which must not be empty.
  package static func folder(_ path: String, _ argument: String) throws(UsageError) -> URL {
    guard !path.isEmpty else { throw .badValue(option: argument, text: "''", expected: "a path") }
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  /// The values of an option that may be repeated.
  package func strings(_ option: String) -> [String] { values[option] ?? [] }

  /// The value as an integer in a range.
  ///
  /// - Throws: ``UsageError/badValue(option:text:expected:)``.
  package func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = string(option) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      let expected =
        range.upperBound == .max ? "an integer of at least \(range.lowerBound)" : "an integer in \(range)"
      throw .badValue(option: option, text: text, expected: expected)
    }
    return value
  }

  /// The value as a seed: 0 to 2⁶⁴ − 1.
  ///
  /// - Throws: ``UsageError/badValue(option:text:expected:)``.
  package func seed(_ option: String) throws(UsageError) -> UInt64? {
    guard let text = string(option) else { return nil }
    guard let value = UInt64(text) else {
      throw .badValue(option: option, text: text, expected: "an integer from 0 to 2^64 - 1")
    }
    return value
  }

  /// The value as finite numbers, separated by commas.
  ///
  /// - Throws: ``UsageError/badValue(option:text:expected:)``.
  package func numbers(_ option: String) throws(UsageError) -> [Double]? {
    guard let text = string(option) else { return nil }
    var numbers: [Double] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Self.finite(word) else {
        throw .badValue(option: option, text: text, expected: "a finite number, or several with commas")
      }
      numbers.append(value)
    }
    return numbers
  }

  /// A decimal; `Double` would read hexadecimals, "inf" and "nan" too.
  private static func finite(_ word: Substring) -> Double? {
    guard word.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(word) else {
      return nil
    }
    return value.isFinite ? value : nil
  }

  /// The value as one finite number.
  ///
  /// - Throws: ``UsageError/badValue(option:text:expected:)``.
  package func number(_ option: String) throws(UsageError) -> Double? {
    guard let text = string(option) else { return nil }
    guard let value = Self.finite(text[...]) else {
      throw .badValue(option: option, text: text, expected: "a finite number")
    }
    return value
  }
}
