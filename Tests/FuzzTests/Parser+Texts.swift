import Reporting

@testable import Experiments

extension Parser {
  /// What a user writes: specifications and parts of them, the input of instruments, notes; and tables.
  static let texts = [
    Parser(text: "json5") { text in
      let value = try json(text)
      // What was read is written and read again to the same value.
      let again = try json(value.serialized())
      require(again.serialized() == value.serialized(), "written and read again it is another value")
    },
    Parser(text: "override") { text in
      let override = try Override(text)
      _ = try convergence.canonical(override.apply(to: convergence.defaults()), override.source)
    },
    Parser(text: "sweep-axis") { text in
      let axis = try SweepAxis(text)
      require(Set(axis.values.map { $0.serialized() }).count == axis.values.count, "a value twice")
      guard let value = axis.values.last else { fatalError("no values") }
      _ = try axis.override(value).apply(to: convergence.defaults())
    },
    Parser(
      text: "specification",
      seeds: {
        try ["{question: 'Why?', quick: {seeds: [0]}}"]
          + ExperimentCatalog.studies.map {
            "{study: '\($0.name)', parameters: \(try $0.defaults().serialized())}"
          }
      }
    ) { text in
      let file = try SpecificationFile(text: text, source: "spec.json5")
      guard let study = ExperimentCatalog.studies.first(where: { $0.name == file.study ?? convergence.name })
      else { return }
      var parameters = try study.canonical(study.defaults().merged(with: file.parameters), "spec.json5")
      parameters = try study.canonical(parameters.merged(with: file.quick), "spec.json5, quick")
      try study.validate(parameters, "spec.json5")
      _ =
        ResolvedExperiment(
          slug: study.name, study: study, question: file.question, parameters: parameters, isQuick: false
        ).parameterRows
    },
    Parser(text: "claims") { _ = try Claim.parse($0, source: "expected.json") },
    Parser(text: "spectrum") { _ = try SpectrumInput(text: $0, source: "input") },
    Parser(text: "flow") { _ = try FlowInput(text: $0, source: "input") },
    Parser(text: "propagate") { _ = try PropagationInput(text: $0, source: "input") },
    Parser(text: "table") { text in
      let comparison = TableComparison(text, text + "x")
      require(!comparison.isIdentical, "another text counts as identical")
      let rows = CSV.rows(text)
      guard let header = rows.first else { return }
      let again = CSV.rows(CSV.text(header: header, rows: Array(rows.dropFirst())))
      require(again == rows, "written and read again they are other rows")
    },
    Parser(text: "markdown") { text in
      _ = HTML.markdown(text)
      let marks = Set("<>\"'".utf8)
      require(!HTML.escape(text).utf8.contains(where: marks.contains), "a mark of HTML comes through")
    },
    Parser(text: "shell-word") { text in
      let quoted = Array(Shell.quoted(text).utf8)
      guard quoted != Array(text.utf8) else { return }
      let expected = text.utf8.flatMap { $0 == UInt8(ascii: "'") ? Array("'\\''".utf8) : [$0] }
      require(quoted == Array("'".utf8) + expected + Array("'".utf8), "a shell reads another word")
    },
  ]

  static let convergence = Study(ConvergenceStudy.self)

  /// JSON5, whose error is the user's once a file has been named.
  static func json(_ text: String) throws -> JSONValue {
    do { return try JSON5.parse(text).value } catch {
      throw SpecificationError.syntax(source: "input", error)
    }
  }
}
