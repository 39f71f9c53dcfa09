import ExperimentSupport
import Foundation
import Reporting
import TeacherStudent
import Testing

@Suite struct SpectrumCommandTests {
  @Test func readsAFileOrItsInput() throws {
    try Scratch.folder { folder in
      let text = #"{"logits": [0, 1, 60]}"#
      try Data(text.utf8).write(to: folder.appendingPathComponent("point.json"))
      let file = try Executable.run(["spectrum", "point.json"], in: folder)
      #expect(file.code == 0 && file.errors.isEmpty)
      let json = try JSON5.parse(file.output).value
      #expect(json["n"] == 3 && json["bounds"] == .null)
      #expect(json["jacobian"]?["log10Eigenvalues"]?.elements?.count == 2)
      let piped = try Executable.run(["spectrum", "-"], in: folder, input: text)
      #expect(piped.code == 0 && piped.output == file.output)
      #expect(try Executable.run(["spectrum", "point.json", "--json"], in: folder).output == file.output)
    }
  }

  @Test func readsAttentionMaps() throws {
    try Scratch.folder { folder in
      let array = NumPyArray(shape: [2, 3], elements: [0, -1, -2, 0, -30, -60])
      try NumPyFile.write(array, to: folder.appendingPathComponent("map.npy"))
      let json = try Executable.run(["spectrum", "map.npy", "--logits", "--json"], in: folder)
      #expect(json.code == 0 && json.errors.isEmpty)
      #expect(try JSON5.parse(json.output).value["rows"]?.elements?.count == 2)
      let table = try Executable.run(["spectrum", "map.npy"], in: folder)
      let lines = table.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[0] == "index     log10 ratio  entropy     log10 condition number")
      #expect(lines[1].hasPrefix("0         0.86859      "))
      #expect(lines.contains { $0.hasPrefix("median") } && table.output.hasSuffix("2 rows of 3 logits\n"))
      let one = try Executable.run(["spectrum", "map.npy", "--json", "--threads", "1"], in: folder)
      #expect(one.output == json.output)
    }
  }

  @Test(arguments: [
    ([], "missing argument FILE|-"),
    (["nowhere.json"], "cannot read nowhere.json: no such file or directory"),
    (["nowhere.npy"], "nowhere.npy: no such file or directory"),
    (["point.json", "--logits"], "--logits point.json: expected a file whose name ends in .npy"),
    (["map.npy", "--logits", "--weights"], "--logits --weights: expected one of them"),
    (["map.npy", "--weights"], "map.npy holds -1.0 at index [1], not a weight"),
    (["point.json"], "point.json: unknown key 'logit' (did you mean 'logits'?)"),
    (["bad.npy"], "bad.npy is not a .npy file"),
    (["map.npy", "--weight"], "unknown option '--weight' (did you mean '--weights'?)"),
  ])
  func mistakesAreOneLineAndExitTwo(_ arguments: [String], _ complaint: String) throws {
    try Scratch.folder { folder in
      try Data(#"{"logit": [0, 1]}"#.utf8).write(to: folder.appendingPathComponent("point.json"))
      try Data("no array".utf8).write(to: folder.appendingPathComponent("bad.npy"))
      try NumPyFile.write(NumPyArray([0, -1]), to: folder.appendingPathComponent("map.npy"))
      let result = try Executable.run(["spectrum"] + arguments, in: folder)
      #expect(result.code == 2 && result.output.isEmpty)
      #expect(result.complaints.count == 1 && result.errors.contains(complaint), "\(result.errors)")
    }
  }

  @Test func badInputThroughAPipeIsNamed() throws {
    try Scratch.folder { folder in
      let result = try Executable.run(["spectrum", "-"], in: folder, input: #"{"x": [1, 0]}"#)
      #expect(result.code == 2)
      #expect(
        result.errors.hasPrefix("softmaxlab spectrum: standard input: x[1] is 0.0: weights are positive"))
    }
  }
}
