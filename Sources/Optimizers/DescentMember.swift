/// What a trajectory starts from.
public struct DescentMember: Codable, Equatable, Sendable {
  /// The name in tables and figures.
  public var label: String
  /// The rule.
  public var optimizer: AnyOptimizer
  /// Where it starts.
  public var initialParameters: [Double]

  /// A member; without a label it is called after its rule and learning rate.
  public init(_ optimizer: AnyOptimizer, from initialParameters: [Double], label: String? = nil) {
    self.optimizer = optimizer
    self.initialParameters = initialParameters
    self.label = label ?? "\(optimizer.name) \(optimizer.learningRate)"
  }

  /// A member with a rule of a known kind.
  public init(_ optimizer: any Optimizer, from initialParameters: [Double], label: String? = nil) {
    self.init(AnyOptimizer(optimizer), from: initialParameters, label: label)
  }
}
