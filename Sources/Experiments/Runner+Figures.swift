internal import Foundation
internal import Reporting

extension Runner {
  struct Figures {
    var names: [String] = []
    var files: [String] = []
    var warnings: [String] = []
    var failed = false
  }

  static func drawFigures(
    _ experiment: ResolvedExperiment, in folder: RunFolder, _ provenance: Provenance, _ options: Options
  ) throws -> Figures {
    var figures = Figures()
    let scripts = experiment.figureScripts
    guard !scripts.isEmpty else { return figures }
    for script in scripts {
      try OutputFile.write(TextFile.read(script), to: folder.path(script.lastPathComponent))
    }
    let style = FigureStyle.script(
      slug: experiment.slug, digest: experiment.digest, commit: provenance.shortCommit,
      seeds: experiment.seeds.map { $0.serialized(indented: false) }.joined(separator: ", "))
    try OutputFile.write(style, to: folder.path("style.gp"))
    let names = scripts.map(\.lastPathComponent)
    switch Gnuplot.draw(
      names, in: folder.temporary, path: options.path, shouldStop: { options.interruption() != nil })
    {
    case .drawn(let drawn):
      figures.names = drawn
      figures.files = drawn.flatMap { ["\($0).svg", "\($0).png"] }
    case .notInstalled:
      figures.warnings = [
        "gnuplot is not installed: tables and \(names.joined(separator: ", ")) were written, but no figures"
      ]
    case .failed(let script, let message):
      if let interruption = options.interruption() { throw interruption }
      figures.warnings = ["\(script) failed: \(message)"]
      figures.failed = true
    }
    return figures
  }

  /// Draws the figures a finished run lacks because there was no gnuplot, and puts them into its report.
  ///
  /// The folder is replaced as a whole by a complete copy. Where it cannot be, it stays as it is, with a warning:
  /// its numbers are no worse for that.
  static func addFigures(
    to outcome: Outcome, _ experiment: ResolvedExperiment, _ options: Options
  ) throws -> Outcome {
    let names = experiment.figureScripts.map { $0.deletingPathExtension().lastPathComponent }
    func exists(_ file: String) -> Bool {
      FileManager.default.fileExists(atPath: outcome.folder.appendingPathComponent(file).path)
    }
    guard names.contains(where: { !exists($0 + ".svg") || !exists($0 + ".png") }) else { return outcome }
    var outcome = outcome
    guard Gnuplot.find(path: options.path) != nil else {
      outcome.warnings = ["gnuplot is not installed: this run has no figures"]
      return outcome
    }
    var folder = RunFolder(destination: outcome.folder)
    do {
      try folder.create()
      let figures = try complete(folder, experiment, options)
      outcome.warnings = figures.warnings
      outcome.figuresFailed = figures.failed
      if figures.failed {
        folder.discard()
      } else {
        try folder.publish(digest: experiment.digest, replacing: true)
      }
    } catch let interruption as Interruption {
      folder.discard()
      throw interruption
    } catch {
      folder.discard()
      outcome.warnings = ["this run has no figures, and they could not be added: \(error)"]
    }
    return outcome
  }

  /// Fills a folder with the finished run of its destination and the figures.
  private static func complete(
    _ folder: RunFolder, _ experiment: ResolvedExperiment, _ options: Options
  ) throws -> Figures {
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder.destination.path) {
      try files.copyItem(
        at: folder.destination.appendingPathComponent(name), to: folder.temporary.appendingPathComponent(name)
      )
    }
    func text(_ name: String) throws -> String {
      try TextFile.read(folder.temporary.appendingPathComponent(name))
    }
    var provenance = try JSON5.parse(text("provenance.json")).value.decode(Provenance.self)
    let figures = try drawFigures(experiment, in: folder, provenance, options)
    guard !figures.failed else { return figures }
    provenance.outputs = try (provenance.outputs ?? [:]).merging(hashes(of: figures.files, in: folder)) { $1 }
    try OutputFile.write(JSONValue(encoding: provenance).serialized(), to: folder.path("provenance.json"))
    var report = HTMLReport()
    report.figures = try figures.names.map { HTMLReport.Figure(name: $0, svg: try text($0 + ".svg")) }
    report.warnings = figures.warnings
    report.provenance = provenance.rows
    if let page = report.replacingFigures(in: try text("report.html")) {
      try OutputFile.write(page, to: folder.path("report.html"))
    }
    return figures
  }
}
