public import Foundation
public import Reporting

/// How far a sweep is, as the disk says.
public struct SweepStatus {
  /// What has become of a cell; in the order they are counted in.
  public enum State: String, CaseIterable, Sendable {
    /// Finished by this build of the program.
    case done
    /// A process computes it now.
    case running
    /// Failed with this build.
    case failed
    /// Stopped at a checkpoint.
    case checkpointed
    /// Finished, but not any more as its run left it.
    case damaged
    /// Finished by another build.
    case outdated
    /// Not begun, or stopped without a checkpoint.
    case absent

    /// Whether the next sweep computes it.
    var isLeft: Bool {
      switch self {
      case .checkpointed, .damaged, .outdated, .absent: true
      case .done, .running, .failed: false
      }
    }
  }

  /// A cell and what has become of it.
  public struct Entry {
    /// Names its folder.
    public let address: String
    /// The values of ``SweepStatus/keys`` as texts.
    public let values: [String]
    /// What has become of it.
    public let state: State
    /// Why it failed, or how it is damaged.
    public let reason: String?
    /// How long the finished run took.
    let seconds: Double?

    init(_ entry: SweepSurvey.Entry, _ keys: [String]) {
      address = entry.cell.address
      values = keys.map { SweepIndex.text(of: $0, in: entry.cell.experiment.parameters) }
      (state, reason) =
        switch entry.state {
        case .absent: (.absent, nil)
        case .running: (.running, nil)
        case .checkpointed: (.checkpointed, nil)
        case .done: (.done, nil)
        case .damaged(let reason): (.damaged, reason)
        case .outdated: (.outdated, nil)
        case .failed(let failure): (.failed, failure.reason)
        }
      seconds = entry.seconds
    }
  }

  /// The experiment.
  public let title: String
  /// The parameters that are varied.
  public let keys: [String]
  /// How many tasks Slurm has in each state, if it was asked, has any and is there.
  public private(set) var slurm: [String: Int]?
  /// The cells.
  public let entries: [Entry]
  /// What stands among the cells that is none.
  public let remarks: [String]
  private let folder: SweepFolder

  /// The cells of a plan, of which the folder may not know yet.
  ///
  /// - Throws: ``SweepError/otherFolder(path:holds:)``.
  public init(_ plan: SweepPlan, shard: (index: Int, count: Int)? = nil, in url: URL) throws {
    let folder = SweepFolder(url: url)
    try folder.check(plan)
    title = plan.base.slug + (plan.base.isQuick ? " --quick" : "")
    keys = plan.keys
    let cells = try shard.map { try plan.shard($0.index, of: $0.count) } ?? plan.cells
    entries = try cells.map { Entry(try SweepSurvey.Entry($0, in: folder), plan.keys) }
    remarks = []
    self.folder = folder
  }

  /// The cells of a folder.
  ///
  /// - Throws: `FileError` if it holds no sweep, ``SpecificationError`` if its sweep.json is damaged.
  public init(reading url: URL, studies: [Study]) throws {
    let folder = SweepFolder(url: url)
    let header = try folder.requireHeader()
    self.init(try SweepSurvey(folder, studies: studies), of: header, in: folder)
  }

  /// The cells of a survey.
  init(_ survey: SweepSurvey, of header: SweepFolder.Header, in folder: SweepFolder) {
    keys = header.keys
    title = header.title
    entries = survey.entries.map { Entry($0, header.keys) }
    remarks = survey.remarks
    self.folder = folder
  }

  /// Asks Slurm what it makes of the jobs that were submitted, which may take seconds.
  ///
  /// - Parameter path: The search path for squeue and sacct.
  public mutating func askSlurm(path: String? = ProcessInfo.processInfo.environment["PATH"]) {
    slurm = SlurmQueue.states(of: SlurmQueue.jobs(of: folder), path: path)
  }

  /// How many cells are in a state.
  public func count(_ state: State) -> Int { entries.count { $0.state == state } }

  private var leftCount: Int { entries.count { $0.state.isLeft } }

  /// Seconds of computing that are left if a cell takes what the finished ones took, in the median; nil if none is
  /// finished.
  public func estimate(jobs: Int) -> Double? {
    let times = entries.compactMap(\.seconds)
    guard !times.isEmpty else { return nil }
    let rounds = (leftCount + jobs - 1) / jobs
    return Double(rounds) * times.median
  }

  /// One line: how many cells there are in each state, and how long the rest may take.
  public func summary(jobs: Int) -> String {
    let counts = State.allCases.map { ($0, count($0)) }.filter { $0.1 > 0 }
      .map { "\($0.1) \($0.0.rawValue)" }
    let cells = "\(entries.count) \(entries.count == 1 ? "cell" : "cells")"
    let left =
      leftCount == 0
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
            "cell": .string(entry.address), "state": .string(entry.state.rawValue),
            "values": .object(zip(keys, entry.values).map { JSONValue.Member($0, .string($1)) }),
            "reason": entry.reason.map { .string($0) } ?? .null,
          ]
        }),
      "counts": .object(State.allCases.map { JSONValue.Member($0.rawValue, .integer(count($0))) }),
      "leftOut": .array(remarks.map { .string($0) }),
      "slurm": slurm.map {
        .object($0.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .integer($0.value)) })
      }
        ?? .null,
      "secondsLeft": estimate(jobs: jobs).map { .double($0) } ?? .null,
    ]
  }
}
