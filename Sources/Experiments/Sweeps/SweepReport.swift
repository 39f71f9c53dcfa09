public import Foundation
internal import Reporting
internal import Spelling

/// The report of a sweep: report.html and its figures, one a metric, across what was varied.
public enum SweepReport {
  /// Metrics drawn if none is asked for.
  private static let defaultMetrics = 3

  /// Refuses metrics that no finished cell has; where none is finished there is nothing to refuse them by.
  ///
  /// - Throws: ``SweepError/unknownMetric(_:suggestion:)``, `FileError` if the cells cannot be listed.
  static func check(_ wanted: [String], _ folder: SweepFolder, studies: [Study]) throws {
    guard !wanted.isEmpty else { return }
    var known: Set<String> = []
    var isAnyDone = false
    for name in try folder.cellNames {
      // What cannot be read is spoken of when the index is made.
      guard let cell = (try? folder.cell(named: name, studies: studies)) ?? nil,
        let entry = try? SweepSurvey.Entry(cell, in: folder), entry.state == .done
      else { continue }
      isAnyDone = true
      known.formUnion(entry.metrics.map(\.key))
      if known.isSuperset(of: wanted) { return }
    }
    if isAnyDone { try check(wanted, known.sorted()) }
  }

  private static func check(_ wanted: [String], _ known: [String]) throws(SweepError) {
    for metric in wanted where !known.contains(metric) {
      throw .unknownMetric(metric, suggestion: Spelling.suggestion(for: metric, among: known))
    }
  }

  /// Draws the figures and writes the page, if every cell of the folder is done or has failed.
  ///
  /// - Parameters:
  ///   - out: The sweep's folder.
  ///   - studies: The catalogue.
  ///   - outcome: Of the sweep that has just ended there, which saves another look at all cells.
  ///   - wanted: The metrics to draw; none means the first three that vary.
  ///   - onlyIfStale: Leaves a report as it is that is of these very cells.
  ///   - path: The search path for gnuplot.
  ///   - interruption: Whether and why to stop.
  /// - Returns: The page, nil if none was written, and what went less well.
  /// - Throws: ``SweepError/unknownMetric(_:suggestion:)``, `FileError`, ``Interruption``.
  public static func write(
    _ out: URL, studies: [Study], after outcome: SweepRunner.Outcome? = nil, metrics wanted: [String] = [],
    onlyIfStale: Bool = false, path: String? = ProcessInfo.processInfo.environment["PATH"],
    interruption: () -> Interruption? = { Interruption.received }
  ) throws -> (page: URL?, warnings: [String]) {
    let folder = SweepFolder(url: out)
    let header = try folder.requireHeader()
    let index = try outcome?.index ?? SweepIndex(SweepSurvey(folder, studies: studies))
    let status = SweepStatus(index.survey, of: header, in: folder)
    guard outcome?.lacksCells != true,
      status.count(.done) + status.count(.failed) == status.entries.count
    else { return (nil, []) }
    let failures = status.entries.filter { $0.state == .failed }
    // Stands in the page, so that it shows of what cells it is.
    let address = SHA256.hexadecimal(
      index.csv + (failures.map { "\($0.address) \($0.reason ?? "")\n" } + index.remarks).joined()
    ).prefix(16)
    if onlyIfStale, (try? TextFile.read(folder.report))?.contains(address) == true {
      return (folder.report, [])
    }
    try check(wanted, index.metrics)
    var report = HTMLReport()
    let drawn = try draw(
      figures(wanted, index), title: status.title, digest: String(address), in: folder, path, interruption)
    report.warnings = drawn.warnings + index.remarks
    report.figures = drawn.figures
    if !failures.isEmpty {
      let first = failures[0]
      report.warnings.append(
        "\(failures.count) of \(status.entries.count) cells failed; \(first.address): \(first.reason ?? "")")
    }
    let experiment = index.survey.entries.first?.cell.experiment
    let rows = index.texts
    report.title = "Sweep of \(status.title)"
    report.subtitle = "\(status.count(.done)) cells · \(address)"
    report.question = experiment?.question ?? ""
    report.notes = [spans(index, rows)]
    report.tables = [
      HTMLReport.Preview(
        file: "index.csv", says: "one row a cell: what was varied, and every metric", head: index.header,
        rows: rows)
    ]
    let varied = Set(index.keys)
    report.parameters = (experiment?.parameterRows ?? []).filter { row in
      !varied.contains { $0 == row.path || $0.hasPrefix(row.path + ".") || row.path.hasPrefix($0 + ".") }
    }
    try folder.exclusively(interruption: interruption) {
      try OutputFile.replace(folder.report.path, with: report.html)
    }
    return (folder.report, drawn.warnings)
  }

