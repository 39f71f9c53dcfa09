public import Foundation
public import Reporting

/// Runs an experiment into its folder.
///
///     results/<slug>/<digest>/
///       spec.json provenance.json             before the first step
///       <table>.csv summary.json
///       figure*.gp style.gp figure*.svg .png  where there is a gnuplot
///       report.html
///       DONE                                  last
///
/// Everything is written under a temporary name and renamed at the end, so that nothing is ever half there. What a
/// run has finished is kept in a ``Checkpoint`` beside its folder meanwhile: the same run goes on from there, however
/// it was stopped, and writes the same tables to the byte.
public struct Runner {
  /// Where and how to run.
  public struct Options {
    /// The run's folder; nil means `<slug>/<digest>` under ``results``.
    public var out: URL?
    /// Where runs go that are told no folder; `results` under the current folder.
    public var results = URL(fileURLWithPath: "results", isDirectory: true)
    /// Run again what is finished, and replace what is there.
    public var force = false
    /// Keep the finished pieces of the run, so that the same run goes on where it was stopped.
    public var keepsPieces = true
    /// Draw the figures; without them a run is its tables, its summary and its report.
    public var drawsFigures = true
    /// The command line, for provenance.
    public var command: [String] = []
    /// How progress is shown.
    public var progress = Progress.Style.quiet
    /// The search path for gnuplot.
    public var path = ProcessInfo.processInfo.environment["PATH"]
    /// Whether and why to stop.
    public var interruption: () -> Interruption? = { Interruption.received }

    /// The defaults.
    public init() {}
  }

  /// What came of a run.
  public struct Outcome {
    /// Its folder.
    public var folder: URL
    /// Whether it was finished before and nothing was computed.
    public var reused: Bool
    /// The metrics.
    public var metrics: [Recorder.Metric]
    /// The claims, judged.
    public var claims: [Claim.Outcome]
    /// What went less well, such as figures that were not drawn.
    public var warnings: [String]
    /// Whether a script of a figure failed, which is a fault although the tables are there.
    public var figuresFailed: Bool
  }

  /// Runs an experiment, unless it is finished already.
  ///
  /// - Throws: `FileError`, ``Interruption`` and whatever the experiment throws; but for finished pieces nothing is
  ///   left behind then.
  public static func run(_ experiment: ResolvedExperiment, _ options: Options = Options()) throws -> Outcome {
    let digest = experiment.digest
    let destination =
      options.out
      ?? options.results.appendingPathComponent(experiment.slug).appendingPathComponent(
        digest)
    RunFolder.recover(destination)
    let state = RunFolder.state(of: destination, digest: digest)
    switch state {
    case .absent: break
    case .finished where !options.force:
      Checkpoint.removeLeftover(RunFolder(destination: destination).checkpoint, digest: digest)
      let outcome = try Summary.read(destination, for: experiment)
      return try addFigures(to: outcome, experiment, options)
    case .otherRun where options.out == nil: break  // of this digest, so it was left unfinished
    case .finished, .otherRun, .foreign:
      guard options.force else { throw FileError.exists(path: destination.relativePath) }
      if state == .foreign { try RunFolder.requireNoHome(destination) }
    }
    var folder = RunFolder(destination: destination)
    var checkpoint: Checkpoint?
    do {
      try folder.create()
      if options.keepsPieces {
        checkpoint = try Checkpoint(folder.checkpoint, digest: digest)
        if state == .finished { try checkpoint?.noteRepetition() }
      }
      let outcome = try run(experiment, in: folder, checkpoint, options)
      checkpoint?.remove()
      return outcome
    } catch {
      throw folder.discard(keeping: checkpoint, after: error)
    }
  }

  private static func run(
    _ experiment: ResolvedExperiment, in folder: RunFolder, _ checkpoint: Checkpoint?, _ options: Options
  ) throws -> Outcome {
    let startUptime = ProcessInfo.processInfo.systemUptime
    var provenance = Provenance(
      version: Version.build, command: options.command, seeds: experiment.seeds, checkout: Version.checkout)
    let specification: JSONValue = [
      "study": .string(experiment.study.name), "parameters": experiment.parameters,
    ]
    try OutputFile.write(specification.serialized(), to: folder.path("spec.json"))
    try OutputFile.write(JSONValue(encoding: provenance).serialized(), to: folder.path("provenance.json"))

    var recorder = Recorder(
      progress: Progress(title: experiment.slug, style: options.progress), checkpoint: checkpoint,
      interruption: options.interruption)
    defer { recorder.finish() }
    try experiment.study.run(experiment.parameters, &recorder)
    try recorder.checkInterruption()

    var outputs = ["spec.json"]
    for table in recorder.tables {
      try CSV.write(table.table, to: folder.path(table.name + ".csv"))
      outputs.append(table.name + ".csv")
    }
    let claims = experiment.claims.map { $0.judge(recorder.metrics) }
    let summary = Summary.json(experiment, recorder, claims)
    try OutputFile.write(summary.serialized(), to: folder.path("summary.json"))
    outputs.append("summary.json")

    let figures =
      options.drawsFigures ? try drawFigures(experiment, in: folder, provenance, options) : Figures()
    try recorder.checkInterruption()
    outputs += figures.files
    provenance.finish(startUptime: startUptime, outputs: try hashes(of: outputs, in: folder))
    try OutputFile.write(JSONValue(encoding: provenance).serialized(), to: folder.path("provenance.json"))
    let report = try Report.html(
      experiment, recorder, claims, provenance, figures: figures.names, warnings: figures.warnings, folder)
    try OutputFile.write(report, to: folder.path("report.html"))
    try folder.publish(digest: experiment.digest, replacing: options.force || options.out == nil)
    return Outcome(
      folder: folder.destination, reused: false, metrics: recorder.metrics, claims: claims,
      warnings: figures.warnings, figuresFailed: figures.failed)
  }

  static func hashes(of files: [String], in folder: RunFolder) throws(FileError) -> [String: String] {
    var hashes: [String: String] = [:]
    for file in files { hashes[file] = try SHA256.hexadecimal(fileAt: folder.path(file)) }
    return hashes
  }
}
