internal import Foundation
internal import Reporting

/// What Slurm says of the jobs of a sweep.
enum SlurmQueue {
  /// The numbers of the jobs that were submitted for it.
  static func jobs(of folder: SweepFolder) -> [String] {
    ((try? TextFile.readJSON(folder.jobs))?.elements ?? []).compactMap(\.text)
  }

  /// How many tasks are in each state, such as `["RUNNING": 2]`: of those still queued by squeue, of earlier ones by
  /// sacct, which knows nothing where the cluster keeps no accounts. nil if there is neither.
  static func states(
    of jobs: [String], path: String? = ProcessInfo.processInfo.environment["PATH"]
  ) -> [String: Int]? {
    guard !jobs.isEmpty else { return nil }
    var states: [String: String] = [:]
    var isKnown = false
    let list = jobs.joined(separator: ",")
    let commands = [
      (
        "sacct",
        ["--noheader", "--parsable2", "--allocations", "--array", "--format=JobID,State", "--jobs", list]
      ),
      ("squeue", ["--noheader", "--array", "--format=%i|%T", "--jobs", list]),
    ]
    for (name, arguments) in commands {
      guard let program = Subprocess.find(name, path: path),
        let result = Subprocess.run(program, arguments, in: "/", timeout: 20), result.status == 0
      else { continue }
      isKnown = true
      // What is queued now stands in both; squeue knows better.
      for line in result.output.split(separator: "\n") {
        let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard fields.count == 2, let state = fields[1].split(separator: " ").first else { continue }
        states[fields[0]] = String(state)
      }
    }
    return isKnown ? states.values.reduce(into: [:]) { $0[$1, default: 0] += 1 } : nil
  }
}
