internal import Foundation
public import Reporting
internal import Spelling

/// What a user asks for: an experiment and what to change in it.
public struct ExperimentRequest: Sendable {
  /// A slug in Experiments, or the path of a specification file.
  public var name: String
  /// `--set`, in order.
  public var overrides: [Override]
  /// `--seed`, which replaces the specification's own seeds.
  public var seed: UInt64?
  /// `--quick`: the overrides of the file's section `quick`.
  public var isQuick: Bool

  /// A request.
  public init(_ name: String, overrides: [Override] = [], seed: UInt64? = nil, isQuick: Bool = false) {
    self.name = name
    self.overrides = overrides
    self.seed = seed
    self.isQuick = isQuick
  }
}

/// An experiment with all its parameters known: ready to be described or run.
public struct ResolvedExperiment: Sendable {
  /// The folder's name under `results`.
  public let slug: String
  /// What runs.
  public let study: Study
  /// One sentence that ends with a question mark, or the study's summary.
  public let question: String
  /// All parameters.
  public let parameters: JSONValue
  /// Why, by key path.
  public let reasons: [String: String]
  /// The claims that apply: with `--quick` those marked so.
  public let claims: [Claim]
  /// Whether there is a file of claims, however many apply.
  public let hasClaimFile: Bool
  /// Whether `--quick` shrank it.
  public let isQuick: Bool
  /// Files that go with it: figures, README; a user's file may stand beside its own.
  let folders: [URL]

  /// Names the run: 16 hexadecimal digits of the SHA-256 of slug, study, parameters and ``Version/build``.
  public var digest: String {
    var identity = identity
    identity["version"] = .string(Version.build)
    return Self.digest(of: identity)
  }

  /// Names the run whatever build it is made by: 16 hexadecimal digits of the SHA-256 of slug, study and parameters.
  public var address: String { Self.digest(of: identity) }

  private var identity: JSONValue {
    [
      "slug": .string(slug), "study": .string(study.name), "parameters": parameters, "quick": .bool(isQuick),
    ]
  }

  private static func digest(of identity: JSONValue) -> String {
    String(SHA256.hexadecimal(identity.serialized(indented: false)).prefix(16))
  }

  /// The seeds among the parameters.
  public var seeds: [JSONValue] {
    parameters["seeds"]?.elements ?? parameters["seed"].map { [$0] } ?? []
  }

  /// Every parameter on its own: key path, value as JSON, reason; lists and empty objects are not taken apart.
  public var parameterRows: [(path: String, value: String, reason: String)] {
    func rows(_ json: JSONValue, _ path: String) -> [(path: String, value: String, reason: String)] {
      guard let members = json.members, !members.isEmpty || path.isEmpty else {
        let value = json.text ?? json.serialized(indented: false)
        return [(path, value, reasons[path] ?? "")]
      }
      return members.flatMap { rows($0.value, path.isEmpty ? $0.key : path + "." + $0.key) }
    }
    return rows(parameters, "")
  }

  /// The first file of that name among the experiment's.
  func file(_ name: String) -> URL? {
    folders.map { $0.appendingPathComponent(name) }.first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// figure.gp and figure-<name>.gp, in that order, of the first folder that has any.
  var figureScripts: [URL] {
    for folder in folders {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0 == "figure.gp" || $0.hasPrefix("figure-") && $0.hasSuffix(".gp") }
      if !names.isEmpty {
        return names.sorted { ($0 == "figure.gp" ? "" : $0) < ($1 == "figure.gp" ? "" : $1) }
          .map { folder.appendingPathComponent($0) }
      }
    }
    return []
  }
}

