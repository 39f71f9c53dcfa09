public import Foundation
internal import Reporting

/// All finished runs under a folder on one page: `softmaxlab report --all`.
public struct RunIndex: Sendable {
  /// A finished run.
  public struct Entry: Sendable {
    /// Its folder.
    public let folder: URL
    /// The experiment.
    public let slug: String
    /// Names the run.
    public let digest: String
    /// Whether `--quick` shrank it.
    public let isQuick: Bool
    /// When it began, as ISO 8601 writes it.
    public let start: String
    /// How long it took, in seconds.
    public let seconds: Double?
    /// How many of its claims there are, and how many held.
    public let claims: (count: Int, held: Int)
    /// The names of its figures, without `.png`.
    public let figures: [String]
    /// Whether its report.html is there.
    public let hasReport: Bool
  }

  /// A sweep; its cells are no entries, but in its own report.
  public struct Sweep: Sendable {
    /// Its folder.
    public let folder: URL
    /// The experiment.
    public let slug: String
    /// Whether `--quick` shrank it.
    public let isQuick: Bool
    /// The parameters that are varied.
    public let keys: [String]
    /// How many cells there are, and how many stand in index.csv.
    public let cells: (count: Int, finished: Int)
    /// Its page, or else its table; nil if there is neither.
    public let page: String?
  }

  /// The runs by experiment, the newest first.
  public let entries: [Entry]
  /// The sweeps by experiment and folder.
  public let sweeps: [Sweep]
  /// What was left out.
  public let remarks: [String]
  private let folder: URL

  /// Looks for runs under `folder`, which hold a `DONE` and a summary.json, and for sweeps; what cannot be read of them
  /// is left out with a remark.
  ///
  /// - Parameter folder: The folder, such as `results`.
  /// - Throws: `FileError` if there is no such folder.
  public init(_ folder: URL) throws {
    self.folder = folder.standardizedFileURL
    do { _ = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
      throw FileError(reading: folder.relativePath, error)
    }
    var entries: [Entry] = []
    var sweeps: [Sweep] = []
    var remarks: [String] = []
    let files = FileManager.default.enumerator(
      at: self.folder, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    while let file = files?.nextObject() as? URL {
      let (name, folder) = (file.lastPathComponent, file.deletingLastPathComponent())
      do {
        if name == SweepFolder.cellsName, SweepFolder.isSweep(folder) {
          files?.skipDescendants()
          if let sweep = try Self.sweep(folder) { sweeps.append(sweep) }
        } else if name == RunFolder.marker, let entry = try Self.entry(folder) {
          entries.append(entry)
        }
      } catch { remarks.append("left out: \(error)") }
    }
    self.entries = entries.sorted {
      ($0.slug, $1.start, $0.folder.path) < ($1.slug, $0.start, $1.folder.path)
    }
    self.remarks = remarks.sorted()
    self.sweeps = sweeps.sorted { ($0.slug, $0.folder.path) < ($1.slug, $1.folder.path) }
  }

  private static func sweep(_ url: URL) throws -> Sweep? {
    let folder = SweepFolder(url: url)
    guard let header = try folder.header() else { return nil }
    let lines = (try? TextFile.read(folder.index))?.split(separator: "\n").count ?? 0
    return Sweep(
      folder: url, slug: header.experiment, isQuick: header.isQuick, keys: header.keys,
      cells: (try folder.cellCount, max(0, lines - 1)),
      page: [folder.report, folder.index].first { FileManager.default.fileExists(atPath: $0.path) }?
        .lastPathComponent)
  }

  /// nil for what is no run of an experiment: that of an instrument, or a `DONE` of somebody else's.
  private static func entry(_ folder: URL) throws -> Entry? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let file = folder.appendingPathComponent("summary.json")
    guard names.contains(file.lastPathComponent) || names.isRun else { return nil }
    let summary = try TextFile.readJSON(file)
    guard summary["instrument"] == nil else { return nil }
    guard let slug = summary["experiment"]?.text else {
      guard names.isRun else { return nil }
      throw SpecificationError.missingKey(source: file.relativePath, path: "experiment")
    }
    let provenance = try? TextFile.readJSON(folder.appendingPathComponent("provenance.json"))
    let claims = summary["claims"]?.elements ?? []
    return Entry(
      folder: folder, slug: slug, digest: summary["digest"]?.text ?? "",
      isQuick: summary["quick"] == .bool(true), start: provenance?["start"]?.text ?? "",
      seconds: provenance?["wallSeconds"]?.number,
      claims: (claims.count, claims.count { $0["holds"] == .bool(true) }),
      figures: names.filter { $0.hasSuffix(".png") }.map { String($0.dropLast(4)) }.sorted(),
      hasReport: names.contains("report.html"))
  }

