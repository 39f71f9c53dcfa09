public import Attention
public import Foundation
internal import LinearAlgebra
public import Optimizers
public import Reporting
internal import TeacherStudent

/// A student of a user's own data, one rule at several learning rates in lockstep: `softmaxlab train`.
///
///     <out>/
///       spec.json provenance.json             before the first step
///       curves.csv                            one row a learning rate and recorded step
///       prompt_<i>.npy value_<i>.npy          p (d) and V (d, or d × m) after the last step
///       promptDistance_<i>.npy …              teacher-relative: δp and, if trained, δV with all their digits
///       summary.json
///       DONE                                  last
///
/// A trajectory that diverges is a result: its last row in curves.csv is the step at which its loss or gradient
/// ceased to be finite, its arrays hold the parameters at that step, finite or not, and the rest goes on.
public enum TrainInstrument {
  /// What is trained, on what, and where the result goes.
  public struct Options {
    /// A folder of `DatasetFile`s.
    public var data: URL
    /// The rule; its learning rate does not matter.
    public var optimizer: AnyOptimizer
    /// A run for each, in order.
    public var learningRates: [Double]
    /// The number of steps, T; with 0 the starting point is measured.
    public var steps: Int
    /// The folder to write.
    public var out: URL
    /// What is trained.
    public var trained = PromptAttentionLoss.Parameters.promptAndValue
    /// The loss of one sample.
    public var head = Head.squared
    /// Exact residuals: parameters are distances from the teacher, labels its exact outputs.
    public var arithmetic = PromptAttentionLoss.Arithmetic.absolute
    /// A folder with initialPrompt.npy, initialValue.npy or both; what is not given there is N(0, 1/d).
    public var startingPoint: URL?
    /// Of the starting point and the mini-batches.
    public var seed: UInt64 = 0
    /// Steps 0, k, 2k, … and the last one are recorded.
    public var recordEvery = 1
    /// Samples a step; nil: all of them.
    public var batchSize: Int?
    /// Replace what is there.
    public var force = false
    /// The command line, for provenance.
    public var command: [String] = []
    /// How progress is shown.
    public var progress = Progress.Style.quiet
    /// Whether and why to stop.
    public var interruption: () -> Interruption? = { Interruption.received }

    /// A training with the defaults of everything else.
    public init(
      data: URL, optimizer: AnyOptimizer, learningRates: [Double], steps: Int, out: URL
    ) {
      (self.data, self.optimizer, self.learningRates) = (data, optimizer, learningRates)
      (self.steps, self.out) = (steps, out)
    }
  }

  /// Trains and writes. If it throws, nothing is left behind but a ``Checkpoint`` beside the folder, from which the
  /// same training goes on.
  ///
  /// - Returns: The contents of summary.json.
  /// - Throws: Errors of bad input, `FileError`, ``Interruption``.
  public static func run(_ options: Options) throws -> JSONValue {
    precondition(!options.learningRates.isEmpty && options.steps >= 0 && options.recordEvery >= 1)
    RunFolder.recover(options.out)
    try InstrumentOutput.check(
      options.out, replacing: options.force,
      inputs: [options.data] + (options.startingPoint.map { [$0] } ?? []))
    let problem = try problem(options)
    let optimizers = try options.learningRates.map { rate in
      var optimizer = options.optimizer
      try optimizer.set("learningRate", to: .number(rate))
      return optimizer
    }
    var folder = RunFolder(destination: options.out)
    var checkpoint: Checkpoint?
    do {
      try folder.create()
      let specification = try TrainFiles.specification(options)
      let digest = TrainFiles.digest(specification, version: Version.build)
      checkpoint = try Checkpoint(folder.checkpoint, digest: digest)
      let summary = try run(problem, optimizers, specification, in: folder, checkpoint, options)
      checkpoint?.remove()
      return summary
    } catch {
      throw folder.discard(keeping: checkpoint, after: error)
    }
  }

