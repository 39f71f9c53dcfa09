import ExperimentSupport
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct VerifyCommandTests {
  @Test(arguments: [
    (["robertson"], "unexpected argument 'robertson'"), (["--jsn"], "unknown option '--jsn'"),
    (["--threads", "0"], "--threads"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ complaint: String) throws {
    try Scratch.folder { folder in
      let result = try Executable.run(["verify"] + arguments, in: folder)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.complaints.count == 1 && result.errors.contains(complaint), "\(result.errors)")
    }
  }

  /// The keys of the JSON stand in the help.
  @Test func help() throws {
    try Scratch.folder { folder in
      let help = try Executable.run(["help", "verify"], in: folder)
      #expect(help.code == 0)
      for key in ["holds", "misses", "problems", "runs", "orders", "requiredDigits", "amplification"] {
        #expect(help.output.contains("\"\(key)\""))
      }
    }
  }

  @Test(.slow) func everythingPasses() throws {
    try Scratch.folder { folder in
      let result = try Executable.run(["verify", "--json"], in: folder)
      #expect(result.code == 0 && result.complaints.count == 3)
      #expect(try JSON5.parse(result.output).value["misses"] == .integer(0))
    }
  }
}