  /// The page; links are relative to `place`, the folder where it will stand.
  public func html(in place: URL) -> String {
    let slugs = Set(entries.map(\.slug) + sweeps.map(\.slug)).sorted()
    let sections = slugs.map { slug in
      section(slug, entries.filter { $0.slug == slug }, sweeps.filter { $0.slug == slug }, place)
    }
    let runs = "\(entries.count) finished \(entries.count == 1 ? "run" : "runs")"
    let more = sweeps.isEmpty ? "" : ", \(sweeps.count) \(sweeps.count == 1 ? "sweep" : "sweeps")"
    return HTMLReport.page(
      title: Self.heading, subtitle: "\(runs)\(more) under \(folder.lastPathComponent)",
      body: sections.isEmpty
        ? HTML.element("p", "No run is finished here yet.") : sections.joined(separator: "\n"))
  }

  /// Whether there is no such file, or it is an index written before.
  public static func mayReplace(_ page: URL) -> Bool {
    guard FileManager.default.fileExists(atPath: page.path) else { return true }
    return (try? TextFile.read(page))?.contains(HTML.element("h1", heading)) == true
  }

  private static let heading = "Runs"

  private func section(_ slug: String, _ runs: [Entry], _ sweeps: [Sweep], _ place: URL) -> String {
    let rows = runs.map { run in
      let verdict =
        run.claims.count == 0
        ? "no claims"
        : HTML.element(
          "span", "\(run.claims.held) of \(run.claims.count) hold",
          class: run.claims.held == run.claims.count ? "holds" : "fails")
      return [
        Self.link(
          to: run.hasReport ? "report.html" : nil, in: run.folder, from: place, HTML.escape(run.digest)),
        HTML.escape(run.start), run.isQuick ? "quick" : "full",
        run.seconds.map { ShortNumber.text($0) + " s" } ?? "", verdict,
      ]
    }
    let figures = runs.first { !$0.figures.isEmpty }.map { run in
      let path = Self.path(from: place, to: run.folder)
      return run.figures.map { name in
        let image =
          "<img src=\"\(HTML.escape("\(path)/\(name).png"))\" alt=\"\(HTML.escape("\(name) of \(slug)"))\" "
          + "loading=\"lazy\" width=\"640\">"
        let page = run.hasReport ? "report.html" : nil
        return "<figure>\(Self.link(to: page, in: run.folder, from: place, image))</figure>"
      }.joined(separator: "\n")
    }
    let parts = [
      HTML.element("h2", slug),
      rows.isEmpty
        ? nil : HTML.table(head: ["Run", "Begun", "Size", "Time", "Claims"], rows: rows, class: "numbers"),
      sweeps.isEmpty ? nil : Self.table(sweeps, place), figures,
    ]
    return "<section>\n\(parts.compactMap(\.self).joined(separator: "\n"))\n</section>"
  }

  private static func table(_ sweeps: [Sweep], _ place: URL) -> String {
    let rows = sweeps.map { sweep in
      [
        link(to: sweep.page, in: sweep.folder, from: place, HTML.escape(sweep.folder.lastPathComponent)),
        HTML.escape(sweep.keys.joined(separator: ", ")), sweep.isQuick ? "quick" : "full",
        "\(sweep.cells.finished) of \(sweep.cells.count) finished",
      ]
    }
    return HTML.table(head: ["Sweep", "Varied", "Size", "Cells"], rows: rows, class: "numbers")
  }

  /// HTML that leads to a file, if there is one.
  private static func link(to file: String?, in folder: URL, from place: URL, _ html: String) -> String {
    guard let file else { return html }
    return "<a href=\"\(HTML.escape("\(path(from: place, to: folder))/\(file)"))\">\(html)</a>"
  }

  /// The relative path, percent-encoded.
  private static func path(from place: URL, to folder: URL) -> String {
    let (from, to) = (place.standardizedFileURL.pathComponents, folder.standardizedFileURL.pathComponents)
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let parts = Array(repeating: "..", count: from.count - shared) + to[shared...]
    let path = parts.isEmpty ? "." : parts.joined(separator: "/")
    return path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
  }
}
