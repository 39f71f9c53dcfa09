public import LinearAlgebra

/// Why a dataset cannot be generated.
public enum DatasetError: Error, Equatable, Sendable {
  /// A specification's value is outside its range.
  case invalidValue(key: String, value: String, requirement: String)
  /// N·n orthonormal keys do not fit into d dimensions.
  case tooManyOrthogonalKeys(key: String, samples: Int, tokens: Int, dimension: Int)
  /// The tokens would not fit into this machine's memory.
  case tooLarge(samples: Int, tokens: Int, dimension: Int, availableBytes: UInt64)
  /// No scale of the prompt reaches the ratio, for within every sample all logits are equal.
  case constantLogits(ratio: Double)
  /// A factorisation failed.
  case numerical(LinearAlgebraError)
}

extension DatasetError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .invalidValue(let key, let value, let requirement):
      return "\(key) = \(value): \(key) must be \(requirement)"
    case .tooManyOrthogonalKeys(let key, let samples, let tokens, let dimension):
      return "tokenDistribution = orthogonalKeys needs dimension ≥ \(key)·tokens = \(samples)·\(tokens), "
        + "but dimension = \(dimension)"
    case .tooLarge(let samples, let tokens, let dimension, let availableBytes):
      return "\(samples) samples of \(tokens) tokens of dimension \(dimension) do not fit into "
        + "this machine's \(availableBytes >> 20) MiB of memory"
    case .constantLogits(let ratio):
      return "teacherRatio = \(ratio) cannot be reached: in every sample all logits are equal"
    case .numerical(let error): return "\(error)"
    }
  }
}
