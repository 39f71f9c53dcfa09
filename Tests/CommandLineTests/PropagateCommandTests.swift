import ExperimentSupport
import Foundation
import Reporting
import Testing

@Suite struct PropagateCommandTests {
  @Test func readsAFileOrItsInput() throws {
    try Scratch.folder { folder in
      let text = #"{"network": "mlp", "activation": "tanh", "sigmaB": 0.3, "find": "criticalSigmaW"}"#
      try Data(text.utf8).write(to: folder.appendingPathComponent("network.json"))
      let file = try Executable.run(["propagate", "network.json"], in: folder)
      #expect(file.code == 0 && file.errors.isEmpty)
      let weightScale = try JSON5.parse(file.output).value["sigmaW"]?.number ?? .nan
      #expect(abs(weightScale - 1.395583975155) < 1e-11)
      let piped = try Executable.run(["propagate", "-", "--json"], in: folder, input: text)
      #expect(piped.code == 0 && piped.output == file.output)
    }
  }

  @Test func theSameForAnyNumberOfThreads() throws {
    try Scratch.folder { folder in
      let text =
        #"{"network": "transformer", "activation": "tanh", "alphaA": 0.5, "alphaM": 0.5, "sigmaA": 1, "#
        + #""sigmaW": 1, "tokens": 16, "layers": 2, "residual": "sqrt", "trajectory": {"q0": 1, "c0": 0.3}}"#
      let one = try Executable.run(["propagate", "-", "--threads", "1"], in: folder, input: text)
      let three = try Executable.run(["propagate", "-", "--threads", "3"], in: folder, input: text)
      #expect(one.code == 0 && one.output == three.output)
      #expect(one.output.contains("0.7317769212"))
    }
  }

  @Test(arguments: [
    ([], "missing argument FILE|-"),
    (["nowhere.json"], "cannot read nowhere.json: no such file or directory"),
    (["network.json"], "network.json: unknown key 'sigmaV' (did you mean 'sigmaA'?)"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ complaint: String) throws {
    try Scratch.folder { folder in
      let text = #"{"network": "transformer", "sigmaV": 1}"#
      try Data(text.utf8).write(to: folder.appendingPathComponent("network.json"))
      let result = try Executable.run(["propagate"] + arguments, in: folder)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.complaints.count == 1 && result.errors.contains(complaint), "\(result.errors)")
    }
  }
}
