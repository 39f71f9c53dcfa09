public import Experiments
public import Foundation
internal import Reporting

/// The demo's folder of experiments, and the demo resolved against it.
public enum Demo {
  /// A catalogue of the demo alone.
  public static let studies = [Study(DemoExperiment.self)]

  /// The demo with some `--set` applied.
  public static func resolve(
    _ sets: [String] = [], in experiments: URL? = nil, quick: Bool = false, seed: UInt64? = nil,
    name: String = "demo"
  ) throws -> ResolvedExperiment {
    let request = ExperimentRequest(
      name, overrides: try sets.map { try Override($0) }, seed: seed, isQuick: quick)
    return try ResolvedExperiment(request, studies: studies, in: ExperimentFolder(root: experiments))
  }

  /// Writes a folder `demo` with specification, claims, figure and README.
  public static func write(
    into root: URL, specification: String = specification, figure: String = figure, claims: String = claims,
    readme: String = readme
  ) throws {
    let folder = root.appendingPathComponent("demo", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let files = [
      "spec.json5": specification, "expected.json": claims, "figure.gp": figure, "README.md": readme,
    ]
    for (name, text) in files { try OutputFile.write(text, to: folder.appendingPathComponent(name).path) }
  }

  /// All parameters, each with its reason.
  public static let specification = """
    {
      question: "How fast do powers shrink?",
      parameters: {
        // Enough to see a line
        // on a log axis.
        steps: 6,
        factor: 0.25, // shrinks visibly
        seeds: [0, 1], /* two, for the band */
        label: "demo", // names the rows
        start: {
          value: 1, // the neutral one
          // Nothing reads them.
          list: [1, 2, 3],
        },
        limit: null, // none
      },
      quick: { steps: 2 },
    }

    """

  /// One claim that holds always, one that a quick run is not held to.
  public static let claims = """
    {"claims": [
      {"name": "shrinks", "says": "The last power is small.", "metric": "final.value", "below": 0.1},
      {"name": "shrinks far", "says": "It is tiny.", "metric": "final.value", "atMost": 1e-4, "quick": false}
    ]}
    """

  /// A plot of the powers.
  public static let figure = """
    load 'style.gp'
    set logscale y
    set xlabel 'step'
    set ylabel 'value'
    plot 'powers.csv' using (column('step')):(column('value')) with linespoints title 'powers'

    """

  /// A heading, the method under a heading of its own, and a finding.
  public static let readme = """
    # Powers shrink

    Not part of the method.

    ## Method

    Multiply *again* and `again`: 2 * 3 * 4 < 25.

    - one
    - two

    ## Finding

    They do.

    """
}

/// A folder that is gone after the test.
public enum Scratch {
  /// Makes the folder, passes it on, and removes it.
  public static func folder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmaxlab-tests-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Makes a pipe, and somebody who waits for a reader to write `text`; passes on, and lets the waiting end.
  ///
  /// Who reads a pipe where none should be read gets the text and does not wait for ever.
  public static func pipe(at url: URL, writing text: String, _ body: () throws -> Void) throws {
    guard unsafe mkfifo(url.path, 0o600) == 0 else {
      throw FileError.unwritable(path: url.path, reason: "no pipe can be made")
    }
    let isWritten = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      try? OutputFile.write(text, to: url.path)
      isWritten.signal()
    }
    defer {
      let reader = unsafe open(url.path, O_RDONLY | O_NONBLOCK)
      isWritten.wait()
      close(reader)
    }
    try body()
  }

  /// The names in a folder, sorted, hidden ones included.
  public static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}
