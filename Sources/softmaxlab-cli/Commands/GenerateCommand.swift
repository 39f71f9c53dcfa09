internal import Experiments
internal import Foundation
internal import Reporting
internal import TeacherStudent

/// `softmaxlab generate`
enum GenerateCommand: Command {
  static let name = "generate"
  static let summary = "Generate teacher-student data as NumPy files, with a certificate."
  static let positional: Positional? = nil
  static let options = [
    Option("--out", "DIR", isRequired: true, help: "The folder to write."),
    Option("--samples", "N", help: "Training samples (default 100)."),
    Option("--tokens", "n", help: "Tokens a sample (20)."),
    Option("--dimension", "d", help: "Features a token (20); more than the samples is over-parameterised."),
    Option("--outputs", "m", help: "Outputs (1)."),
    Option(
      "--teacher-ratio", "r",
      help: "The teacher's mean attention ratio x_max/x_min (10), up to 1e308."),
    Option("--ratio-convention", "name", help: choices(RatioConvention.self) + ": which mean that is."),
    Option("--keys", "name", help: choices(KeyDistribution.self) + ": the key matrix W."),
    Option("--token-distribution", "name", help: choices(TokenDistribution.self) + "."),
    Option("--signal-strength", "x", help: "Of spiked and contextual tokens (3)."),
    Option("--spectral-exponent", "x", help: "Of correlated tokens (1)."),
    Option("--label-kind", "name", help: choices(LabelKind.self) + "."),
    Option("--noise", "s", help: "Standard deviation of the label noise (0)."),
    Option("--test-samples", "N", help: "Samples held out (0)."),
    Option("--seed", "k", help: "Seed of the data (0)."),
    ExperimentOptions.threads,
    Option("--force", help: "Replace a dataset that is there."),
    ExperimentOptions.json,
  ]
  static let examples = ["softmaxlab generate --teacher-ratio 1e25 --seed 1 --out data"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try ExperimentOptions.applyThreads(arguments)
    let folder = try Arguments.folder(arguments.string("--out") ?? "", "--out")
    let certificate: DatasetCertificate
    do {
      certificate = try GenerateInstrument.run(
        specification(arguments), to: folder, replacing: arguments.has("--force"))
    } catch DatasetError.invalidValue(let key, let value, let requirement) {
      let option = key == "labelNoise" ? "--noise" : optionName(key)
      throw UsageError.badValue(
        option: option, text: arguments.string(option) ?? value, expected: "a value that is \(requirement)")
    }
    try tool.console.print(
      arguments.has("--json")
        ? GenerateInstrument.summary(certificate, in: folder).serialized() : text(certificate, in: folder))
    return .success
  }

  /// What the options ask for.
  static func specification(_ arguments: Arguments) throws -> DatasetSpecification {
    var specification = DatasetSpecification()
    func set<Value>(_ path: WritableKeyPath<DatasetSpecification, Value>, _ value: Value?) {
      if let value { specification[keyPath: path] = value }
    }
    func choice<Choice: CaseIterable & RawRepresentable<String>>(_ option: String) throws -> Choice? {
      try arguments.choice(option, among: Array(Choice.allCases)) { $0.rawValue }
    }
    set(\.samples, try arguments.integer("--samples", in: 1...Int.max))
    set(\.tokens, try arguments.integer("--tokens", in: 2...Int.max))
    set(\.dimension, try arguments.integer("--dimension", in: 1...Int.max))
    set(\.outputs, try arguments.integer("--outputs", in: 1...Int.max))
    set(\.testSamples, try arguments.integer("--test-samples", in: 0...Int.max))
    set(\.teacherRatio, try arguments.number("--teacher-ratio"))
    set(\.labelNoise, try arguments.number("--noise"))
    set(\.signalStrength, try arguments.number("--signal-strength"))
    set(\.spectralExponent, try arguments.number("--spectral-exponent"))
    set(\.ratioConvention, try choice("--ratio-convention"))
    set(\.keys, try choice("--keys"))
    set(\.tokenDistribution, try choice("--token-distribution"))
    set(\.labelKind, try choice("--label-kind"))
    set(\.seed, try arguments.seed("--seed"))
    return specification
  }

  /// `teacherRatio` on the command line: `--teacher-ratio`.
  private static func optionName(_ key: String) -> String {
    key.reduce("--") { $1.isUppercase ? $0 + "-" + $1.lowercased() : $0 + String($1) }
  }

  private static func choices<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String
  {
    Choice.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func text(_ certificate: DatasetCertificate, in folder: URL) -> String {
    func short(_ value: Double) -> String { ShortNumber.text(value) }
    let specification = certificate.specification ?? DatasetSpecification()
    var rows = [
      (
        "data",
        "\(certificate.samples) samples of \(certificate.tokens) tokens in \(certificate.dimension) dimensions"
          + (certificate.outputs > 1 ? ", \(certificate.outputs) outputs" : "")
          + (certificate.testSamples > 0 ? ", \(certificate.testSamples) samples held out" : "")
      ),
      (
        "key matrix",
        "\(specification.keys.rawValue), condition number \(short(certificate.keyConditionNumber))"
          + (specification.keys == .gaussian ? "; its square enters every Hessian for the prompt" : "")
      ),
      (
        "orthogonality",
        "relative defect of the keys \(short(certificate.orthogonality.relative)), 0 if orthonormal"
      ),
    ]
    if let ratios = certificate.ratios {
      rows.append(
        (
          "teacher's ratio",
          "log10 of the mean \(short(ratios.log10MeanRatio)), mean of log10 \(short(ratios.meanLog10Ratio)), "
            + "from \(short(ratios.smallestLog10Ratio)) to \(short(ratios.largestLog10Ratio))"
        ))
    }
    if let design = certificate.design {
      rows.append(("design at teacher", "rank \(design.rank) of \(design.fullRank)"))
    }
    return Help.rows(rows, indent: 0) + "\n" + folder.relativePath
  }
}
