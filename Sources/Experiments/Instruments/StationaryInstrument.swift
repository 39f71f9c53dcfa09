public import Attention
public import Foundation
internal import LinearAlgebra
public import Reporting
internal import Spectra
internal import TeacherStudent

/// How ill-conditioned a loss is at a stationary point of it: `softmaxlab stationary`.
///
/// From the teacher or a trained model the loss on the data's own labels is descended to a stationary point, where
/// its Hessian, its Gauss–Newton matrix and the attention of every sample are measured. Where the labels are the
/// teacher's outputs (to 1e-12 of the largest) and a value vector that is not trained is the teacher's, parameters are
/// distances from the teacher and residuals are exact: at the teacher itself the gradient is then zero.
public enum StationaryInstrument {
  /// What to measure.
  public struct Options {
    /// A folder of `DatasetFile`s.
    public var data: URL
    /// A folder with prompt.npy, and value.npy if the value was trained; or a training at one learning rate. Nil: the
    /// teacher.
    public var from: URL?
    /// What is trained; nil: what the folder tells, else prompt and value.
    public var trained: PromptAttentionLoss.Parameters?
    /// The loss of one sample; nil: that of the training, else the squared one.
    public var head: Head?
    /// Whether the labels are replaced by the teacher's outputs and residuals are exact.
    public var teacherRelative = false
    /// Whether the Hessian's extreme eigenvalues are found by its products; above
    /// ``StationaryInstrument/largestDenseDimension`` parameters they are at any rate.
    public var lanczos = false
    /// Of the vector Lanczos starts with.
    public var seed: UInt64 = 0

    /// The measurement at the teacher of `data`.
    public init(data: URL) { self.data = data }
  }

  /// Up to this many parameters all eigenvalues of the Hessian are found; beyond, the extreme ones.
  public static let largestDenseDimension = 1000

  /// Searches and measures.
  ///
  /// - Returns: What the interface has, and whether a stationary point was found; if not, all numbers are those of the
  ///   point where the search ended.
  /// - Throws: Errors of bad input, `StationaryPointError`, `SpectrumError`.
  public static func run(_ options: Options) throws -> (json: JSONValue, isConverged: Bool) {
    let problem = try StationaryProblem(options)
    let loss = problem.loss
    let point = try StationaryPoint(of: loss, from: problem.start)
    let hessian = try StationaryHessian(loss, at: point.parameters, options)
    let gaussNewton = try CurvatureSpectrum(gaussNewtonFactor: loss.gaussNewtonFactor(at: point.parameters))
    let model = problem.model(point.parameters)
    let attribution = StationaryCauses.attribution(loss, at: point.parameters)
    let forecasts = try StationaryCauses.forecasts(loss, point, hessian, start: problem.start)
    var json: JSONValue = [
      "instrument": "stationary",
      "status": .string(point.isConverged ? "converged" : point.stop.rawValue),
      "stop": .string(point.stop.rawValue), "loss": .double(point.loss),
      "gradientNorm": .double(point.gradientNorm), "gradientNoise": .double(point.gradientNoise),
      "start": [
        "from": .string(options.from?.relativePath ?? "teacher"), "loss": .double(point.initialLoss),
        "distance": .double(point.distance),
      ],
      "steps": [
        "levenbergMarquardt": .integer(point.steps.levenbergMarquardt),
        "newton": .integer(point.steps.newton),
      ],
      "problem": [
        "samples": .integer(loss.sampleCount), "tokens": .integer(loss.tokens),
        "dimension": .integer(loss.features), "outputs": .integer(loss.outputs),
        "parameters": .string(loss.trained.optionName), "head": .string(loss.head.optionName),
        "arithmetic": .string(loss.arithmetic.rawValue),
      ],
      "prompt": .array(model.prompt.map { .double($0) }),
      "hessian": hessian.json, "gaussNewton": StationaryReport.json(gaussNewton),
      "stability": hessian.stability,
      "samples": try StationaryReport.samples(loss, at: point.parameters),
      "attribution": attribution.terms, "directions": attribution.directions,
      "forecasts": forecasts.forecasts,
      "notes": .array([attribution.refusal, forecasts.refusal].compactMap { $0.map { .string($0) } }),
    ]
    if loss.trained == .promptAndValue {
      let rows = (0..<model.value.rows).map { row in
        (0..<model.value.columns).map { JSONValue.double(model.value[row, $0]) }
      }
      json["value"] = .array(loss.outputs == 1 ? rows.flatMap(\.self) : rows.map { .array($0) })
    }
    return (json, point.isConverged)
  }
}

/// The loss of `softmaxlab stationary` and where it starts, after all that can be wrong with the files.
private struct StationaryProblem {
  let loss: PromptAttentionLoss
  let start: [Double]
  private let problem: AttentionProblem

  init(_ options: StationaryInstrument.Options) throws {
    let dataset = try Dataset(directory: options.data)
    let origin =
      try options.from.map { try StationaryStart(directory: $0, for: dataset) }
      ?? StationaryStart(teacherOf: dataset, in: options.data)
    let trained = options.trained ?? origin.trained ?? .promptAndValue
    let head = options.head ?? origin.head ?? .squared
    try TrainInstrument.checkLabels(
      dataset, head, areReplaced: options.teacherRelative, in: options.data)
    guard let value = origin.value ?? dataset.teacherValue else {
      throw InstrumentError.noStartingValue(
        folder: (options.from ?? options.data).relativePath, data: options.data.relativePath)
    }
    let isExact =
      options.teacherRelative
      || (head == .squared && (trained == .promptAndValue || value == dataset.teacherValue)
        && Self.labelsAreTheTeachers(dataset))
    problem = try AttentionProblem(
      dataset, trained: trained, head: head, arithmetic: isExact ? .teacherRelative : .absolute,
      initialPrompt: origin.prompt, initialValue: value, seed: 0)
    loss = problem.loss
    if isExact, let teacher = dataset.teacher {
      start = origin.distance(from: teacher, trained: trained, value: value)
    } else {
      start = problem.initialParameters
    }
  }

  func model(_ parameters: [Double]) -> (prompt: [Double], value: Matrix) { problem.model(parameters) }

  /// Whether the labels are the outputs of a known teacher, up to what another processor's rounding may make of them.
  private static func labelsAreTheTeachers(_ dataset: Dataset) -> Bool {
    guard let teacher = dataset.teacher else { return false }
    let outputs = SoftmaxAttentionTeacher().outputs(dataset.tokens, dataset.keyMatrix, teacher)
    let tolerance = 1e-12 * outputs.maximumMagnitude
    return zip(outputs.storage, dataset.labels.storage).allSatisfy { abs($0 - $1) <= tolerance }
  }
}
