public import Attention
internal import Foundation
public import LinearAlgebra
internal import Randomness
public import TeacherStudent

/// A student before training: data, loss and a starting point.
public struct AttentionProblem: Sendable {
  /// What the student learns from.
  public let dataset: Dataset
  /// The loss on the training samples.
  public let loss: PromptAttentionLoss
  /// The loss on the held-out samples, if there are any.
  public let testLoss: PromptAttentionLoss?
  /// The starting point, as the loss's arithmetic wants it.
  public let initialParameters: [Double]

  /// A student of some data.
  ///
  /// - Parameters:
  ///   - dataset: The data.
  ///   - trained: What is trained; where the prompt alone is, the value stays at `initialValue` if given,
  ///     otherwise at the teacher's.
  ///   - head: How outputs and labels make a loss.
  ///   - arithmetic: What parameters and residuals are measured from.
  ///   - initialPrompt: p at the start; otherwise N(0, 1/d) from the seed.
  ///   - initialValue: V at the start; otherwise N(0, 1/d) from the seed.
  ///   - seed: Of the starting point only; the data have their own.
  public init(
    _ dataset: Dataset, trained: PromptAttentionLoss.Parameters, head: Head = .squared,
    arithmetic: PromptAttentionLoss.Arithmetic = .absolute, initialPrompt: [Double]? = nil,
    initialValue: Matrix? = nil, seed: UInt64
  ) throws {
    self.dataset = dataset
    let frozen = trained == .prompt ? initialValue ?? dataset.teacherValue : nil
    let labels =
      arithmetic == .teacherRelative
      ? dataset.teacher.map {
        SoftmaxAttentionTeacher().outputs(dataset.tokens, dataset.keyMatrix, $0)
      } ?? dataset.labels : dataset.labels
    loss = try PromptAttentionLoss(
      tokens: dataset.tokens, keyMatrix: dataset.keyMatrix, labels: labels, trained: trained, value: frozen,
      teacher: dataset.teacher, head: head, arithmetic: arithmetic)
    testLoss = try dataset.test.map {
      try PromptAttentionLoss(
        tokens: $0.tokens, keyMatrix: dataset.keyMatrix, labels: $0.labels, trained: trained, value: frozen,
        head: head)
    }
    let d = dataset.tokens.dimension
    let scale = 1 / Double(d).squareRoot()
    var promptStream = RandomStream(seed: seed, name: "initial prompt")
    var parameters = initialPrompt ?? promptStream.normals(d, scale: scale)
    if trained == .promptAndValue {
      var valueStream = RandomStream(seed: seed, name: "initial value")
      parameters += initialValue?.storage ?? valueStream.normals(d * dataset.outputs, scale: scale)
    }
    if arithmetic == .teacherRelative, let teacher = dataset.teacher {
      let reference = teacher.prompt + teacher.value.storage
      for k in parameters.indices { parameters[k] -= reference[k] }
    }
    initialParameters = parameters
  }

  /// A student of generated data; data and starting point share the specification's seed.
  public init(
    _ specification: DatasetSpecification, trained: PromptAttentionLoss.Parameters,
    arithmetic: PromptAttentionLoss.Arithmetic = .absolute
  ) throws {
    try self.init(
      Dataset(specification), trained: trained, arithmetic: arithmetic, seed: specification.seed)
  }

  /// The prompt and the value vectors a parameter vector stands for.
  public func model(_ parameters: [Double]) -> (prompt: [Double], value: Matrix) {
    let d = dataset.tokens.dimension
    var prompt = Array(parameters[..<d])
    var value = loss.frozenValue ?? Matrix(rows: d, columns: dataset.outputs)
    if loss.trained == .promptAndValue { value.storage = Array(parameters[d...]) }
    guard loss.arithmetic == .teacherRelative, let teacher = dataset.teacher else { return (prompt, value) }
    for k in prompt.indices { prompt[k] += teacher.prompt[k] }
    if loss.trained == .promptAndValue {
      for k in value.storage.indices { value.storage[k] += teacher.value.storage[k] }
    }
    return (prompt, value)
  }
}