  private static func run(
    _ problem: AttentionProblem, _ optimizers: [AnyOptimizer], _ specification: JSONValue,
    in folder: RunFolder, _ checkpoint: Checkpoint?, _ options: Options
  ) throws -> JSONValue {
    let startUptime = ProcessInfo.processInfo.systemUptime
    var provenance = Provenance(
      version: Version.number, command: options.command, seeds: specification["seed"].map { [$0] } ?? [],
      checkout: Version.checkout)
    try OutputFile.write(specification.serialized(), to: folder.path("spec.json"))
    try OutputFile.write(JSONValue(encoding: provenance).serialized(), to: folder.path("provenance.json"))

    var recorder = Recorder(
      progress: Progress(title: "train", style: options.progress), checkpoint: checkpoint,
      interruption: options.interruption)
    defer { recorder.finish() }
    recorder.expect(work: Double(options.steps + 1))
    var training = LockstepTraining(
      problem: problem, steps: options.steps, schedule: .every(options.recordEvery),
      options: DescentOptions(),
      miniBatches: options.batchSize.map { MiniBatches(size: $0, seed: options.seed) })
    training.checkpoint = recorder.checkpoint?.section("training")
    let curves = try training.run(optimizers, beforeStep: { try recorder.advance(by: 1) })

    let rows = curves.map(TrainFiles.rows)
    try CSV.write(TrainFiles.table(curves, rows), to: folder.path("curves.csv"))
    var outputs = ["spec.json", "curves.csv", "summary.json"]
    for (index, curve) in curves.enumerated() {
      for (name, array) in TrainFiles.arrays(curve, problem) {
        let file = "\(name)_\(index).npy"
        let url = folder.temporary.appendingPathComponent(file)
        do { try NumPyFile.write(array, to: url) } catch {
          let place = options.out.appendingPathComponent(file).relativePath
          throw NumPyFileError(file: place, fault: error.fault)
        }
        outputs.append(file)
      }
    }
    let summary = TrainFiles.summary(options, problem, curves, rows)
    try OutputFile.write(summary.serialized(), to: folder.path("summary.json"))
    try recorder.checkInterruption()
    var hashes: [String: String] = [:]
    for file in outputs { hashes[file] = try SHA256.hexadecimal(fileAt: folder.path(file)) }
    provenance.finish(startUptime: startUptime, outputs: hashes)
    try OutputFile.write(JSONValue(encoding: provenance).serialized(), to: folder.path("provenance.json"))
    try folder.publish(
      digest: TrainFiles.digest(specification, version: Version.number), replacing: options.force)
    return summary
  }
}

extension TrainInstrument {
  /// The student before training, after everything that can be wrong with the data has been looked at.
  private static func problem(_ options: Options) throws -> AttentionProblem {
    let dataset = try Dataset(directory: options.data)
    let start =
      try options.startingPoint.map { try StartingPoint(directory: $0, for: dataset) } ?? StartingPoint()
    try checkLabels(
      dataset, options.head, areReplaced: options.arithmetic == .teacherRelative, in: options.data)
    if options.trained == .prompt, start.value == nil, dataset.teacherValue == nil {
      throw InstrumentError.noValue(data: options.data.relativePath)
    }
    if let size = options.batchSize, size > dataset.tokens.samples {
      throw InstrumentError.batchSize(size, samples: dataset.tokens.samples)
    }
    return try AttentionProblem(
      dataset, trained: options.trained, head: options.head, arithmetic: options.arithmetic,
      initialPrompt: start.prompt, initialValue: start.value, seed: options.seed)
  }

  /// Logistic labels are probabilities; those of cross-entropy are distributions over the outputs. Where they are
  /// replaced by the outputs of the teacher, a whole teacher is needed instead.
  static func checkLabels(
    _ dataset: Dataset, _ head: Head, areReplaced: Bool, in folder: URL
  ) throws {
    if areReplaced {
      for (file, isMissing) in [
        (DatasetFile.teacherPrompt, dataset.teacherPrompt == nil),
        (.teacherValue, dataset.teacherValue == nil),
      ] where isMissing {
        throw InstrumentError.noTeacher(file: folder.appendingPathComponent(file.name).relativePath)
      }
      return
    }
    guard head != .squared else { return }
    let sets =
      [(DatasetFile.labels, dataset.labels)] + (dataset.test.map { [(.testLabels, $0.labels)] } ?? [])
    for (file, labels) in sets {
      let path = folder.appendingPathComponent(file.name).relativePath
      for i in 0..<labels.columns {
        for o in 0..<labels.rows where !(0...1).contains(labels[o, i]) {
          let index = labels.rows == 1 ? "\(i)" : "\(i), \(o)"
          throw InstrumentError.label(
            file: path,
            reason: "holds \(labels[o, i]) at index [\(index)]; this head needs labels from 0 to 1")
        }
        let sum = labels.column(i).reduce(0, +)
        // float32 files round each label.
        if head == .crossEntropy, labels.rows > 1, abs(sum - 1) > 1e-5 {
          throw InstrumentError.label(
            file: path, reason: "has labels of sample \(i) that add up to \(sum); cross-entropy needs 1")
        }
      }
    }
  }
}
