public import Foundation
public import Reporting

extension SweepRunner {
  /// Where and how.
  public struct Options {
    /// The sweep's folder.
    public var out: URL
    /// How many cells are computed at once.
    public var jobs: Int
    /// Threads of each of them.
    public var threads = 1
    /// Whether cells that failed are tried again.
    public var retriesFailed = false
    /// The part of the cells that is computed here, from 1.
    public var shard: (index: Int, count: Int)?
    /// No cell is begun after so many seconds.
    public var maximumSeconds: Double?
    /// `softmaxlab`.
    public var program: URL
    /// Metrics the sweep's report is to draw: a name that no cell has is better known before the last one is done.
    public var metrics: [String] = []
    /// Told of what the user may want to know before the end.
    public var warn: (String) -> Void = { StandardError.write($0 + "\n") }
    /// How progress is shown.
    public var progress = Reporting.Progress.Style.quiet
    /// Seconds on a clock that nobody sets.
    var now: () -> Double = { ProcessInfo.processInfo.systemUptime }
    /// Whether and why to stop.
    public var interruption: () -> Interruption? = { Interruption.received }

    /// As many jobs as processors.
    public init(out: URL, program: URL, threads: Int = 1) {
      (self.out, self.program, self.threads) = (out, program, threads)
      jobs = max(1, ProcessInfo.processInfo.activeProcessorCount / threads)
    }
  }

  /// What came of it.
  public struct Outcome {
    /// How many cells there are, of the shard if there is one.
    public var cells = 0
    /// How many were done before.
    public var reused = 0
    /// How many were computed here.
    public var computed = 0
    /// How many others computed meanwhile.
    public var computedElsewhere = 0
    /// Those that failed, and why.
    public var failures: [(address: String, reason: String)] = []
    /// Those that were done and have been damaged since, and how.
    public var damages: [(address: String, reason: String)] = []
    /// How many stopped at a checkpoint.
    public var checkpointed = 0
    /// What index.csv leaves out.
    public var remarks: [String] = []
    /// What index.csv holds.
    var index: SweepIndex?
    /// Whether other shards have not even made all of their cells.
    var lacksCells = false
    /// Why it stopped before the end.
    public var interruption: Interruption?

    /// How many were not finished.
    public var left: Int { cells - reused - computed - computedElsewhere - failures.count }
  }
}
