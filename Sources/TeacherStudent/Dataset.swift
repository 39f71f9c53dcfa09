public import LinearAlgebra

/// Samples with their labels.
public struct LabelledTokens: Equatable, Sendable {
  /// The inputs, (N, n, d).
  public let tokens: TokenArray
  /// The labels, outputs × N: column i holds those of sample i.
  public let labels: Matrix

  /// Pairs inputs with as many columns of labels; other numbers trap.
  public init(tokens: TokenArray, labels: Matrix) {
    precondition(labels.columns == tokens.samples, "every sample needs its labels")
    self.tokens = tokens
    self.labels = labels
  }
}

/// Data for a student: tokens, the frozen key matrix, labels, and what is known of the teacher.
///
/// Generated from a ``DatasetSpecification``, or read from a user's own files.
public struct Dataset: Equatable, Sendable {
  /// The inputs X, (N, n, d).
  public let tokens: TokenArray
  /// The key matrix W.
  public let keyMatrix: KeyMatrix
  /// The labels, outputs × N: column i holds those of sample i.
  public let labels: Matrix
  /// The teacher's prompt p*, if known.
  public let teacherPrompt: [Double]?
  /// The teacher's value vectors v*, d × outputs, if known.
  public let teacherValue: Matrix?
  /// Samples held out from training, if any.
  public let test: LabelledTokens?
  /// What the data were generated from, if they were.
  public let specification: DatasetSpecification?

  /// Gathers data of matching shapes; other shapes trap.
  public init(
    tokens: TokenArray, keyMatrix: KeyMatrix = .identity, labels: Matrix, teacherPrompt: [Double]? = nil,
    teacherValue: Matrix? = nil, test: LabelledTokens? = nil, specification: DatasetSpecification? = nil
  ) {
    precondition(labels.columns == tokens.samples, "every sample needs its labels")
    if case .dense(let weights) = keyMatrix {
      precondition(
        weights.rows == tokens.dimension && weights.columns == tokens.dimension,
        "the key matrix must be d × d")
    }
    precondition(teacherPrompt.map { $0.count == tokens.dimension } ?? true, "a prompt has d entries")
    precondition(
      teacherValue.map { $0.rows == tokens.dimension && $0.columns == labels.rows } ?? true,
      "teacher values are d × outputs")
    precondition(
      test.map { test in
        test.tokens.tokens == tokens.tokens && test.tokens.dimension == tokens.dimension
          && test.labels.rows == labels.rows
      } ?? true, "test samples have the shape of the training samples")
    self.tokens = tokens
    self.keyMatrix = keyMatrix
    self.labels = labels
    self.teacherPrompt = teacherPrompt
    self.teacherValue = teacherValue
    self.test = test
    self.specification = specification
  }

  /// The teacher, if both its prompt and its values are known.
  public var teacher: TeacherParameters? {
    guard let teacherPrompt, let teacherValue else { return nil }
    return TeacherParameters(prompt: teacherPrompt, value: teacherValue)
  }

  /// The number of outputs, the rows of ``labels``.
  public var outputs: Int { labels.rows }
}
