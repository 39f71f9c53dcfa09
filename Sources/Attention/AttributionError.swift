public import LinearAlgebra

/// Why a condition number cannot be split.
public enum AttributionError: Error, Equatable, Sendable {
  /// The split is one of the squared loss of a scalar output.
  case needsScalarSquaredLoss(Head, outputs: Int)
  /// The split is one of the prompt's Gauss–Newton matrix; here the value vector is trained as well.
  case needsPromptAlone
  /// No parameters are given, and the loss knows no teacher: only one in teacher-relative arithmetic does.
  case teacherUnknown
  /// A parameter is NaN or infinite.
  case notFinite(index: Int, value: Double)
  /// Fewer samples than parameters: the smallest eigenvalue is zero.
  case tooFewSamples(Int, parameters: Int)
  /// The samples' gradients span less than all parameters, to working precision: so many directions of them.
  case rankDeficient(rank: Int, parameters: Int)
  /// No direction is orthogonal to both query and value: there is nothing to compare them with.
  case noComplement(dimension: Int)
  /// A factorisation failed.
  case linearAlgebra(LinearAlgebraError)
}

extension AttributionError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .needsScalarSquaredLoss(let head, let outputs):
      "the attribution is defined for the squared loss of one output, not for \(head) with \(outputs)"
    case .needsPromptAlone: "the attribution is defined where the prompt alone is trained"
    case .teacherUnknown: "a loss in absolute arithmetic knows no teacher: name the parameters"
    case .notFinite(let index, let value): "parameter \(index) is \(value), not a finite number"
    case .tooFewSamples(let samples, let parameters):
      "\(samples) samples cannot determine \(parameters) parameters: the condition number is infinite"
    case .rankDeficient(let rank, let parameters):
      "the samples' gradients span \(rank) of \(parameters) directions: the condition number is infinite"
    case .noComplement(let dimension):
      "in \(dimension) dimension\(dimension == 1 ? "" : "s") no direction is orthogonal to query and value"
    case .linearAlgebra(let error): error.description
    }
  }
}
