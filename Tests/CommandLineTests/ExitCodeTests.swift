import Experiments
import Foundation
import Reporting
import Testing
import softmaxlab_cli

@Suite struct ExitCodeTests {
  @Test func numbersScriptsRelyOn() {
    let codes: [ExitCode] = [
      .success, .fault, .badInput, .someCellsFailed, .notConverged, .claimFailed, .checkpointed,
      .interrupted(signal: SIGINT), .interrupted(signal: SIGTERM),
    ]
    #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 75, 130, 143])
  }

  @Test func errorsHaveTheirCodes() {
    struct Unforeseen: Error {}
    #expect(ExitCode(UsageError.missingArgument("x")) == .badInput)
    #expect(ExitCode(SpecificationError.noExperimentsFolder) == .badInput)
    #expect(ExitCode(FileError.unwritable(path: "x", reason: "")) == .badInput)
    #expect(ExitCode(FileError.exists(path: "x")) == .badInput)
    #expect(ExitCode(FileError.diskFull(path: "x")) == .fault)
    #expect(ExitCode(Interruption(signal: SIGTERM)).rawValue == 143)
    #expect(ExitCode(Unforeseen()) == .fault)
  }
}
