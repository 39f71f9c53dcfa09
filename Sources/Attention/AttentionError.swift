/// What keeps data from becoming an attention loss.
public enum AttentionError: Error, Equatable, Sendable {
  /// There are no samples, no tokens or no features.
  case emptyData(samples: Int, tokens: Int, dimension: Int)
  /// An array does not have the shape the others ask for.
  case shape(String, got: [Int], expected: String)
  /// Only the prompt is trained, and no value vector is given to keep.
  case valueMissing
  /// Teacher-relative arithmetic was asked for without a teacher.
  case teacherMissing
  /// Teacher-relative arithmetic was asked for with a loss other than the squared one.
  case teacherRelativeNeedsSquaredLoss
  /// In teacher-relative arithmetic a frozen value vector must be the teacher's: only then is zero loss at zero
  /// distance.
  case frozenValueIsNotTheTeachers
  /// A logistic or cross-entropy label is outside [0, 1], or not a number.
  case label(sample: Int, output: Int, value: Double)
  /// The labels of a sample are not a distribution over the outputs, as cross-entropy needs it.
  case labelSum(sample: Int, sum: Double)
  /// Cross-entropy of one output is constant.
  case crossEntropyNeedsTwoOutputs
}

extension AttentionError: CustomStringConvertible {
  /// The error as one sentence.
  public var description: String {
    switch self {
    case .emptyData(let samples, let tokens, let dimension):
      "the data are empty: \(samples) samples of \(tokens) tokens in \(dimension) dimensions"
    case .shape(let name, let got, let expected):
      "\(name): shape (\(got.map(String.init).joined(separator: ", "))), expected \(expected)"
    case .valueMissing: "training the prompt alone needs a value vector to keep"
    case .teacherMissing: "teacher-relative arithmetic needs the teacher's prompt and value"
    case .teacherRelativeNeedsSquaredLoss: "teacher-relative arithmetic is defined for the squared loss only"
    case .frozenValueIsNotTheTeachers:
      "teacher-relative arithmetic with a frozen value needs the teacher's own value vector"
    case .label(let sample, let output, let value):
      "labels: sample \(sample), output \(output) is \(value); this head needs labels from 0 to 1"
    case .labelSum(let sample, let sum):
      "labels: those of sample \(sample) add up to \(sum); cross-entropy needs 1"
    case .crossEntropyNeedsTwoOutputs: "cross-entropy needs at least two outputs"
    }
  }
}
