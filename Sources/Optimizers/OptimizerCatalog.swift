internal import Spelling

/// Every optimizer of the lab by its name.
public enum OptimizerCatalog {
  /// The rules, in the order in which they are listed.
  public static let types: [any Optimizer.Type] = [
    GradientDescent.self,
    HeavyBall.self,
    Nesterov.self,
    NormalizedGradient.self,
    SignDescent.self,
    Polyak.self,
    RMSProp.self,
    AdaGrad.self,
    Adam.self,
    AMSGrad.self,
    AdamW.self,
    Lion.self,
    LBFGS.self,
    LevenbergMarquardt.self,
  ]

  /// The names, in the order of the list.
  public static var names: [String] { types.map { $0.name } }

  /// The rule of this name with its default hyperparameters.
  public static func optimizer(named name: String) throws(OptimizerError) -> AnyOptimizer {
    AnyOptimizer(try type(named: name).init())
  }

  /// The rule of this name, with some hyperparameters set.
  ///
  /// Keys are set in alphabetical order, so that the error reported for several faults is always the same.
  public static func optimizer(
    named name: String, learningRate: Double? = nil, setting values: [String: HyperparameterValue] = [:]
  ) throws(OptimizerError) -> AnyOptimizer {
    var optimizer = try optimizer(named: name)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) { try optimizer.set(key, to: value) }
    if let learningRate { try optimizer.set("learningRate", to: .number(learningRate)) }
    return optimizer
  }

  static func type(named name: String) throws(OptimizerError) -> any Optimizer.Type {
    for type in types where type.name == name { return type }
    throw .unknownOptimizer(name: name, nearest: Spelling.nearest(to: name, among: names))
  }
}
