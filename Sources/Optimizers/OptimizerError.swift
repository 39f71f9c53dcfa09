/// What can be wrong with the choice of an optimizer or of its hyperparameters.
public enum OptimizerError: Error, Equatable, Sendable {
  /// No optimizer of the catalogue has this name.
  case unknownOptimizer(name: String, nearest: String?)
  /// The optimizer has no hyperparameter of this name.
  case unknownHyperparameter(optimizer: String, name: String, nearest: String?)
  /// The value is of another kind than the hyperparameter.
  case wrongType(optimizer: String, name: String, value: HyperparameterValue, expected: String)
  /// The value is not one of the valid ones.
  case outOfRange(optimizer: String, name: String, value: HyperparameterValue, constraint: String)
}

extension OptimizerError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .unknownOptimizer(let name, let nearest):
      "there is no optimizer '\(name)'" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
    case .unknownHyperparameter(let optimizer, let name, let nearest):
      "\(optimizer) has no hyperparameter '\(name)'" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
    case .wrongType(let optimizer, let name, let value, let expected):
      "\(optimizer): \(name) must be \(expected), not '\(value)'"
    case .outOfRange(let optimizer, let name, let value, let constraint):
      "\(optimizer): \(name) must be \(constraint), not '\(value)'"
    }
  }
}
