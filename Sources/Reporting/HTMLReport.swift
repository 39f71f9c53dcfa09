internal import Foundation

/// One self-contained page a person reads: question, verdict, figures, claims, tables, parameters, provenance.
///
/// No script, no other file but the links to the tables; readable in light and in dark.
public struct HTMLReport {
  /// A claim and what became of it.
  public struct Claim {
    var name: String, says: String, condition: String, value: String, holds: Bool

    /// A row of the table of claims.
    public init(name: String, says: String, condition: String, value: String, holds: Bool) {
      (self.name, self.says, self.condition, self.value, self.holds) = (name, says, condition, value, holds)
    }
  }

  /// A figure as SVG text.
  public struct Figure {
    var name: String, svg: String

    /// A figure; the name is its file's without `.svg`.
    public init(name: String, svg: String) { (self.name, self.svg) = (name, svg) }
  }

  /// A table, of which the first rows are shown.
  public struct Preview {
    var file: String, says: String, head: [String], rows: [[String]], count: Int

    private static let shown = 8

    /// A table; `file` is what the link points at.
    public init(file: String, says: String, table: Table) {
      let rows = (0..<min(Self.shown, table.count)).map { row in
        table.columns.indices.map { column in
          switch table.cell(row: row, column: column) {
          case .string(let value): value
          case .integer(let value): String(value)
          case .unsigned(let value): String(value)
          case .double(let value): ShortNumber.text(value)
          }
        }
      }
      (self.file, self.says, self.rows, count) = (file, says, rows, table.count)
      head = table.columns.map(\.name)
    }

    /// A table of texts under any names.
    public init(file: String, says: String, head: [String], rows: [[String]]) {
      (self.file, self.says, self.head, count) = (file, says, head, rows.count)
      self.rows = Array(rows.prefix(Self.shown))
    }
  }

  /// The heading.
  public var title = ""
  /// Small print under it: digest, whether it was quick.
  public var subtitle = ""
  /// What was asked.
  public var question = ""
  /// How it was answered, in Markdown.
  public var method = ""
  /// Sentences the experiment wrote.
  public var notes: [String] = []
  /// What went less well.
  public var warnings: [String] = []
  /// The claims.
  public var claims: [Claim] = []
  /// The figures.
  public var figures: [Figure] = []
  /// Metrics: key, value, meaning.
  public var metrics: [(key: String, value: Double, says: String)] = []
  /// The tables.
  public var tables: [Preview] = []
  /// Parameters: key path, value, reason.
  public var parameters: [(path: String, value: String, reason: String)] = []
  /// Provenance: what, value.
  public var provenance: [(String, String)] = []

  /// An empty report.
  public init() {}

  /// A number as the report writes it: five significant digits.
  public static func number(_ value: Double) -> String { ShortNumber.text(value) }

  /// The page.
  public var html: String { Self.page(title: title, subtitle: subtitle, body: body) }

