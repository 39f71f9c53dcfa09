public import Foundation
public import Reporting

/// How far a sweep is, as the disk says.
public struct SweepStatus {
  /// A cell and what has become of it.
  public struct Entry {
    /// Names its folder.
    public let address: String
    /// The values of ``SweepStatus/keys`` as texts.
    public let values: [String]
    /// `done`, `running`, `failed`, `checkpointed` or `absent`.
    public let state: String
    /// Why it failed.
    public let reason: String?
    /// How long the finished run took.
    let seconds: Double?
  }

  /// The states, in the order they are counted in.
  static let states = ["done", "running", "failed", "checkpointed", "absent"]

  /// The experiment.
  public let title: String
  /// The parameters that are varied.
  public let keys: [String]
  /// How many tasks Slurm has in each state, if it was given any and is there.
  public private(set) var slurm: [String: Int]?
  /// The cells.
  public let entries: [Entry]

  /// The cells of a plan, of which the folder may not know yet.
  ///
  /// - Throws: ``SweepError/otherFolder(path:holds:)``.
  public init(_ plan: SweepPlan, shard: (index: Int, count: Int)? = nil, in url: URL) throws {
    let folder = SweepFolder(url: url)
    try folder.check(plan)
    title = plan.base.slug + (plan.base.isQuick ? " --quick" : "")
    keys = plan.keys
    let cells = try shard.map { try plan.shard($0.index, of: $0.count) } ?? plan.cells
    entries = cells.map { Self.entry($0, plan.keys, folder) }
  }

  /// The cells of a folder.
  ///
  /// - Throws: `FileError` if it holds no sweep.
  public init(reading url: URL, studies: [Study]) throws {
    let folder = SweepFolder(url: url)
    try folder.requireSweep()
    let keys = folder.keys
    self.keys = keys
    title = folder.title
    slurm = SlurmQueue.states(of: SlurmQueue.jobs(of: folder))
    entries = try folder.cellsOnDisk(studies: studies).map { Self.entry($0, keys, folder) }
  }

  private static func entry(_ cell: SweepCell, _ keys: [String], _ folder: SweepFolder) -> Entry {
    let place = folder.cell(cell.address)
    let (state, reason): (String, String?) =
      switch place.state(digest: cell.experiment.digest) {
      case .absent: ("absent", nil)
      case .running: ("running", nil)
      case .checkpointed: ("checkpointed", nil)
      case .done: ("done", nil)
      case .failed(let failure): ("failed", failure.reason)
      }
    let provenance = place.run.appendingPathComponent("provenance.json")
    let seconds =
      state == "done" ? (try? JSON5.parse(TextFile.read(provenance)).value["wallSeconds"]?.number) : nil
    return Entry(
      address: cell.address,
      values: keys.map { SweepIndex.text(of: $0, in: cell.experiment.parameters) }, state: state,
      reason: reason, seconds: seconds ?? nil)
  }

  /// How many cells are in a state.
  public func count(_ state: String) -> Int { entries.count { $0.state == state } }

  /// Seconds of computing that are left if a cell takes what the finished ones took, in the median; nil if none is
  /// finished.
  public func estimate(jobs: Int) -> Double? {
    let times = entries.compactMap(\.seconds)
    guard !times.isEmpty else { return nil }
    let rounds = (count("absent") + count("checkpointed") + jobs - 1) / jobs
    return Double(rounds) * times.median
  }

  /// One line: how many cells there are in each state, and how long the rest may take.
  public func summary(jobs: Int) -> String {
    let counts = Self.states.map { ($0, count($0)) }.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    let cells = "\(entries.count) \(entries.count == 1 ? "cell" : "cells")"
    let left =
      count("absent") + count("checkpointed") == 0
      ? ""
      : estimate(jobs: jobs).map {
        "; about \(Reporting.Progress.duration($0)) left with \(jobs) \(jobs == 1 ? "job" : "jobs")"
      } ?? "; how long they take is not known before one is done"
    return ([cells] + counts).joined(separator: ", ") + left
  }

  /// The same for programs.
  public func json(jobs: Int) -> JSONValue {
    [
      "experiment": .string(title),
      "cells": .array(
        entries.map { entry in
          [
            "cell": .string(entry.address), "state": .string(entry.state),
            "values": .object(zip(keys, entry.values).map { JSONValue.Member($0, .string($1)) }),
            "reason": entry.reason.map { .string($0) } ?? .null,
          ]
        }),
      "counts": .object(Self.states.map { JSONValue.Member($0, .integer(count($0))) }),
      "slurm": slurm.map {
        .object($0.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .integer($0.value)) })
      }
        ?? .null,
      "secondsLeft": estimate(jobs: jobs).map { .double($0) } ?? .null,
    ]
  }
}
