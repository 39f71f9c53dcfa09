internal import Foundation
internal import Reporting

/// The report of a run, as HTML.
package enum Report {
  static func html(
    _ experiment: ResolvedExperiment, _ recorder: Recorder, _ claims: [Claim.Outcome],
    _ provenance: Provenance,
    figures: [String], warnings: [String], _ folder: RunFolder
  ) throws -> String {
    let readme = try experiment.file("README.md").map { try TextFile.read($0) } ?? ""
    var report = HTMLReport()
    report.title = heading(of: readme) ?? experiment.slug
    report.subtitle = [
      experiment.slug, experiment.digest, experiment.isQuick ? "quick version" : "", provenance.shortCommit,
    ].filter { !$0.isEmpty }.joined(separator: " · ")
    report.question = experiment.question
    report.method = section("Method", of: readme)
    report.notes = recorder.notes
    report.warnings = warnings
    report.claims = claims.map {
      HTMLReport.Claim(
        name: $0.claim.name, says: $0.claim.says, condition: "\($0.claim.metric) \($0.claim.bound)",
        value: $0.value.map(HTMLReport.number) ?? "not recorded", holds: $0.holds)
    }
    for name in figures {
      let svg = try TextFile.read(folder.temporary.appendingPathComponent(name + ".svg"))
      report.figures.append(HTMLReport.Figure(name: name, svg: svg))
    }
    report.metrics = recorder.metrics.map { ($0.key, $0.value, $0.says) }
    report.tables = recorder.tables.map {
      HTMLReport.Preview(file: $0.name + ".csv", says: $0.says, table: $0.table)
    }
    report.parameters = experiment.parameterRows
    report.provenance = provenance.rows
    return report.html
  }

  /// The first `# ` line.
  static func heading(of markdown: String) -> String? {
    markdown.split(separator: "\n").first { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) }
  }

  /// What stands under `## title`, up to the next heading, or in the paragraph that begins with `**title.**` and the
  /// ones after it, up to the next with such a beginning, image or heading.
  package static func section(_ title: String, of markdown: String) -> String {
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let start = lines.firstIndex(where: { $0.trimmingCharacters(in: .whitespaces) == "## " + title }) {
      return lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.joined(separator: "\n")
    }
    let lead = "**\(title).**"
    guard let start = lines.firstIndex(where: { $0.hasPrefix(lead) }) else { return "" }
    let first = lines[start].dropFirst(lead.count)
    let rest = lines[(start + 1)...].prefix {
      !$0.hasPrefix("#") && !$0.hasPrefix("![") && $0.prefixMatch(of: /\*\*[^*]+\.\*\*/) == nil
    }
    return ([String(first)] + rest).joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
