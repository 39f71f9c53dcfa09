import ExperimentSupport
import Foundation
import Testing

@testable import Experiments

@Suite struct SlurmQueueTests {
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
