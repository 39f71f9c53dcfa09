internal import Foundation
public import LinearAlgebra
public import TeacherStudent

/// The loss of prompt-tuned single-layer softmax attention on labelled samples.
///
///     f(X; p, V) = Vᵀ Xᵀ softmax(X W p)        X ∈ R^{n×d}, one row a token; V ∈ R^{d×m}
///     L(p, V)    = (1/N) Σ_i ℓ(f(X_i; p, V), y_i)
///
/// Parameters are one vector, p or [p; V column by column]. Keys K = X W are never formed: K p = X (W p)
/// and Kᵀg = Wᵀ(Xᵀg), so that one pass over X with all right-hand sides serves p and V together.
public struct PromptAttentionLoss: Sendable {
  /// What is trained.
  public enum Parameters: String, Codable, CaseIterable, Sendable {
    /// The prompt p; the value matrix stays where it is.
    case prompt
    /// The prompt and the value matrix.
    case promptAndValue
  }

  /// What the parameter vector means.
  public enum Arithmetic: String, Codable, CaseIterable, Sendable {
    /// Parameters themselves; residuals f − y by subtraction, with a floor of the loss near 1e-32.
    case absolute
    /// Distances from the teacher, δp = p − p*, δV = V − V*: residuals keep their relative accuracy down to
    /// underflow. Needs a teacher and noise-free labels, which are then the teacher's exact outputs; or, where
    /// the reference is no teacher but a starting point, the residuals there.
    case teacherRelative
  }

  /// N.
  public let sampleCount: Int
  /// n.
  public let tokens: Int
  /// d, the length of the prompt.
  public let features: Int
  /// m.
  public let outputs: Int
  /// What is trained.
  public let trained: Parameters
  /// The loss of one sample.
  public let head: Head
  /// What the parameter vector means.
  public let arithmetic: Arithmetic
  /// W.
  public let keyMatrix: KeyMatrix

  /// The value vectors that stay where they are, d × m; nil where they are trained.
  public let frozenValue: Matrix?

  /// Tokens, N·n rows padded to `width` doubles.
  let rows: AlignedBuffer
  let width: Int
  /// Labels, sample by sample, m each.
  let labels: [Double]
  /// Values u = X V of a frozen or the teacher's V, sample by sample: n × m row by row for a lockstep
  /// pass, m × n (one output's tokens together) for a single one. Empty where V is trained in absolute arithmetic.
  let valuesByToken: [Double]
  let valuesByOutput: [Double]
  /// The teacher's attention, in teacher-relative arithmetic.
  let reference: Reference?
  let partition: SamplePartition

  /// The teacher's weights and their logarithms, N·n each, each sample's largest one, and f* − y if it is not zero.
  struct Reference: Sendable {
    let prompt: [Double]
    let value: Matrix
    let weights: [Double]
    let logWeights: [Double]
    let dominant: [Int]
    let residuals: [Double]
  }

