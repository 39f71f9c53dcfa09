public import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import Reporting
internal import TeacherStudent

/// What `softmaxlab train` writes, as values.
package enum TrainFiles {
  /// A step and the values of ``ObservableCatalog/columns`` at it.
  struct Row: Sendable {
    let step: Int
    let values: [Double]
  }

  /// The options in full and the files that were read, by their SHA-256.
  static func specification(_ options: TrainInstrument.Options) throws -> JSONValue {
    func hashes(_ folder: URL, _ names: [String]) throws -> JSONValue {
      let present = names.filter {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
      }
      return .object(
        try present.map { name in
          let path = folder.appendingPathComponent(name).path
          return JSONValue.Member(name, .string(try SHA256.hexadecimal(fileAt: path)))
        })
    }
    let seed: JSONValue = Int(exactly: options.seed).map { .integer($0) } ?? .unsigned(UInt(options.seed))
    let arrays = DatasetFile.allCases.filter { $0 != .certificate }.map(\.name)
    var optimizer = try JSONValue(encoding: options.optimizer)
    optimizer["learningRate"] = nil
    return [
      "instrument": "train", "optimizer": optimizer,
      "learningRates": .array(options.learningRates.map { .double($0) }), "steps": .integer(options.steps),
      "recordEvery": .integer(options.recordEvery), "parameters": .string(options.trained.optionName),
      "head": .string(options.head.optionName), "arithmetic": .string(options.arithmetic.rawValue),
      "seed": seed, "batchSize": options.batchSize.map { .integer($0) } ?? .null,
      "data": try hashes(options.data, arrays),
      "init": try options.startingPoint.map { try hashes($0, ["initialPrompt.npy", "initialValue.npy"]) }
        ?? .null,
    ]
  }

  /// Names the run, as the digest of an experiment does.
  static func digest(_ specification: JSONValue, version: String) -> String {
    let identity: JSONValue = ["specification": specification, "version": .string(version)]
    return String(SHA256.hexadecimal(identity.serialized(indented: false)).prefix(16))
  }

  /// What was recorded, and for a diverged trajectory the step at which it did.
  static func rows(_ curve: Curve) -> [Row] {
    var rows = zip(curve.steps, curve.values).map { Row(step: $0, values: $1) }
    if let trajectory = curve.trajectory, case .diverged(let step) = trajectory.outcome,
      step != rows.last?.step
    {
      // Of a mini-batch that diverged nothing is known but that.
      let isMeasured = !trajectory.loss.isFinite || !trajectory.gradientNorm.isFinite
      let known = isMeasured ? ["loss": trajectory.loss, "gradient_norm": trajectory.gradientNorm] : [:]
      rows.append(Row(step: step, values: ObservableCatalog.columns.map { known[$0] ?? .nan }))
    }
    return rows
  }

  /// curves.csv: run i belongs to `prompt_<i>.npy`.
  static func table(_ curves: [Curve], _ rows: [[Row]]) -> Table {
    var table = Table(
      [.integer("run"), .string("optimizer"), .double("learning_rate"), .integer("step")]
        + ObservableCatalog.columns.map { .double($0) })
    for (run, curve) in curves.enumerated() {
      let head: [Table.Cell] = [
        .integer(run), .string(curve.optimizer), .double(curve.learningRate),
      ]
      for row in rows[run] { table.append(head + [.integer(row.step)] + row.values.map { .double($0) }) }
    }
    return table
  }

  /// The parameters after the last step, and what they are called.
  static func arrays(_ curve: Curve, _ problem: AttentionProblem) -> [(name: String, array: NumPyArray)] {
    guard let parameters = curve.trajectory?.parameters else { return [] }
    let (d, outputs) = (problem.loss.features, problem.loss.outputs)
    func array(_ value: Matrix) -> NumPyArray {
      NumPyArray(shape: outputs == 1 ? [d] : [d, outputs], elements: value.transposed().storage)
    }
    let (prompt, value) = problem.model(parameters)
    var arrays = [("prompt", NumPyArray(prompt)), ("value", array(value))]
    guard problem.loss.arithmetic == .teacherRelative else { return arrays }
    arrays.append(("promptDistance", NumPyArray(Array(parameters[..<d]))))
    if problem.loss.trained == .promptAndValue {
      let distance = Matrix(rows: d, columns: outputs, storage: Array(parameters[d...]))
      arrays.append(("valueDistance", array(distance)))
    }
    return arrays
  }

  /// summary.json: results only, so that equal trainings give equal bytes.
  static func summary(
    _ options: TrainInstrument.Options, _ problem: AttentionProblem, _ curves: [Curve], _ rows: [[Row]]
  ) -> JSONValue {
    let runs = curves.enumerated().map { index, curve -> JSONValue in
      var divergence: Int?
      if case .diverged(let step) = curve.trajectory?.outcome { divergence = step }
      var run: JSONValue = [
        "run": .integer(index), "learningRate": .double(curve.learningRate),
        "status": .string(divergence == nil ? "completed" : "diverged"),
        "divergedAtStep": divergence.map { .integer($0) } ?? .null,
        "lowestLoss": .double(curve.trajectory?.lowestLoss ?? .nan),
      ]
      guard let last = rows[index].last else { return run }
      run["step"] = .integer(last.step)
      for (column, value) in zip(ObservableCatalog.columns, last.values) {
        run[camelCase(column)] = .double(value)
      }
      return run
    }
    let best = curves.indices.filter { curves[$0].finalLoss.isFinite }
      .min { curves[$0].finalLoss < curves[$1].finalLoss }
    return [
      "instrument": "train", "optimizer": .string(options.optimizer.name),
      "samples": .integer(problem.loss.sampleCount), "tokens": .integer(problem.loss.tokens),
      "dimension": .integer(problem.loss.features), "outputs": .integer(problem.loss.outputs),
      "parameters": .string(options.trained.optionName), "steps": .integer(options.steps),
      "runs": .array(runs), "best": best.map { .integer($0) } ?? .null,
    ]
  }

  /// `mean_log10_ratio` as a key of JSON: `meanLog10Ratio`.
  package static func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.dropFirst().reduce(String(words.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}

extension PromptAttentionLoss.Parameters {
  /// The name after `--parameters`.
  public var optionName: String {
    switch self {
    case .prompt: "prompt"
    case .promptAndValue: "prompt,value"
    }
  }
}

extension Head {
  /// The name after `--head`.
  public var optionName: String {
    switch self {
    case .squared: "squared"
    case .logistic: "logistic"
    case .crossEntropy: "cross-entropy"
    }
  }
}