  /// A page in the manner of the reports; the body is HTML.
  package static func page(title: String, subtitle: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTML.escape(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <main>
    <header>
    \(HTML.element("h1", title))
    \(HTML.element("p", subtitle, class: "small"))
    </header>
    \(body)
    </main>
    </body>
    </html>

    """
  }

  private var body: String {
    var parts: [String] = []
    if !question.isEmpty { parts.append(HTML.element("p", question, class: "question")) }
    parts.append(marked(.warnings))
    if !claims.isEmpty { parts.append(verdict) }
    parts += notes.map { HTML.element("p", $0) }
    parts.append(marked(.figures))
    if !method.isEmpty { parts.append(section("Method", HTML.markdown(method))) }
    if !claims.isEmpty { parts.append(section("Claims", claimTable)) }
    if !metrics.isEmpty { parts.append(section("Metrics", metricTable)) }
    if !tables.isEmpty { parts.append(section("Tables", tables.map(preview).joined(separator: "\n"))) }
    if !parameters.isEmpty { parts.append(section("Parameters", parameterTable)) }
    parts.append(marked(.provenance))
    return parts.joined(separator: "\n")
  }

  /// A part of the page that ``replacingFigures(in:)`` finds again.
  private enum Part: String, CaseIterable { case warnings, figures, provenance }

  private func marked(_ part: Part) -> String {
    "<!-- \(part.rawValue) -->\n" + content(part).map { $0 + "\n" }.joined() + "<!-- /\(part.rawValue) -->"
  }

  private func content(_ part: Part) -> [String] {
    switch part {
    case .warnings: return warnings.map { HTML.element("p", $0, class: "warning") }
    case .figures:
      return figures.map { figure in
        let links = "<a href=\"\(figure.name).svg\">SVG</a> <a href=\"\(figure.name).png\">PNG</a>"
        return "<figure>\n\(inlined(figure))\n<figcaption class=\"small\">\(links)</figcaption></figure>"
      }
    case .provenance:
      guard !provenance.isEmpty else { return [] }
      let rows = provenance.map { [HTML.escape($0.0), HTML.escape($0.1)] }
      return [section("Provenance", HTML.table(head: ["", ""], rows: rows, class: "plain"))]
    }
  }

  /// A page written before, with the figures, warnings and provenance of this report and all else as it was; nil if
  /// it is no page of this kind.
  public func replacingFigures(in page: String) -> String? {
    var page = page
    for part in Part.allCases {
      guard let start = page.range(of: "<!-- \(part.rawValue) -->"),
        let end = page.range(of: "<!-- /\(part.rawValue) -->", range: start.upperBound..<page.endIndex)
      else { return nil }
      page.replaceSubrange(start.lowerBound..<end.upperBound, with: marked(part))
    }
    return page
  }

  private func section(_ title: String, _ content: String) -> String {
    "<section>\n\(HTML.element("h2", title))\n\(content)\n</section>"
  }

  private var verdict: String {
    let failed = claims.count { !$0.holds }
    let text =
      failed == 0
      ? (claims.count == 1 ? "The claim holds." : "All \(claims.count) claims hold.")
      : "\(failed) of \(claims.count) claims \(failed == 1 ? "fails" : "fail")."
    return HTML.element("p", text, class: failed == 0 ? "verdict holds" : "verdict fails")
  }

  private var claimTable: String {
    let rows = claims.map { claim in
      [
        HTML.element("span", claim.holds ? "✓ holds" : "✗ fails", class: claim.holds ? "holds" : "fails"),
        HTML.element("strong", claim.name) + "<br>" + HTML.escape(claim.says), HTML.escape(claim.condition),
        HTML.element("span", claim.value, class: "value"),
      ]
    }
    return HTML.table(head: ["", "Claim", "Condition", "Measured"], rows: rows, class: "stacked claims")
  }

  private var metricTable: String {
    HTML.table(
      head: ["Metric", "Value", "Meaning"],
      rows: metrics.map {
        [
          HTML.element("code", $0.key), HTML.element("span", ShortNumber.text($0.value), class: "value"),
          HTML.escape($0.says),
        ]
      }, class: "stacked")
  }

  private var parameterTable: String {
    HTML.table(
      head: ["Parameter", "Value", "Why"],
      rows: parameters.map {
        [HTML.element("code", $0.path), HTML.element("code", $0.value), HTML.escape($0.reason)]
      }, class: "stacked")
  }

  private func preview(_ preview: Preview) -> String {
    let rows = preview.rows.map { $0.map(HTML.escape) }
    let more = preview.count > rows.count ? ", the first \(rows.count) shown" : ""
    let count = "\(preview.count) \(preview.count == 1 ? "row" : "rows")\(more)"
    let caption = ["<a href=\"\(HTML.escape(preview.file))\">\(HTML.escape(preview.file))</a>", count]
    let says = preview.says.isEmpty ? "" : "<br>" + HTML.escape(preview.says)
    return "<p>\(caption.joined(separator: " · "))\(says)</p>\n"
      + HTML.table(head: preview.head, rows: rows, class: "numbers")
  }

  /// The SVG element alone, with identifiers that no other figure of the page has.
  private func inlined(_ figure: Figure) -> String {
    guard let start = figure.svg.range(of: "<svg") else { return "" }
    let prefix = String(figure.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    var svg = String(figure.svg[start.lowerBound...])
    for identifier in ["gpPt", "gpDot", "gnuplot_canvas", "textbox", "greybox"] {
      for reference in ["id='", "id=\"", "href='#", "url(#"] {
        svg = svg.replacing(reference + identifier, with: reference + prefix + identifier)
      }
    }
    return svg
  }
}
