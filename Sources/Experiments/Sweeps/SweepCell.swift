internal import Foundation
internal import Reporting

/// One point of a sweep: an experiment whose parameters are all known.
///
/// Its random streams depend on its own parameters, seed among them, and nothing else: cells that are added later
/// change no other.
public struct SweepCell: Sendable {
  /// What runs.
  public let experiment: ResolvedExperiment
  /// Names the cell's folder, the same for every build of the program.
  public let address: String
  /// Names its run by this build of the program; kept, since the experiment works it out each time.
  let digest: String

  init(_ experiment: ResolvedExperiment) {
    self.experiment = experiment
    (address, digest) = (experiment.address, experiment.digest)
  }

  /// Whether a folder may be that of a cell by its name: 16 hexadecimal digits.
  static func isAddress(_ name: String) -> Bool {
    name.utf8.count == 16 && name.utf8.allSatisfy("0123456789abcdef".utf8.contains)
  }

  /// Reads cell.json.
  ///
  /// - Throws: ``SpecificationError``, `FileError`.
  init(reading url: URL, studies: [Study]) throws {
    let source = url.relativePath
    let json = try TextFile.readJSON(url)
    guard let slug = json["experiment"]?.text, let name = json["study"]?.text,
      let parameters = json["parameters"], case .bool(let isQuick)? = json["quick"]
    else {
      throw SpecificationError.invalid(
        source: source, path: "the file", reason: "needs experiment, study, parameters and quick")
    }
    guard let study = studies.first(where: { $0.name == name }) else {
      throw SpecificationError.invalid(source: source, path: "study", reason: "'\(name)' does not exist")
    }
    self.init(
      ResolvedExperiment(
        slug: slug, study: study, question: json["question"]?.text ?? study.summary, parameters: parameters,
        isQuick: isQuick))
  }

  /// What cell.json holds.
  var json: JSONValue {
    [
      "experiment": .string(experiment.slug), "study": .string(experiment.study.name),
      "question": .string(experiment.question), "quick": .bool(experiment.isQuick),
      "parameters": experiment.parameters,
    ]
  }
}

extension ResolvedExperiment {
  /// An experiment of known parameters without claims and figures: those are about the experiment as it stands in its
  /// folder, not about a variation.
  init(slug: String, study: Study, question: String, parameters: JSONValue, isQuick: Bool) {
    self.slug = slug
    self.study = study
    self.question = question
    self.parameters = parameters
    self.isQuick = isQuick
    reasons = [:]
    claims = []
    hasClaimFile = false
    folders = []
  }
}

extension JSONValue {
  /// The value at the end of a key path; nil if there is none.
  func value(at path: some Sequence<String>) -> JSONValue? {
    var value = self
    for word in path {
      let element = Int(word).flatMap { index in
        value.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      }
      guard let inner = element ?? value[word] else { return nil }
      value = inner
    }
    return value
  }
}