extension ResolvedExperiment {
  /// Resolves a request against the catalogue and the folder of experiments.
  ///
  /// Defaults of the study, then Experiments/<study>/spec.json5, then a user's own file (each with its `quick`
  /// section), then `--set` and `--seed`; each layer is decoded strictly on its own, so that a mistake is reported
  /// where it was made.
  ///
  /// - Throws: ``SpecificationError``, `FileError`.
  public init(_ request: ExperimentRequest, studies: [Study], in experiments: ExperimentFolder) throws {
    let (slug, files, folders) = try Self.files(of: request.name, studies, experiments)
    let name = files.last?.study ?? slug
    guard let study = studies.first(where: { $0.name == name }) else {
      guard let file = files.last else {
        throw SpecificationError.unknownExperiment(
          request.name, known: Set(studies.map(\.name) + experiments.slugs).sorted())
      }
      throw SpecificationError.invalid(
        source: file.source, path: "study",
        reason: "'\(name)' does not exist\(Spelling.suggestion(for: name, among: studies.map(\.name)))")
    }

    var parameters = try study.defaults()
    func overlay(_ patch: JSONValue, _ source: String) throws {
      parameters = try study.canonical(parameters.merged(with: patch), source)
    }
    for file in files {
      try overlay(file.parameters, file.source)
      if request.isQuick { try overlay(file.quick, file.source + ", quick") }
    }
    for override in request.overrides + (try Self.seedOverride(request.seed, parameters)) {
      parameters = try study.canonical(try override.apply(to: parameters), override.source)
    }
    let source =
      request.overrides.isEmpty
      ? files.last?.source ?? study.name : request.overrides.map(\.source).joined(separator: " ")
    try study.validate(parameters, source)

    let claimFile = folders.map { $0.appendingPathComponent("expected.json") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
    self.slug = slug
    self.study = study
    question = files.last { !$0.question.isEmpty }?.question ?? study.summary
    self.parameters = parameters
    reasons = files.reduce(into: [:]) { $0.merge($1.reasons) { _, later in later } }
    claims = try claimFile.map { try Claim.read($0) }?.filter { $0.quick || !request.isQuick } ?? []
    hasClaimFile = claimFile != nil
    isQuick = request.isQuick
    self.folders = folders
  }

  /// The specification files that make up an experiment, the basic one first, and the folders that may hold more.
  private static func files(
    of name: String, _ studies: [Study], _ experiments: ExperimentFolder
  ) throws -> (slug: String, [SpecificationFile], [URL]) {
    func canonicalFiles(_ slug: String) throws -> ([SpecificationFile], [URL]) {
      guard let url = experiments.specification(of: slug), FileManager.default.fileExists(atPath: url.path),
        let folder = experiments.folder(of: slug)
      else { return ([], []) }
      let file = try SpecificationFile(url)
      guard let study = file.study, study != slug else { return ([file], [folder]) }
      let (base, _) = try canonicalFiles(study)
      return (base + [file], [folder])
    }
    let isPath = name.contains("/") || name.hasSuffix(".json5") || name.hasSuffix(".json")
    guard isPath else {
      let (files, folders) = try canonicalFiles(name)
      return (name, files, folders)
    }
    let url = URL(fileURLWithPath: name)
    let file = try SpecificationFile(text: TextFile.readInput(url), source: name)
    guard let study = file.study else { throw SpecificationError.missingKey(source: name, path: "study") }
    let (base, folders) = try canonicalFiles(study)
    let stem = url.deletingPathExtension().lastPathComponent
    return (stem == "spec" ? study : slugified(stem), base + [file], folders)
  }

  private static func slugified(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" || $0 == "_" ? $0 : "-" })
  }

  static func seedOverride(_ seed: UInt64?, _ parameters: JSONValue) throws -> [Override] {
    guard let seed else { return [] }
    let value: JSONValue = Int(exactly: seed).map { .integer($0) } ?? .unsigned(UInt(seed))
    let source = "--seed \(seed)"
    if parameters["seeds"] != nil {
      return [Override(path: ["seeds"], value: .array([value]), source: source)]
    }
    if parameters["seed"] != nil { return [Override(path: ["seed"], value: value, source: source)] }
    throw SpecificationError.invalid(source: source, path: "the experiment", reason: "has no seed")
  }
}
