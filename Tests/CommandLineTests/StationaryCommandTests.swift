import ExperimentSupport
import Foundation
import Reporting
import TeacherStudent
import Testing

@Suite struct StationaryCommandTests {
  private func withData(_ body: (URL) throws -> Void) throws {
    try Scratch.folder { folder in
      let made = try Executable.run(
        [
          "generate", "--out", "data", "--samples", "12", "--tokens", "4", "--dimension", "3", "--noise",
          "0.1",
        ],
        in: folder)
      #expect(made.code == 0)
      try body(folder)
    }
  }

  @Test func printsJSONAloneWhateverTheThreads() throws {
    try withData { folder in
      let result = try Executable.run(["stationary", "data", "--parameters", "prompt"], in: folder)
      #expect(result.code == 0 && result.errors.isEmpty)
      let json = try JSON5.parse(result.output).value
      #expect(json["status"] == "converged")
      for key in ["gradientNorm", "hessian", "gaussNewton", "samples", "attribution", "forecasts"] {
        #expect(json[key] != nil, "\(key)")
      }
      for threads in ["1", "3"] {
        let other = try Executable.run(
          ["stationary", "data", "--parameters=prompt", "--json", "--threads", threads], in: folder)
        #expect(other.output == result.output)
      }
    }
  }

  @Test func lanczosGivesIntervalsWhateverTheThreads() throws {
    try withData { folder in
      let command = ["stationary", "data", "--parameters", "prompt", "--lanczos"]
      let result = try Executable.run(command, in: folder)
      #expect(result.code == 0)
      let hessian = try #require(try JSON5.parse(result.output).value["hessian"])
      #expect(hessian["method"] == "lanczos" && hessian["conditionNumberIs"] == "known")
      #expect(try Executable.run(command + ["--threads", "1"], in: folder).output == result.output)
      let other = try Executable.run(command + ["--seed", "5"], in: folder)
      #expect(other.code == 0 && other.output != result.output)
    }
  }

  @Test func withoutAStationaryPointTheCodeIsFour() throws {
    try withData { folder in
      let labels = NumPyArray([Double](repeating: 1e4, count: 12))
      try NumPyFile.write(labels, to: folder.appendingPathComponent("data/labels.npy"))
      let result = try Executable.run(["stationary", "data", "--parameters", "prompt"], in: folder)
      #expect(result.code == 4 && result.complaints.count == 1)
      #expect(result.errors.hasPrefix("softmaxlab stationary: no stationary point: "))
      #expect(try JSON5.parse(result.output).value["status"] != "converged")
    }
  }

  @Test(arguments: [
    ([], "missing argument DIR"),
    (["nowhere"], "nowhere"),
    (["data", "--from", "nowhere"], "--from nowhere: there is no folder of that name"),
    (
      ["data", "--from", "data"],
      "--from data: there is neither prompt.npy nor the prompt_0.npy of a training"
    ),
    (["data", "--parameters", "promt"], "did you mean 'prompt'?"),
    (["data", "--form", "x"], "unknown option '--form' (did you mean '--from'?)"),
    ([""], "DIR '': expected a path"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ complaint: String) throws {
    try withData { folder in
      let result = try Executable.run(["stationary"] + arguments, in: folder)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.complaints.count == 1 && result.errors.contains(complaint), "\(result.errors)")
    }
  }
}
