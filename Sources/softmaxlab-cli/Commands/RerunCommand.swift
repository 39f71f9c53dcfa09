internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab rerun`
enum RerunCommand: Command {
  static let name = "rerun"
  static let summary = "Repeat a run from its folder and say whether its tables come out the same."
  static let positional: Positional? = Positional("DIR", help: "The folder of a finished run.")
  static let options = [
    Option(
      "--tolerance", "t",
      help:
        "The relative difference allowed where the program, the machine or OpenBLAS is another one (1e-6); "
        + "where nothing has changed every byte must be the same."),
    ExperimentOptions.threads, ExperimentOptions.json,
  ]
  static let examples = ["softmaxlab rerun results/convergence/0f3a91c2d4e5b687"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    try ExperimentOptions.applyThreads(arguments)
    let folder = try Arguments.folder(arguments.positionals[0], "DIR")
    let tolerance = try tolerance(arguments)
    let rerun = try Rerun(
      folder, studies: tool.studies, in: tool.experiments, ExperimentOptions.runOptions(arguments, tool))
    let isReproduced = rerun.isReproduced(tolerance: tolerance)
    try tool.console.print(
      arguments.has("--json")
        ? json(rerun, tolerance).serialized() : text(rerun, tolerance).joined(separator: "\n"))
    return isReproduced ? .success : .claimFailed
  }

  /// `--tolerance`.
  static func tolerance(_ arguments: Arguments) throws(UsageError) -> Double {
    let tolerance = try arguments.number("--tolerance") ?? 1e-6
    guard tolerance >= 0 else {
      throw .badValue(
        option: "--tolerance", text: arguments.string("--tolerance") ?? "", expected: "a number of at least 0"
      )
    }
    return tolerance
  }

  private static func text(_ rerun: Rerun, _ tolerance: Double) -> [String] {
    let verdict =
      rerun.isIdentical
      ? "the same to the byte"
      : rerun.isReproduced(tolerance: tolerance)
        ? "the same within a relative \(tolerance)" : "NOT the same"
    let edited = rerun.editedFiles.map { "\($0) was edited since the run" }
    return rerun.files.map { "\($0.name): \(says($0))" } + edited + rerun.changes + [verdict]
  }

  private static func says(_ file: Rerun.File) -> String {
    guard let comparison = file.comparison else { return "written by one of the two runs only" }
    if comparison.isIdentical { return "identical" }
    if let mismatch = comparison.mismatch { return mismatch }
    guard let worst = comparison.worst else { return "other bytes, the same numbers" }
    return
      "\(comparison.differingCount) of \(comparison.cellCount) cells differ, most of all row \(worst.row), "
      + "\(worst.column): \(worst.before) then, \(worst.after) now, relative difference "
      + ShortNumber.text(worst.relativeDifference)
  }

  private static func json(_ rerun: Rerun, _ tolerance: Double) -> JSONValue {
    [
      "identical": .bool(rerun.isIdentical), "reproduced": .bool(rerun.isReproduced(tolerance: tolerance)),
      "tolerance": .double(tolerance), "changes": .array(rerun.changes.map { .string($0) }),
      "edited": .array(rerun.editedFiles.map { .string($0) }),
      "files": .array(
        rerun.files.map { file in
          [
            "name": .string(file.name), "identical": .bool(file.comparison?.isIdentical == true),
            "cells": .integer(file.comparison?.cellCount ?? 0),
            "differing": .integer(file.comparison?.differingCount ?? 0),
            "largestRelativeDifference": .double(file.comparison?.worst?.relativeDifference ?? 0),
            "mismatch": file.comparison?.mismatch.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}
