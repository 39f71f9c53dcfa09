import ExperimentSupport
import Foundation
import Reporting
import TeacherStudent
import Testing

@Suite struct TrainCommandTests {
  private static let adam = ["--optimizer", "adam", "--steps", "5", "--out", "out"]

  /// A folder with generated data in `data`.
  private func withData(_ body: (URL) throws -> Void) throws {
    try Scratch.folder { scratch in
      var specification = DatasetSpecification()
      (specification.samples, specification.tokens, specification.dimension) = (8, 4, 3)
      let dataset = try Dataset(specification)
      try dataset.write(
        to: scratch.appendingPathComponent("data"), certificate: try DatasetCertificate(dataset))
      try body(scratch)
    }
  }

  private func rows(_ folder: URL) throws -> [[String: String]] {
    let text = try String(contentsOf: folder.appendingPathComponent("out/curves.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test func oneRunForEachLearningRate() throws {
    try withData { folder in
      let arguments = ["train", "data", "--learning-rate", "0.03,0.1", "--record-every", "2", "--json"]
      let result = try Executable.run(arguments + Self.adam, in: folder)
      #expect(result.code == 0 && result.errors.isEmpty)
      #expect(
        try Scratch.names(in: folder.appendingPathComponent("out")) == [
          "DONE", "curves.csv", "prompt_0.npy", "prompt_1.npy", "provenance.json", "spec.json",
          "summary.json",
          "value_0.npy", "value_1.npy",
        ])
      let rows = try rows(folder)
      #expect(rows.map { $0["step"] } == ["0", "2", "4", "5", "0", "2", "4", "5"])
      #expect(
        rows.map { $0["learning_rate"] } == Array(repeating: "0.03", count: 4)
          + Array(repeating: "0.1", count: 4))
      #expect(rows.allSatisfy { $0["optimizer"] == "adam" })
      for column in ["loss", "gradient_norm", "mean_log10_ratio", "log10_mean_ratio"] {
        #expect(rows.allSatisfy { $0[column].flatMap(Double.init)?.isFinite == true })
      }
      let summary = try JSON5.parse(result.output).value
      #expect(summary["runs"]?.elements?.map { $0["status"] } == ["completed", "completed"])
      #expect(
        summary["runs"]?.elements?.map { $0["loss"]?.number }
          == [rows[3], rows[7]].map { Double($0["loss"] ?? "") })
    }
  }

  @Test func theSameCommandGivesTheSameBytesForAnyNumberOfThreads() throws {
    try withData { folder in
      func run(_ extra: [String]) throws -> [Data] {
        let arguments = ["train", "data", "--learning-rate", "0.1", "--batch-size", "3", "--force"] + extra
        #expect(try Executable.run(arguments + Self.adam, in: folder).code == 0)
        return try ["curves.csv", "summary.json", "spec.json", "prompt_0.npy"].map {
          try Data(contentsOf: folder.appendingPathComponent("out").appendingPathComponent($0))
        }
      }
      let first = try run(["--threads", "1"])
      #expect(try run(["--threads", "2"]) == first)
      #expect(try run(["--seed", "1"]) != first)
    }
  }

  @Test func aDivergedRunIsAResult() throws {
    try withData { folder in
      let arguments = ["train", "data", "--optimizer", "gradient-descent", "--learning-rate", "0.1,1e200"]
      let result = try Executable.run(arguments + ["--steps", "9", "--out", "out", "--json"], in: folder)
      #expect(result.code == 0)
      let runs = try #require(try JSON5.parse(result.output).value["runs"]?.elements)
      #expect(runs.map { $0["status"] } == ["completed", "diverged"])
      let step = try #require(runs[1]["divergedAtStep"]?.number)
      #expect(runs[1]["step"]?.number == step)
      let rows = try rows(folder)
      #expect(rows.count { $0["run"] == "0" } == 10)
      #expect(rows.last?["step"] == "\(Int(step))")
      #expect(rows.last?["loss"].flatMap(Double.init)?.isFinite == false)
      #expect(
        try NumPyFile.read(folder.appendingPathComponent("out/prompt_1.npy"), requireFinite: false).shape == [
          3
        ])
    }
  }

  @Test func whatIsThereIsReplacedOnlyWhenForced() throws {
    try withData { folder in
      let arguments = ["train", "data", "--learning-rate", "0.1"] + Self.adam
      #expect(try Executable.run(arguments, in: folder).code == 0)
      let refused = try Executable.run(arguments, in: folder)
      #expect(refused.code == 2)
      #expect(refused.errors == "softmaxlab train: out exists; --force replaces it\n")
      #expect(try Executable.run(arguments + ["--force"], in: folder).code == 0)
      #expect(try Scratch.names(in: folder) == ["data", "out"])
    }
  }

  @Test func theDataAreNeverReplaced() throws {
    try withData { folder in
      for place in ["data", "./data/../data", "."] {
        let arguments = [
          "train", "data", "--optimizer", "adam", "--learning-rate", "1", "--steps", "1", "--force",
        ]
        let result = try Executable.run(arguments + ["--out", place], in: folder)
        #expect(result.code == 2 && result.errors.contains("would replace data, which is read"))
      }
      #expect(try Dataset(directory: folder.appendingPathComponent("data")).tokens.samples == 8)
    }
  }

  @Test func anInterruptedTrainingKeepsWhatIsFinished() throws {
    try withData { folder in
      let arguments = [
        "train", "data", "--optimizer", "adam", "--learning-rate", "0.1", "--record-every", "1000000000",
      ]
      let result = try Executable.run(
        arguments + ["--steps", "1000000000", "--out", "made/out", "--quiet"], in: folder
      ) { process in
        // It is under way when its folder is there.
        let made = folder.appendingPathComponent("made").path
        while process.isRunning, !FileManager.default.fileExists(atPath: made) { usleep(2000) }
        process.send(SIGINT)
        // One that does not listen must not hold up the tests.
        process.wait(seconds: 60)
        process.send(SIGKILL)
      }
      #expect(result.code == 130)
      // It may have come before the first step.
      let isKept = try Scratch.names(in: folder) != ["data"]
      #expect(
        result.errors == "softmaxlab train: interrupted; "
          + (isKept
            ? "what is finished is kept, and the same command goes on from there\n"
            : "nothing half-written was left\n"))
      if isKept {
        #expect(try Scratch.names(in: folder.appendingPathComponent("made")) == [".out.checkpoint"])
      }
    }
  }

  @Test(arguments: [
    (["--learning-rate", "0"], "--learning-rate 0: expected positive numbers"),
    (["--learning-rate", "-0.1"], "--learning-rate -0.1: expected positive numbers"),
    (["--learning-rate", "nan"], "--learning-rate nan: expected a finite number"),
    (["--learning-rate", "inf"], "--learning-rate inf: expected a finite number"),
    (["--learning-rate", "0.1,,0.2"], "--learning-rate 0.1,,0.2: expected a finite number"),
    (["--learning-rate", "0.1,0.10"], "--learning-rate 0.1,0.10: expected each rate once"),
    (
      ["--learning-rate", "1", "--optimizr", "adam"],
      "unknown option '--optimizr' (did you mean '--optimizer'?)"
    ),
    (
      ["--learning-rate", "1", "--set", "beta=1"], "adam has no hyperparameter 'beta' (did you mean 'beta1'?)"
    ),
    (["--learning-rate", "1", "--set", "beta1=1"], "adam: beta1 must be in [0, 1), not '1'"),
    (["--learning-rate", "1", "--set", "beta1"], "--set beta1: expected name=value"),
    (["--learning-rate", "1", "--parameters", "promt"], "(did you mean 'prompt'?)"),
    (["--learning-rate", "1", "--record-every", "0"], "--record-every 0: expected an integer of at least 1"),
    (["--learning-rate", "1", "--batch-size", "9"], "--batch-size 9: there are 8 samples"),
    (["--learning-rate", "1", "--head", "crossentropy"], "(did you mean 'cross-entropy'?)"),
    (["--learning-rate", "1", "--init", "nowhere"], "--init nowhere: there is no folder of that name"),
    (["--learning-rate", "1", "--init", "data"], "there is neither initialPrompt.npy nor initialValue.npy"),
    (["--learning-rate", "1", "extra"], "unexpected argument 'extra'"),
    ([], "missing option --learning-rate x[,y,…]"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ complaint: String) throws {
    try withData { folder in
      let result = try Executable.run(["train", "data"] + Self.adam + arguments, in: folder)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.complaints.count == 1 && result.errors.contains(complaint), "\(result.errors)")
      #expect(try Scratch.names(in: folder) == ["data"])
    }
  }

  @Test(arguments: [
    (["--optimizer", "adan", "--steps", "5"], "there is no optimizer 'adan' (did you mean 'adam'?)"),
    (["--optimizer", "adam", "--steps", "-1"], "--steps -1: expected an integer in 0...1000000000000"),
    (["--optimizer", "adam", "--steps", "1e3"], "--steps 1e3: expected an integer in 0...1000000000000"),
    (
      ["--optimizer", "levenberg-marquardt", "--steps", "5", "--batch-size", "2"], "levenberg-marquardt needs"
    ),
  ])
  func mistakesInTheRule(_ arguments: [String], _ complaint: String) throws {
    try withData { folder in
      let all = ["train", "data", "--out", "out", "--learning-rate", "1"] + arguments
      let result = try Executable.run(all, in: folder)
      #expect(result.code == 2 && result.complaints.count == 1 && result.errors.contains(complaint))
      #expect(try Scratch.names(in: folder) == ["data"])
    }
  }
}
