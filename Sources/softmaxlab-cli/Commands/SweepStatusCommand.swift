internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab sweep status DIR`, and the list of `--dry-run`.
enum SweepStatusCommand {
  static func run(_ folder: URL, _ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    var status = try SweepStatus(reading: folder, studies: tool.studies)
    status.askSlurm()
    for remark in status.remarks { tool.console.say("softmaxlab sweep: \(remark)") }
    let jobs = try arguments.integer("--jobs", in: 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    guard !arguments.has("--json") else {
      try tool.console.print(status.json(jobs: jobs).serialized())
      return .success
    }
    try tool.console.print("\(status.title): \(status.summary(jobs: jobs))")
    if let slurm = status.slurm {
      let tasks = slurm.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.lowercased())" }
      try tool.console.print("  slurm: \(tasks.isEmpty ? "no tasks queued" : tasks.joined(separator: ", "))")
    }
    for entry in status.entries {
      guard let reason = entry.reason else { continue }
      try tool.console.print("  \(entry.address) \(entry.state.rawValue): \(reason)")
    }
    return .success
  }

  /// All cells with their keys, and the summary.
  static func list(_ status: SweepStatus, jobs: Int, _ arguments: Arguments, _ tool: Tool) throws {
    guard !arguments.has("--json") else {
      return try tool.console.print(status.json(jobs: jobs).serialized())
    }
    let rows = status.entries.map { [$0.address] + $0.values + [$0.state.rawValue] }
    try tool.console.print(TextTable.text([["cell"] + status.keys + ["state"]] + rows))
    try tool.console.print(status.summary(jobs: jobs))
  }
}
