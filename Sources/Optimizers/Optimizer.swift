public import LinearAlgebra

/// A rule that turns the gradients of one trajectory into steps.
///
/// An optimizer is an immutable value of hyperparameters; what it remembers is its `State`. It never sees
/// the model: the loss, the gradient and, if it asks for it, the Gauss–Newton factor are all it may use.
///
/// A new rule is one file and its line in ``OptimizerCatalog``; the shared suites then test it.
public protocol Optimizer: Codable, Equatable, Sendable {
  /// What the rule remembers from step to step; codable, so that a run can be resumed.
  associatedtype State: Codable & Sendable

  /// The name in the catalogue, such as `heavy-ball`.
  static var name: String { get }

  /// The exact update as a formula, with its source; printed by `softmaxlab list --all`.
  static var update: String { get }

  /// Every hyperparameter, the learning rate first.
  static var hyperparameters: [Hyperparameter<Self>] { get }

  /// Whether ``Evaluation/gaussNewtonFactor`` is used; such a rule needs a twice differentiable objective.
  static var usesGaussNewtonFactor: Bool { get }

  /// Whether the rule does the same in shifted coordinates; weight decay does not, since it knows the origin.
  ///
  /// Only such a rule may run on distances from a teacher instead of parameters.
  var isTranslationInvariant: Bool { get }

  /// The learning rate η.
  var learningRate: Double { get set }

  /// The rule with its default hyperparameters.
  init()

  /// The state before the first step of a trajectory of `dimension` parameters.
  func makeState(dimension: Int) -> State

  /// Takes one step; must not allocate where the rule allows it.
  ///
  /// The loss and the gradient are finite and taken at `parameters`. A zero gradient must not produce NaN.
  func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State)
}

extension Optimizer {
  /// First-order unless a rule says otherwise.
  public static var usesGaussNewtonFactor: Bool { false }

  /// Rules see gradients and losses only, unless they say otherwise.
  public var isTranslationInvariant: Bool { true }

  /// The learning rate alone, unless a rule has more.
  public static var hyperparameters: [Hyperparameter<Self>] { [.learningRate] }
}

/// What an optimizer may look at before it steps.
public struct Evaluation: Sendable {
  /// The loss at the current parameters.
  public var loss: Double
  /// Its gradient.
  public var gradient: [Double]
  /// R with RᵀR the Gauss–Newton matrix, at the parameters passed.
  public var gaussNewtonFactor: @Sendable ([Double]) -> Matrix

  /// An evaluation; the factor may be left out for first-order rules.
  public init(
    loss: Double, gradient: [Double],
    gaussNewtonFactor: @escaping @Sendable ([Double]) -> Matrix = { Matrix(rows: 0, columns: $0.count) }
  ) {
    self.loss = loss
    self.gradient = gradient
    self.gaussNewtonFactor = gaussNewtonFactor
  }
}

/// The state of a rule that remembers nothing.
public struct NoState: Codable, Equatable, Sendable {
  /// Nothing.
  public init() {}
}
