public import Reporting
internal import Spelling

/// What is wrong with a specification, a claim file or an override, and where it was said.
public enum SpecificationError: Error, Equatable, CustomStringConvertible {
  /// A key that nothing reads.
  case unknownKey(source: String, path: String, suggestion: String?)
  /// A key without which the value around it cannot be made.
  case missingKey(source: String, path: String)
  /// A value of another type than its parameter.
  case wrongType(source: String, path: String, expected: String, found: String)
  /// A value of the right type that makes no sense.
  case invalid(source: String, path: String, reason: String)
  /// A text that is no JSON5.
  case syntax(source: String, JSON5.SyntaxError)
  /// An override that is not `key.path=value`.
  case malformedOverride(String)
  /// No experiment, study or file of that name.
  case unknownExperiment(String, known: [String])
  /// No folder of experiments above the current one or the program's.
  case noExperimentsFolder
  /// An experiment without expected.json cannot be checked.
  case noClaims(String)

  /// A parameter that makes no sense, before it is known where it was set.
  public static func invalid(_ path: String, _ reason: String) -> SpecificationError {
    .invalid(source: "", path: path, reason: reason)
  }

  /// The same error with the source filled in where it was not known.
  func attributed(to source: String) -> SpecificationError {
    guard case .invalid(source: "", let path, let reason) = self else { return self }
    return .invalid(source: source, path: path, reason: reason)
  }

  /// One line that names the file or argument, the key path, and the nearest valid name.
  public var description: String {
    switch self {
    case .unknownKey(let source, let path, let suggestion):
      return "\(source): unknown key '\(path)'" + (suggestion.map { " (did you mean '\($0)'?)" } ?? "")
    case .missingKey(let source, let path): return "\(source): the key '\(path)' is missing"
    case .wrongType(let source, let path, let expected, let found):
      return "\(source): \(path) must be \(expected), not \(found)"
    case .invalid(let source, let path, let reason): return "\(source): \(path) \(reason)"
    case .syntax(let source, let error): return "\(source): \(error)"
    case .malformedOverride(let text): return "--set \(text): expected key.path=value"
    case .unknownExperiment(let name, let known):
      let suggestion = Spelling.suggestion(for: name, among: known)
      let all = known.isEmpty ? "" : "; there are \(known.joined(separator: ", "))"
      return "there is no experiment '\(name)'" + (suggestion.isEmpty ? all : suggestion)
    case .noExperimentsFolder:
      return "no folder Experiments with this experiment found above the current folder; "
        + "set SOFTMAXLAB_EXPERIMENTS to its path"
    case .noClaims(let slug): return "\(slug) has no expected.json, so there is nothing to check"
    }
  }
}
