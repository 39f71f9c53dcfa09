internal import Spelling

/// A command line that cannot be understood.
package enum UsageError: Error, Equatable, CustomStringConvertible {
  case unknownCommand(String, known: [String])
  case unknownTopic(String, known: [String])
  case unknownOption(String, known: [String])
  case missingValue(option: String, value: String)
  case unexpectedValue(option: String)
  case repeated(option: String)
  case badValue(option: String, text: String, expected: String)
  case unknownName(option: String, text: String, known: [String])
  case unexpectedArgument(String)
  case missingArgument(String)
  case missingOption(String, value: String)

  /// One line that names the argument and the nearest valid name.
  package var description: String {
    switch self {
    case .unknownCommand(let name, let known):
      "unknown command '\(name)'\(Spelling.suggestion(for: name, among: known))"
    case .unknownTopic(let name, let known):
      "there is no help on '\(name)'\(Spelling.suggestion(for: name, among: known))"
    case .unknownOption(let name, let known):
      "unknown option '\(name)'\(Spelling.suggestion(for: name, among: known))"
    case .missingValue(let option, let value): "\(option) needs a value: \(option) \(value)"
    case .unexpectedValue(let option): "\(option) takes no value"
    case .repeated(let option): "\(option) is given twice"
    case .badValue(let option, let text, let expected): "\(option) \(text): expected \(expected)"
    case .unknownName(let option, let text, let known):
      "\(option) \(text): expected \(known.joined(separator: " or "))"
        + Spelling.suggestion(for: text, among: known)
    case .unexpectedArgument(let text): "unexpected argument '\(text)'"
    case .missingArgument(let name): "missing argument \(name)"
    case .missingOption(let name, let value): "missing option \(name) \(value)"
    }
  }
}
