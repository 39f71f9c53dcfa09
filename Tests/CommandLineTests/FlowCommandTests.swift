import ExperimentSupport
import Foundation
import Testing

@Suite("softmaxlab flow")
struct FlowCommandTests {
  private let target = #""targetLogits": [0, 0, -13], "hessian": [[10,0,-9],[0,1,0],[-9,0,10]]"#

  @Test("A file and standard input give the same JSON, and nothing else on stdout")
  func fileAndPipe() throws {
    try Scratch.folder { folder in
      let text = "{\(target), \"times\": [1, 1e20]}"
      try Data(text.utf8).write(to: folder.appending(path: "flow.json"))
      let file = try Executable.run(["flow", "flow.json"], in: folder)
      #expect(file.code == 0 && file.errors.isEmpty)
      #expect(file.output.contains("log10RatioToTarget"))
      for input in ["-", "/dev/stdin"] {
        #expect(try Executable.run(["flow", input], in: folder, input: text).output == file.output)
      }
    }
  }

  @Test("A flow that ends early prints its JSON and exits with 4; bad input exits with 2")
  func exitCodes() throws {
    try Scratch.folder { folder in
      let early =
        #"{"initial": {"logits": [0, 3, 0]}, "times": [0, 5], "flow": "natural", "# + target + "}"
      let natural = try Executable.run(["flow", "-"], in: folder, input: early)
      #expect(natural.code == 4)
      #expect(natural.output.contains("leftSimplex"))
      #expect(natural.errors.contains("coordinate 2"))
      #expect(try Executable.run(["flow", "-"], in: folder, input: "{}").code == 2)
      #expect(try Executable.run(["flow", "missing.json"], in: folder).code == 2)
      #expect(try Executable.run(["flow"], in: folder).code == 2)
    }
  }
}
