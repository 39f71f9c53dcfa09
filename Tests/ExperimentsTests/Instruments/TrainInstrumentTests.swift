import Attention
import ExperimentSupport
import Experiments
import Foundation
import LinearAlgebra
import Reporting
import TeacherStudent
import Testing

@Suite struct TrainInstrumentTests {
  @Test func teacherRelativeTrainingPassesTheFloorOfSubtraction() throws {
    try SmallData.with { small in
      // Noisy labels, which are replaced.
      try small.put(NumPyArray([Double](repeating: 7, count: 8)), "labels.npy")
      let summary = try small.train(rates: [1], steps: 6000) {
        ($0.trained, $0.arithmetic, $0.recordEvery) = (.prompt, .teacherRelative, 1000)
      }
      let loss = try #require(summary["runs"]?.elements?.first?["loss"]?.number)
      #expect(loss < 1e-40)
      // The model is the teacher to the last bit, the distance is known to all of its own.
      let teacher = try NumPyFile.read(small.data.appendingPathComponent("teacherPrompt.npy"))
      let prompt = try small.output("prompt_0.npy")
      let distance = try small.output("promptDistance_0.npy").elements.euclideanNorm
      #expect(zip(prompt.elements, teacher.elements).allSatisfy { abs($0 - $1) <= 4 * $0.ulp })
      #expect(distance > 0 && distance < 1e-20)
      #expect(try small.column("prompt_distance").last == distance)
      #expect(try small.column("prompt_norm").last == prompt.elements.euclideanNorm)
      #expect(try small.column("step") == [0, 1000, 2000, 3000, 4000, 5000, 6000])
    }
  }

  @Test func bothArithmeticsStartFromTheSameModelAndGoTheSameWay() throws {
    try SmallData.with { small in
      _ = try small.train { $0.arithmetic = .teacherRelative }
      let relative = try (small.column("loss"), small.column("value_norm"), small.output("value_0.npy"))
      #expect(try small.output("valueDistance_0.npy").shape == [3])
      _ = try small.train()
      #expect(try Scratch.names(in: small.out).contains("valueDistance_0.npy") == false)
      for (a, b) in try zip(relative.0 + relative.1, small.column("loss") + small.column("value_norm")) {
        #expect(abs(a - b) < 1e-13)
      }
      for (a, b) in try zip(relative.2.elements, small.output("value_0.npy").elements) {
        #expect(abs(a - b) < 1e-13)
      }
    }
  }

  @Test func valueVectorsHaveTheShapeOfTheLabels() throws {
    try SmallData.with({ $0.outputs = 2 }) { small in
      _ = try small.train(steps: 0) { $0.trained = .prompt }
      // The value is frozen at the teacher's: written as it was read.
      #expect(
        try small.output("value_0.npy")
          == NumPyFile.read(small.data.appendingPathComponent("teacherValue.npy")))
      #expect(try small.column("step") == [0])
      try small.put(nil, "teacherValue.npy")
      _ = try small.train()
      #expect(try small.output("value_0.npy").shape == [3, 2])
    }
  }

  @Test func float32FilesAndAMissingKeyMatrixWillDo() throws {
    try SmallData.with({ $0.keys = .identity }) { small in
      _ = try small.train()
      let losses = try small.column("loss")
      try small.put(nil, "keyMatrix.npy")
      _ = try small.train()
      #expect(try small.column("loss") == losses)
    }
  }

  @Test func theSpecificationNamesWhatWasRead() throws {
    try SmallData.with { small in
      _ = try small.train { $0.batchSize = 3 }
      func text(_ name: String) throws -> String {
        try String(contentsOf: small.out.appendingPathComponent(name), encoding: .utf8)
      }
      let specification = try JSON5.parse(text("spec.json")).value
      #expect(specification["batchSize"] == 3)
      #expect(specification["parameters"] == "prompt,value")
      let tokens = try SHA256.hexadecimal(fileAt: small.data.appendingPathComponent("tokens.npy").path)
      #expect(specification["data"]?["tokens.npy"]?.text == tokens)
      let digest = try text("DONE")
      try small.put(NumPyArray([Double](repeating: 1, count: 8)), "labels.npy")
      _ = try small.train { $0.batchSize = 3 }
      #expect(try text("DONE") != digest)
      let provenance = try JSON5.parse(text("provenance.json")).value
      #expect(provenance["outputs"]?["curves.csv"] != nil)
    }
  }

  /// Step after step, the parts add up to the whole; meanwhile there is nothing but the checkpoint.
  @Test func anInterruptionAtAnyMomentKeepsTheStepsTaken() throws {
    try SmallData.with { small in
      _ = try small.train(steps: 4) { $0.recordEvery = 100 }
      let whole = try small.output("prompt_0.npy")
      try FileManager.default.removeItem(at: small.out)
      for moment in 1...2 {
        var looks = 0
        #expect(throws: Interruption.self) {
          try small.train(steps: 4) {
            $0.recordEvery = 100
            $0.interruption = {
              looks += 1
              return looks == moment ? Interruption(signal: 2) : nil
            }
          }
        }
        let left = try Scratch.names(in: small.folder)
        #expect(left.filter { !$0.hasSuffix(".checkpoint") } == ["data"])
      }
      _ = try small.train(steps: 4) { $0.recordEvery = 100 }
      #expect(try small.output("prompt_0.npy") == whole)
      #expect(try Scratch.names(in: small.folder) == ["data", small.out.lastPathComponent].sorted())
    }
  }

  @Test func dataThatMakeNoSense() throws {
    try SmallData.with { small in
      #expect(small.complaint { $0.head = .logistic }.contains("this head needs labels from 0 to 1"))
      #expect(
        small.complaint { ($0.head, $0.arithmetic) = (.logistic, .teacherRelative) }.contains("squared"))
      try small.put(NumPyArray(shape: [8, 2], elements: Array(repeating: 0.6, count: 16)), "labels.npy")
      try small.put(nil, "teacherValue.npy")
      #expect(
        small.complaint { $0.head = .crossEntropy }.hasSuffix(
          "labels.npy has labels of sample 0 that add up to 1.2; cross-entropy needs 1"))
      #expect(
        small.complaint { $0.trained = .prompt }.hasPrefix("--parameters prompt needs a value vector: "))
      #expect(small.complaint { $0.arithmetic = .teacherRelative }.hasSuffix("data/teacherValue.npy"))
      #expect(small.complaint { $0.batchSize = 9 } == "--batch-size 9: there are 8 samples")
      try small.put(NumPyArray(shape: [8, 1, 3], elements: Array(repeating: 0, count: 24)), "tokens.npy")
      #expect(small.complaint().contains("at least two tokens a sample"))
      var tokens = [Double](repeating: 0, count: 96)
      tokens[5] = .nan
      try small.put(NumPyArray(shape: [8, 4, 3], elements: tokens), "tokens.npy")
      #expect(small.complaint().hasSuffix("tokens.npy holds nan at index [0, 1, 2]"))
      #expect(try Scratch.names(in: small.folder) == ["data"])
    }
  }
}
