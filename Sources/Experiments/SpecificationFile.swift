internal import Foundation
package import Reporting
internal import Spelling

/// A specification as it stands in a file: which study, the question, and the parameters with their reasons.
///
///     {
///       study: "convergence",            // in Experiments/<slug>/spec.json5 the slug, if left out
///       question: "…",
///       parameters: {
///         steps: 5000,                   // the comment is the reason
///       },
///       quick: { steps: 300 },           // what --quick overrides
///     }
///
/// A file may leave parameters out: they are then those of Experiments/<study>/spec.json5, or the study's own
/// defaults. The spec.json of a run is such a file too, so that a run can be repeated from its folder.
package struct SpecificationFile {
  /// The path, for messages.
  let source: String
  let study: String?
  let question: String
  package let parameters: JSONValue
  let quick: JSONValue
  /// The reason of each parameter by its key path.
  let reasons: [String: String]

  private static let keys = ["study", "question", "parameters", "quick"]

  init(_ url: URL) throws {
    try self.init(text: TextFile.readInput(url), source: url.relativePath)
  }

  package init(text: String, source: String) throws {
    self.source = source
    let document: JSON5.Document
    do { document = try JSON5.parse(text) } catch { throw SpecificationError.syntax(source: source, error) }
    let json = document.value
    guard let members = json.members else {
      throw SpecificationError.wrongType(
        source: source, path: "the file", expected: "an object", found: json.kind)
    }
    for member in members where !Self.keys.contains(member.key) {
      throw SpecificationError.unknownKey(
        source: source, path: member.key, suggestion: Spelling.nearest(to: member.key, among: Self.keys))
    }
    func object(_ key: String) throws -> JSONValue {
      guard let value = json[key] else { return .object([]) }
      guard value.members != nil else {
        throw SpecificationError.wrongType(
          source: source, path: key, expected: "an object", found: value.kind)
      }
      return value
    }
    func string(_ key: String) throws -> String? {
      guard let value = json[key] else { return nil }
      guard let text = value.text else {
        throw SpecificationError.wrongType(source: source, path: key, expected: "a string", found: value.kind)
      }
      return text
    }
    study = try string("study")
    question = try string("question") ?? ""
    parameters = try object("parameters")
    quick = try object("quick")
    let prefix = "parameters."
    reasons = document.comments.reduce(into: [:]) { reasons, comment in
      guard comment.key.hasPrefix(prefix) else { return }
      reasons[String(comment.key.dropFirst(prefix.count))] = comment.value
    }
  }
}
