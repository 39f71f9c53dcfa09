import ExperimentSupport
import Foundation
import Reporting
import Testing

@testable import Experiments

@Suite struct SlurmQueueTests {
  /// A file that cannot be read is one of no jobs, and a pipe is not waited for.
  @Test func jobsAsTheyWereWritten() throws {
    try Scratch.folder { scratch in
      let folder = SweepFolder(url: scratch)
      try FileManager.default.createDirectory(at: folder.slurm, withIntermediateDirectories: true)
      #expect(SlurmQueue.jobs(of: folder) == [])
      try OutputFile.write("[\"17\", \"18\"]", to: folder.jobs.path)
      #expect(SlurmQueue.jobs(of: folder) == ["17", "18"])
      try FileManager.default.removeItem(at: folder.jobs)
      try Scratch.pipe(at: folder.jobs, writing: "[\"17\"]") {
        #expect(SlurmQueue.jobs(of: folder) == [])
      }
    }
  }

  private func states(squeue: String?, sacct: String?) throws -> [String: Int]? {
    try Scratch.folder { scratch in
      for (name, script) in [("squeue", squeue), ("sacct", sacct)] {
        guard let script else { continue }
        try DemoSweep.program(script, in: scratch, name: name)
      }
      return SlurmQueue.states(of: ["17"], path: scratch.path)
    }
  }

  @Test func squeueKnowsBetter() throws {
    let squeue = "echo '17_2|RUNNING'; echo '17_3|PENDING'"
    let sacct = "echo '17_1|COMPLETED'; echo '17_2|PENDING'; echo '17_4|CANCELLED by 0'"
    #expect(
      try states(squeue: squeue, sacct: sacct) == [
        "RUNNING": 1, "PENDING": 1, "COMPLETED": 1, "CANCELLED": 1,
      ])
    #expect(try states(squeue: squeue, sacct: "exit 1") == ["RUNNING": 1, "PENDING": 1])
    #expect(try states(squeue: squeue, sacct: nil) == ["RUNNING": 1, "PENDING": 1])
    #expect(try states(squeue: "exit 1", sacct: "exit 1") == nil)
    #expect(try states(squeue: nil, sacct: nil) == nil)
    #expect(try states(squeue: "exit 0", sacct: nil) == [:])
  }
}
