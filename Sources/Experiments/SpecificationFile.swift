package import Foundation
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
    try self.init(text: TextFile.read(url), source: url.relativePath)
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

/// Small text files of the user's, read whole.
package enum TextFile {
  package static func read(_ url: URL) throws -> String {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      // Foundation refuses pipes and devices, such as a shell's <(…).
      guard let stream = stream(url) else { throw FileError(reading: url.relativePath, error) }
      data = stream
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw FileError.unreadable(path: url.relativePath, reason: "not UTF-8 text")
    }
    return text
  }

  /// The JSON or JSON5 in a file that a program wrote, or should have: a pipe, which would be waited for, is none.
  ///
  /// - Throws: `FileError`, ``SpecificationError/syntax(source:_:)``.
  static func readJSON(_ url: URL) throws -> JSONValue {
    guard isRegular(url) != false else {
      throw FileError.unreadable(path: url.relativePath, reason: "it is no regular file")
    }
    do { return try JSON5.parse(read(url)).value } catch let error as JSON5.SyntaxError {
      throw SpecificationError.syntax(source: url.relativePath, error)
    }
  }

  /// Whether it is a file, or a link to one, and not a folder, a pipe or a device; nil if there is nothing.
  static func isRegular(_ url: URL) -> Bool? {
    var found = stat()
    guard unsafe stat(url.path, &found) == 0 else { return nil }
    return found.st_mode & S_IFMT == S_IFREG
  }

  private static func stream(_ url: URL) -> Data? {
    guard let handle = try? FileHandle(forReadingFrom: url) else { return nil }
    return try? handle.readToEnd() ?? Data()
  }

  /// The text of the file at `path`, or of standard input for "-", and what errors call it.
  package static func readInput(_ path: String) throws -> (text: String, source: String) {
    guard path == "-" else { return (try read(URL(fileURLWithPath: path)), path) }
    let source = "standard input"
    let data: Data
    do { data = try FileHandle.standardInput.readToEnd() ?? Data() } catch {
      throw FileError(reading: source, error)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw FileError.unreadable(path: source, reason: "not UTF-8 text")
    }
    return (text, source)
  }
}