  /// Those of the wanted metrics, or of the first ones that vary.
  private static func figures(_ wanted: [String], _ index: SweepIndex) -> [SweepFigure] {
    guard wanted.isEmpty else { return wanted.compactMap { SweepFigure($0, index) } }
    var figures: [SweepFigure] = []
    for metric in index.metrics where figures.count < defaultMetrics {
      guard Set(index.rows.map { $0.metrics[metric]?.number }).count > 1 else { continue }
      figures += [SweepFigure(metric, index)].compactMap(\.self)
    }
    return figures
  }

  /// How many values of what there are.
  private static func spans(_ index: SweepIndex, _ rows: [[String]]) -> String {
    let spans = zip(index.keys.indices, index.header.dropFirst()).map { column, name in
      let count = Set(rows.map { $0[column + 1] }).count
      return "\(count) \(count == 1 ? "value" : "values") of \(name)"
    }
    return spans.isEmpty ? "" : "Varied: \(spans.joined(separator: ", "))."
  }

  /// Draws in a folder of its own, so that figures that are there are whole at any time.
  private static func draw(
    _ figures: [SweepFigure], title: String, digest: String, in folder: SweepFolder, _ path: String?,
    _ interruption: () -> Interruption?
  ) throws -> (figures: [HTMLReport.Figure], warnings: [String]) {
    guard !figures.isEmpty else { return ([], []) }
    let files = FileManager.default
    let scratch = RunFolder(destination: folder.url.appendingPathComponent("report")).temporary
    for remains in RunFolder.remains(of: folder.url.appendingPathComponent("report"), ".partial") + [scratch]
    {
      try? files.removeItem(at: remains)
    }
    do { try files.createDirectory(at: scratch, withIntermediateDirectories: true) } catch {
      throw FileError(writing: scratch.relativePath, error)
    }
    defer { try? files.removeItem(at: scratch) }
    let style = FigureStyle.script(slug: "sweep of \(title)", digest: digest, commit: "", seeds: "")
    try OutputFile.write(style, to: scratch.appendingPathComponent("style.gp").path)
    for figure in figures {
      try OutputFile.write(figure.script, to: scratch.appendingPathComponent(figure.name + ".gp").path)
    }
    var warnings: [String] = []
    var drawn: [String] = []
    let scripts = figures.map { $0.name + ".gp" }
    switch Gnuplot.draw(scripts, in: scratch, path: path, shouldStop: { interruption() != nil }) {
    case .drawn(let names): drawn = names
    case .notInstalled: warnings = ["gnuplot is not installed: the sweep's figures were not drawn"]
    case .failed(let script, let message):
      if let interruption = interruption() { throw interruption }
      warnings = ["\(script) failed: \(message)"]
    }
    for name in (try? files.contentsOfDirectory(atPath: scratch.path)) ?? [] {
      let place = folder.url.appendingPathComponent(name).path
      guard unsafe rename(scratch.appendingPathComponent(name).path, place) == 0 else {
        throw FileError(writing: place, NSError(domain: NSPOSIXErrorDomain, code: Int(errno)))
      }
    }
    return (
      try drawn.map {
        HTMLReport.Figure(
          name: $0, svg: try TextFile.read(folder.url.appendingPathComponent($0 + ".svg")))
      }, warnings
    )
  }
}
