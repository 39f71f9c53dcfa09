import ExperimentSupport
import Foundation
import Reporting
import TeacherStudent
import Testing

@Suite struct GenerateCommandTests {
  private static let files = [
    "certificate.json", "keyMatrix.npy", "labels.npy", "teacherPrompt.npy", "teacherValue.npy", "tokens.npy",
  ]
  private static let small = [
    "generate", "--samples", "9", "--tokens", "4", "--dimension", "3", "--out", "data",
  ]

  @Test func writesWhatItWasAskedFor() throws {
    try Scratch.folder { scratch in
      let extra = [
        "--teacher-ratio", "1e25", "--keys", "gaussian", "--seed", "3", "--noise", "0.5", "--json",
      ]
      let result = try Executable.run(Self.small + extra, in: scratch)
      #expect(result.code == 0 && result.errors.isEmpty)
      let folder = scratch.appendingPathComponent("data")
      #expect(try Scratch.names(in: folder) == Self.files)
      for (file, shape) in [
        ("tokens", [9, 4, 3]), ("keyMatrix", [3, 3]), ("labels", [9]), ("teacherPrompt", [3]),
        ("teacherValue", [3]),
      ] {
        #expect(try NumPyFile.read(folder.appendingPathComponent(file + ".npy")).shape == shape)
      }
      let summary = try JSON5.parse(result.output).value
      #expect(abs((summary["ratios"]?["log10MeanRatio"]?.number ?? 0) - 25) < 1e-12)
      #expect(summary["specification"]?["keys"] == "gaussian")
      #expect(summary["specification"]?["labelNoise"] == 0.5)
      #expect(summary["specification"]?["seed"] == 3)
      let text = try String(contentsOf: folder.appendingPathComponent("certificate.json"), encoding: .utf8)
      let certificate = try JSON5.parse(text).value
      #expect(certificate["ratios"] == summary["ratios"])
    }
  }

  @Test func thePlainTextNamesTheFolderLast() throws {
    try Scratch.folder { scratch in
      let result = try Executable.run(Self.small + ["--test-samples", "2", "--outputs", "2"], in: scratch)
      #expect(result.code == 0)
      #expect(result.output.hasSuffix("\ndata\n"))
      for phrase in ["9 samples of 4 tokens in 3 dimensions, 2 outputs, 2 samples held out", "rank 3 of 3"] {
        #expect(result.output.contains(phrase))
      }
      #expect(
        try Scratch.names(in: scratch.appendingPathComponent("data"))
          == (Self.files + ["testLabels.npy", "testTokens.npy"]).sorted())
    }
  }

  @Test func whatIsThereIsReplacedOnlyWhenForced() throws {
    try Scratch.folder { scratch in
      #expect(try Executable.run(Self.small + ["--test-samples", "2"], in: scratch).code == 0)
      let folder = scratch.appendingPathComponent("data")
      try OutputFile.write("mine", to: folder.appendingPathComponent("notes.txt").path)
      let before = try Data(contentsOf: folder.appendingPathComponent("tokens.npy"))
      let refused = try Executable.run(Self.small + ["--seed", "1"], in: scratch)
      #expect(refused.code == 2)
      #expect(refused.errors == "softmaxlab generate: data exists; --force replaces it\n")
      #expect(try Data(contentsOf: folder.appendingPathComponent("tokens.npy")) == before)
      #expect(try Executable.run(Self.small + ["--seed", "1", "--force"], in: scratch).code == 0)
      #expect(try Data(contentsOf: folder.appendingPathComponent("tokens.npy")) != before)
      #expect(try Scratch.names(in: folder) == (Self.files + ["notes.txt"]).sorted())
    }
  }

  @Test(arguments: [
    (["--samples", "0"], "--samples 0: expected an integer of at least 1"),
    (["--tokens", "1"], "--tokens 1: expected an integer of at least 2"),
    (["--dimension", "2.5"], "--dimension 2.5: expected an integer of at least 1"),
    (["--teacher-ratio", "1"], "--teacher-ratio 1: expected a value that is finite and above 1"),
    (["--teacher-ratio", "1e400"], "--teacher-ratio 1e400: expected a finite number"),
    (["--noise=-1"], "--noise -1: expected a value that is finite and at least 0"),
    (["--keys", "ortogonal"], "expected orthogonal or gaussian or identity (did you mean 'orthogonal'?)"),
    (["--token-distribution", "orthogonalKeys"], "needs dimension ≥ samples·tokens = 100·20"),
    (["--samples", "1000000000000"], "do not fit into this machine's"),
    (["--sample", "5"], "unknown option '--sample' (did you mean '--samples'?)"),
    (["data"], "unexpected argument 'data'"),
    (["--seed", "-1"], "--seed -1: expected an integer from 0 to 2^64 - 1"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ complaint: String) throws {
    try Scratch.folder { scratch in
      let result = try Executable.run(["generate", "--out", "data"] + arguments, in: scratch)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.complaints.count == 1 && result.errors.contains(complaint), "\(result.errors)")
      #expect(try Scratch.names(in: scratch).isEmpty)
    }
  }

  @Test(arguments: [
    [], ["--out", ""], ["--out", "file"], ["--out", "file/data"], ["--out", "/dev/null/data"],
  ])
  func placesThatCannotBeWritten(_ arguments: [String]) throws {
    try Scratch.folder { scratch in
      try OutputFile.write("mine", to: scratch.appendingPathComponent("file").path)
      let result = try Executable.run(["generate", "--force"] + arguments, in: scratch)
      #expect(result.code == 2 && result.complaints.count == 1, "\(result.errors)")
      #expect(try Scratch.names(in: scratch) == ["file"])
    }
  }
}
