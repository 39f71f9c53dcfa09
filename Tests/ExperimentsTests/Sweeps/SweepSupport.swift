import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

/// Sweeps of the demo whose cells are computed inside the test.
enum DemoSweep {
  static func plan(_ axes: String..., seeds: ClosedRange<UInt64>? = nil, sets: [String] = []) throws
    -> SweepPlan
  {
    try SweepPlan(Demo.resolve(sets), axes: axes.map { try SweepAxis($0) }, seeds: seeds)
  }

  /// Computes cells of a plan as their processes would.
  static func compute(_ cells: some Sequence<SweepCell>, of plan: SweepPlan, in folder: SweepFolder) throws {
    try folder.prepare(plan)
    for cell in cells {
      let outcome = try CellRun.run(folder.cell(cell.address).specification, studies: Demo.studies)
      #expect(outcome == .done)
    }
  }

  /// A program of a few lines of shell in place of `softmaxlab`: its arguments are those of a cell's process.
  ///
  /// A copy by another process: a child that another test starts meanwhile has a copy of what this process has open,
  /// and a program that somebody has open to write it cannot be run ("text file busy").
  @discardableResult
  static func program(_ script: String, in scratch: URL, name: String = "program") throws -> URL {
    let source = scratch.appendingPathComponent("\(name).sh")
    try "#!/bin/sh\n\(script)\n".write(to: source, atomically: true, encoding: .utf8)
    let copy = "cp \(name).sh \(name) && chmod 755 \(name)"
    let result = try #require(Subprocess.run("/bin/sh", ["-c", copy], in: scratch.path, timeout: 60))
    #expect(result.status == 0)
    return scratch.appendingPathComponent(name)
  }

  static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }
}

/// For what may hang where it is wrong.
enum Patience {
  /// Whether something comes to its end without an error, on however slow a machine; what hangs is left behind.
  static func sees(_ body: @escaping @Sendable () throws -> Void) -> Bool {
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread { if (try? body()) != nil { isDone.signal() } }
    return isDone.wait(timeout: .now() + 60) == .success
  }
}
