public import Reporting

/// Takes down what an experiment finds, and tells it when to stop.
public struct Recorder {
  /// A table and its file's name without `.csv`.
  public struct NamedTable: Sendable {
    /// Lower-case words with hyphens, such as `curves`.
    public let name: String
    /// One line for the report: what a row is.
    public let says: String
    /// The rows.
    public let table: Table
  }

  /// A single number of the result, which claims refer to by its key.
  public struct Metric: Equatable, Sendable {
    /// Dotted words, such as `over.d150.slowestRate`.
    public let key: String
    /// The value; infinities and NaN are allowed.
    public let value: Double
    /// What it means, for the report.
    public let says: String

    /// A metric.
    public init(key: String, value: Double, says: String = "") {
      self.key = key
      self.value = value
      self.says = says
    }
  }

  /// The tables so far, in order.
  public private(set) var tables: [NamedTable] = []
  /// The metrics so far, in order.
  public private(set) var metrics: [Metric] = []
  /// Sentences for the report, in order.
  public private(set) var notes: [String] = []

  private(set) var workDone = 0.0
  private var workExpected = 1.0
  private var progress: Progress
  private let interruption: () -> Interruption?
  /// Where finished pieces are kept; nil: nowhere.
  public internal(set) var checkpoint: Checkpoint?

  /// A recorder that shows progress as told, and stops the experiment once `interruption` is not nil.
  public init(
    progress: Progress = Progress(title: "", style: .quiet), checkpoint: Checkpoint? = nil,
    interruption: @escaping () -> Interruption? = { Interruption.received }
  ) {
    self.progress = progress
    self.checkpoint = checkpoint
    self.interruption = interruption
  }

  /// Takes a table, which becomes `<name>.csv`; a second one of the same name traps.
  public mutating func record(_ table: Table, as name: String, says: String = "") {
    precondition(!tables.contains { $0.name == name }, "two tables are named \(name)")
    precondition(
      name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) },
      "\"\(name)\" is no name for a table's file")
    tables.append(NamedTable(name: name, says: says, table: table))
  }

  /// Takes a number under its key; a second one of the same key traps.
  public mutating func record(_ value: Double, as key: String, says: String = "") {
    precondition(!metrics.contains { $0.key == key }, "two metrics are named \(key)")
    metrics.append(Metric(key: key, value: value, says: says))
  }

  /// Takes a sentence for the report.
  public mutating func note(_ text: String) { notes.append(text) }

  /// Says how much work there will be, in any unit, or 0 for none; what was done before counts as none of it.
  public mutating func expect(work: Double) {
    precondition(work >= 0, "work is a number and not negative")
    workExpected = work
    workDone = 0
  }

  /// Says that work has been done, shows how far the run is, and stops it if the user wants that.
  ///
  /// Cheap enough for every step: a flag is read, and the display redraws itself rarely.
  ///
  /// - Throws: ``Interruption``, which the experiment lets through.
  public mutating func advance(by work: Double, _ label: @autoclosure () -> String = "") throws {
    workDone += work
    try checkInterruption()
    progress.update(workDone / workExpected, label())
  }

  /// Stops the run if the user wants that; for work between two calls of ``advance(by:_:)``.
  ///
  /// - Throws: ``Interruption``, which the experiment lets through.
  public func checkInterruption() throws {
    if let interruption = interruption() { throw interruption }
  }

  /// Takes the progress display away.
  mutating func finish() { progress.finish() }
}
