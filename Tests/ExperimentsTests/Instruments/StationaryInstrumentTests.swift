import Attention
import Experiments
import Foundation
import LinearAlgebra
import Objectives
import Randomness
import Reporting
import Spectra
import TeacherStudent
import Testing

@Suite struct StationaryInstrumentTests {
  private func run(
    _ small: SmallData, from: String? = nil, _ change: (inout StationaryInstrument.Options) -> Void = { _ in }
  ) throws -> (json: JSONValue, isConverged: Bool) {
    var options = StationaryInstrument.Options(data: small.data)
    options.from = from.map { small.folder.appendingPathComponent($0) }
    change(&options)
    return try StationaryInstrument.run(options)
  }

  private func complaint(
    _ small: SmallData, from: String? = nil, _ change: (inout StationaryInstrument.Options) -> Void = { _ in }
  ) -> String {
    do { _ = try run(small, from: from, change) } catch { return "\(error)" }
    return "none"
  }

  private func number(_ json: JSONValue, _ path: String...) throws -> Double {
    var value = json
    for key in path { value = try #require(value[key], "\(key)") }
    return try #require(value.number)
  }

  /// A folder of a model.
  private func put(_ small: SmallData, _ name: String, prompt: [Double]?, value: [Double]?) throws {
    let folder = small.folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if let prompt { try NumPyFile.write(NumPyArray(prompt), to: folder.appendingPathComponent("prompt.npy")) }
    if let value { try NumPyFile.write(NumPyArray(value), to: folder.appendingPathComponent("value.npy")) }
  }

  @Test(arguments: [10, 1e25, 1e300])
  func theTeacherIsStationaryToTheLastBit(_ ratio: Double) throws {
    try SmallData.with({ ($0.samples, $0.teacherRatio) = (40, ratio) }) { small in
      let (json, isConverged) = try run(small) { $0.trained = .prompt }
      #expect(isConverged && json["status"] == "converged" && json["stop"] == "zeroGradient")
      #expect(try number(json, "gradientNorm") == 0)
      #expect(json["problem"]?["arithmetic"] == "teacherRelative")
      // Without residuals the Hessian is the Gauss–Newton matrix.
      #expect(json["hessian"] == json["gaussNewton"])
      #expect(json["hessian"]?["log10Eigenvalues"]?.elements?.count == 3)
      #expect(abs(try number(json, "samples", "log10MeanRatio") - log10(ratio)) < 1e-9)
      let terms = try #require(json["attribution"]?.elements).compactMap { $0["log10"]?.number }
      #expect(terms.count == 5)
      #expect(abs(terms.reduce(0, +) - (try number(json, "gaussNewton", "log10ConditionNumber"))) < 1e-9)
      let kappa = pow(10, try number(json, "hessian", "log10ConditionNumber"))
      let forecasts = try #require(json["forecasts"]?.elements)
      let rate = try #require(forecasts.first?["logRate"]?.number)
      #expect(abs(rate / log1p(-2 / (kappa + 1)) - 1) < 1e-9 && forecasts.count == 5)
      #expect(json["stability"]?["stable"] == true)
      for place in ["interior", "face", "vertex"] {
        let listed = json["samples"]?["perSample"]?["place"]?.elements?.count { $0.text == place }
        #expect(json["samples"]?[place] == .integer(listed ?? -1))
      }
    }
  }

  /// From a student trained part of the way back to the teacher, with all digits.
  @Test func aTrainingIsPolished() throws {
    try SmallData.with({ ($0.samples, $0.teacherRatio) = (40, 1e5) }) { small in
      _ = try small.train(rates: [1], steps: 50) { $0.trained = .prompt }
      let (json, isConverged) = try run(small, from: "out")
      #expect(isConverged && json["problem"]?["parameters"] == "prompt")
      #expect(try number(json, "gradientNorm") < 1e-280)
      #expect(try number(json, "start", "distance") > 1e-3)
      let teacher = try NumPyFile.read(small.data.appendingPathComponent("teacherPrompt.npy")).elements
      let prompt = try #require(json["prompt"]?.elements).compactMap(\.number)
      #expect(prompt == teacher)
      // More learning rates than one do not say which prompt is meant.
      _ = try small.train(rates: [0.1, 1], steps: 2) { $0.trained = .prompt }
      #expect(complaint(small, from: "out").hasSuffix("(and its value_<i>.npy as value.npy) into a folder"))
    }
  }

  /// Noisy labels have their own minimum, away from the teacher, with a Hessian that is not the Gauss–Newton matrix.
  @Test func theLabelsOfTheDataCount() throws {
    try SmallData.with({ ($0.samples, $0.labelNoise) = (40, 0.3) }) { small in
      let (json, isConverged) = try run(small) { $0.trained = .prompt }
      #expect(isConverged && json["stop"] == "roundingLevel")
      #expect(json["problem"]?["arithmetic"] == "absolute")
      #expect(try number(json, "loss") > 1e-3 && number(json, "gradientNorm") < 1e-15)
      #expect(json["hessian"] != json["gaussNewton"])
      // An independent route: gradient and Hessian of the loss at the prompt that was printed.
      let dataset = try Dataset(directory: small.data)
      let loss = try PromptAttentionLoss(
        tokens: dataset.tokens, keyMatrix: dataset.keyMatrix, labels: dataset.labels, trained: .prompt,
        value: dataset.teacherValue)
      let prompt = try #require(json["prompt"]?.elements).compactMap(\.number)
      #expect(loss.valueAndGradient(at: prompt).gradient.euclideanNorm < 1e-15)
      let values = try loss.hessian(at: prompt).symmetricEigenvalues()
      let printed = try #require(json["hessian"]?["log10Eigenvalues"]?.elements).compactMap(\.number)
      for (a, b) in zip(values, printed) { #expect(abs(log10(a) - b) < 1e-12) }
      // Forced, the labels are the teacher's again.
      let forced = try run(small) { ($0.trained, $0.teacherRelative) = (.prompt, true) }.json
      #expect(try number(forced, "gradientNorm") == 0)
    }
  }

  @Test func moreParametersThanSamples() throws {
    try SmallData.with({ ($0.samples, $0.dimension) = (4, 9) }) { small in
      let (json, isConverged) = try run(small)
      #expect(isConverged)
      #expect(json["gaussNewton"]?["rank"] == 4 && json["hessian"]?["rank"] == 4)
      #expect(json["hessian"]?["log10Eigenvalues"]?.elements?.count == 18)
      #expect(try number(json, "hessian", "log10ConditionNumber").isFinite)
      #expect(json["attribution"] == [] && json["notes"]?.elements?.count == 1)
      #expect(json["value"]?.elements?.count == 9)
    }
  }

  @Test func intervalsHoldTheDenseEigenvalues() throws {
    try SmallData.with({ ($0.samples, $0.dimension, $0.labelNoise) = (60, 8, 0.1) }) { small in
      let dense = try run(small).json
      let json = try run(small) { $0.lanczos = true }.json
      let values = try #require(dense["hessian"]?["log10Eigenvalues"]?.elements).compactMap(\.number)
      for (end, value) in [("smallest", values[0]), ("largest", values[15])] {
        let range = try #require(json["hessian"]?[end]?.elements).compactMap(\.number)
        #expect(range[0] <= pow(10, value) * (1 + 1e-9) && pow(10, value) * (1 - 1e-9) <= range[1])
      }
      let kappa = try number(json, "hessian", "log10ConditionNumber")
      #expect(abs(kappa - (try number(dense, "hessian", "log10ConditionNumber"))) < 0.01)
    }
    // More parameters than samples: the smallest eigenvalue is zero and κ is refused.
    try SmallData.with({ ($0.samples, $0.dimension) = (4, 9) }) { small in
      let hessian = try #require(try run(small) { $0.lanczos = true }.json["hessian"])
      #expect(hessian["log10ConditionNumber"] == .null)
      #expect(hessian["conditionNumberIs"]?.text?.hasPrefix("refused") == true)
    }
  }

  /// Labels no weights reach: the largest token value and more.
  @Test func aMinimumAtInfinityIsSaid() throws {
    try SmallData.with { small in
      try small.put(NumPyArray([Double](repeating: 1e3, count: 8)), "labels.npy")
      try small.put(NumPyArray([1, 0, 0]), "teacherValue.npy")
      var tokens = [Double]()
      for _ in 0..<8 { tokens += [1, 0, 0.5, 0, 1, 0.2, -1, 0.3, 0, 0.2, -1, 0.1] }
      try small.put(NumPyArray(shape: [8, 4, 3], elements: tokens), "tokens.npy")
      let (json, isConverged) = try run(small) { $0.trained = .prompt }
      #expect(!isConverged && json["status"] == "escapesToInfinity")
      #expect(json["hessian"]?["log10Eigenvalues"]?.elements?.count == 3)
    }
  }

  /// With n = 2 and independent key differences each sample's gap is free: the minimum is finite if and only if every
  /// label is between its two token values.
  @Test func aFiniteMinimumNeedsLabelsWithinReach() throws {
    var stream = RandomStream(seed: 6, name: "reach")
    for trial in 0..<12 {
      try SmallData.with({ ($0.samples, $0.tokens, $0.dimension) = (4, 2, 6) }) { small in
        let dataset = try Dataset(directory: small.data)
        let value = try #require(dataset.teacherValue).storage
        let values = dataset.tokens.columns.transposedProduct(with: value)
        var labels = (0..<4).map { i in
          let share = 0.1 + 0.8 * stream.uniform()
          return share * values[2 * i] + (1 - share) * values[2 * i + 1]
        }
        let isOut = trial % 2 == 1
        if isOut { labels[3] = max(values[6], values[7]) + 0.3 }
        try small.put(NumPyArray(labels), "labels.npy")
        try small.put(NumPyArray(stream.normals(6)), "teacherPrompt.npy")
        let (json, isConverged) = try run(small) { $0.trained = .prompt }
        #expect(isConverged != isOut, "trial \(trial)")
        #expect((json["status"] == "escapesToInfinity") == isOut)
      }
    }
  }

  @Test func theFolderSaysWhatIsTrained() throws {
    try SmallData.with { small in
      try put(small, "prompt", prompt: [0.1, 0.2, 0.3], value: nil)
      #expect(try run(small, from: "prompt").json["problem"]?["parameters"] == "prompt")
      try put(small, "both", prompt: [0.1, 0.2, 0.3], value: [1, 0, 0])
      #expect(try run(small, from: "both").json["problem"]?["parameters"] == "prompt,value")
      // A value that is kept and is not the teacher's cannot attain the labels.
      let kept = try run(small, from: "both") { $0.trained = .prompt }.json
      #expect(kept["problem"]?["arithmetic"] == "absolute")
      // Two outputs: value vectors are (d, m), as train writes them.
      try small.put(NumPyArray(shape: [8, 2], elements: (0..<16).map { Double($0 % 5) }), "labels.npy")
      try small.put(nil, "teacherValue.npy")
      _ = try small.train(steps: 1)
      let two = try run(small, from: "out").json
      #expect(two["problem"]?["outputs"] == 2 && two["value"]?.elements?.first?.elements?.count == 2)
    }
  }

  @Test func whatCannotBeMeasured() throws {
    try SmallData.with { small in
      #expect(complaint(small, from: "nowhere").hasSuffix("nowhere: there is no folder of that name"))
      try put(small, "empty", prompt: nil, value: [1, 2, 3])
      #expect(complaint(small, from: "empty").contains("neither prompt.npy nor the prompt_0.npy"))
      try put(small, "long", prompt: [1, 2, 3, 4], value: nil)
      #expect(complaint(small, from: "long").contains("prompt.npy has shape (4,)"))
      try put(small, "broken", prompt: [1, .nan, 3], value: nil)
      #expect(complaint(small, from: "broken").hasSuffix("prompt.npy holds nan at index [1]"))
      try put(small, "huge", prompt: [1e308, -1e308, 1e308], value: nil)
      #expect(complaint(small, from: "huge").hasPrefix("at the starting point the loss is"))
      #expect(complaint(small) { $0.head = .logistic }.contains("this head needs labels from 0 to 1"))
      try small.put(nil, "teacherValue.npy")
      #expect(complaint(small, from: "long").contains("prompt.npy has shape (4,)"))
      try put(small, "prompt", prompt: [1, 2, 3], value: nil)
      #expect(complaint(small, from: "prompt").hasPrefix("there is no value vector to keep or to start from"))
      #expect(complaint(small) { $0.teacherRelative = true }.hasSuffix("teacherValue.npy"))
      try small.put(nil, "teacherPrompt.npy")
      #expect(complaint(small).contains("teacherPrompt.npy to start from"))
    }
  }
}