  /// A loss on labelled samples.
  ///
  /// - Parameters:
  ///   - tokens: The N samples.
  ///   - keyMatrix: W, d × d.
  ///   - labels: m × N.
  ///   - trained: What the parameters are.
  ///   - value: d × m; the frozen V where only the prompt is trained. Not needed otherwise.
  ///   - teacher: Needed for teacher-relative arithmetic; then V is the teacher's where it is frozen.
  ///   - head: How outputs and labels make a loss.
  ///   - arithmetic: What parameters and residuals are measured from.
  ///   - teacherResiduals: f* − y (m × N) in teacher-relative arithmetic, zero if nil: a residual is then
  ///     f − f* and this. With a starting point for a teacher, increments from it are the parameters.
  public init(
    tokens: TokenArray, keyMatrix: KeyMatrix, labels: Matrix, trained: Parameters,
    value: Matrix? = nil, teacher: TeacherParameters? = nil, head: Head = .squared,
    arithmetic: Arithmetic = .absolute, teacherResiduals: Matrix? = nil
  ) throws(AttentionError) {
    let (count, n, d) = (tokens.samples, tokens.tokens, tokens.dimension)
    guard count > 0, n > 0, d > 0 else { throw .emptyData(samples: count, tokens: n, dimension: d) }
    guard labels.columns == count, labels.rows > 0 else {
      throw .shape("labels", got: [labels.rows, labels.columns], expected: "(outputs, \(count))")
    }
    if case .dense(let matrix) = keyMatrix, matrix.rows != d || matrix.columns != d {
      throw .shape("key matrix", got: [matrix.rows, matrix.columns], expected: "(\(d), \(d))")
    }
    sampleCount = count
    self.tokens = n
    features = d
    outputs = labels.rows
    self.trained = trained
    self.head = head
    self.arithmetic = arithmetic
    self.keyMatrix = keyMatrix
    self.labels = labels.storage
    if head == .crossEntropy, outputs < 2 { throw .crossEntropyNeedsTwoOutputs }
    partition = SamplePartition(sampleCount: count)
    width = paddedWidth(d)
    rows = Self.padded(tokens, width: width)

    var frozen = value
    if arithmetic == .teacherRelative {
      guard let teacher else { throw .teacherMissing }
      guard head == .squared else { throw .teacherRelativeNeedsSquaredLoss }
      if trained == .promptAndValue || frozen == nil { frozen = teacher.value }
      guard frozen == teacher.value else { throw .frozenValueIsNotTheTeachers }
    } else if trained == .promptAndValue {
      frozen = nil
    } else if frozen == nil {
      throw .valueMissing
    }
    if let teacherResiduals {
      guard arithmetic == .teacherRelative else { throw .teacherMissing }
      guard teacherResiduals.rows == outputs, teacherResiduals.columns == count else {
        throw .shape(
          "teacher's residuals", got: [teacherResiduals.rows, teacherResiduals.columns],
          expected: "(\(outputs), \(count))")
      }
    }
    try head.check(labels)
    frozenValue = trained == .prompt ? frozen : nil
    if let frozen {
      guard frozen.rows == d, frozen.columns == outputs else {
        throw .shape("value", got: [frozen.rows, frozen.columns], expected: "(\(d), \(outputs))")
      }
      valuesByToken = Self.product(rows, width: width, count: count * n, with: frozen)
      valuesByOutput = Self.regrouped(valuesByToken, samples: count, tokens: n, outputs: outputs)
    } else {
      valuesByToken = []
      valuesByOutput = []
    }
    if arithmetic == .teacherRelative, let teacher {
      guard teacher.prompt.count == d else {
        throw .shape("teacher's prompt", got: [teacher.prompt.count], expected: "(\(d))")
      }
      let query = keyMatrix.applied(to: Matrix(rows: d, columns: 1, storage: teacher.prompt))
      let logits = Self.product(rows, width: width, count: count * n, with: query)
      let perSample = (0..<count).map { Array(logits[$0 * n..<($0 + 1) * n]) }
      reference = Reference(
        prompt: teacher.prompt, value: teacher.value,
        weights: perSample.flatMap(Softmax.weights), logWeights: perSample.flatMap(Softmax.logWeights),
        dominant: perSample.map { z in z.indices.max { z[$0] < z[$1] } ?? 0 },
        residuals: teacherResiduals?.storage ?? [])
    } else {
      reference = nil
    }
  }

  /// The number of right-hand sides a trajectory brings to a pass over the data: logits, and values if trained.
  var rightHandSides: Int { trained == .promptAndValue ? 1 + outputs : 1 }
}

extension PromptAttentionLoss {
  /// The rows of `tokens`, each padded with zeros to `width`, on cache lines.
  private static func padded(_ tokens: TokenArray, width: Int) -> AlignedBuffer {
    let (count, d) = (tokens.samples * tokens.tokens, tokens.dimension)
    let buffer = AlignedBuffer(count: count * width)
    unsafe tokens.storage.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<count {
        unsafe (buffer.pointer + row * width).update(from: base + row * d, count: d)
      }
    }
    return buffer
  }

  /// X·B for all rows at once, row by row.
  private static func product(_ rows: AlignedBuffer, width: Int, count: Int, with b: Matrix) -> [Double] {
    let (d, m) = (b.rows, b.columns)
    var result = [Double](repeating: 0, count: count * m)
    unsafe b.storage.withUnsafeBufferPointer { b in
      unsafe result.withUnsafeMutableBufferPointer { result in
        guard let b = b.baseAddress, let result = result.baseAddress else { return }
        unsafe BLAS.multiply(
          .transposed, .plain, m, count, d, b, d, rows.pointer, width, adding: 0, into: result, m)
      }
    }
    return result
  }

  /// From n × m within each sample to m × n.
  private static func regrouped(_ values: [Double], samples: Int, tokens: Int, outputs: Int) -> [Double] {
    guard outputs > 1 else { return values }
    var result = values
    for i in 0..<samples {
      for a in 0..<tokens {
        for o in 0..<outputs {
          result[(i * outputs + o) * tokens + a] = values[(i * tokens + a) * outputs + o]
        }
      }
    }
    return result
  }
}
