/// A rule of any kind together with what it remembers.
public struct OptimizerRun: Sendable {
  private var base: any ErasedRun

  /// The rule before its first step on `dimension` parameters.
  public init(_ optimizer: AnyOptimizer, dimension: Int) {
    func begin<Rule: Optimizer>(_ rule: Rule) -> any ErasedRun {
      TypedRun(rule: rule, state: rule.makeState(dimension: dimension))
    }
    base = begin(optimizer.base)
  }

  /// The rule.
  public var optimizer: AnyOptimizer { base.optimizer }

  /// Takes one step.
  public mutating func step(_ parameters: inout [Double], _ evaluation: Evaluation) {
    base.step(&parameters, evaluation)
  }
}

private protocol ErasedRun: Sendable {
  var optimizer: AnyOptimizer { get }
  mutating func step(_ parameters: inout [Double], _ evaluation: Evaluation)
  func encodeState(to encoder: any Encoder) throws
}

private struct TypedRun<Rule: Optimizer>: ErasedRun {
  let rule: Rule
  var state: Rule.State

  var optimizer: AnyOptimizer { AnyOptimizer(rule) }

  mutating func step(_ parameters: inout [Double], _ evaluation: Evaluation) {
    rule.step(&parameters, evaluation, state: &state)
  }

  func encodeState(to encoder: any Encoder) throws { try state.encode(to: encoder) }
}

extension OptimizerRun: Codable {
  private enum Key: CodingKey {
    case optimizer
    case state
  }

  /// Decodes a rule of the catalogue and its state.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let optimizer = try container.decode(AnyOptimizer.self, forKey: .optimizer)
    func resume<Rule: Optimizer>(_ rule: Rule) throws -> any ErasedRun {
      TypedRun(rule: rule, state: try container.decode(Rule.State.self, forKey: .state))
    }
    base = try resume(optimizer.base)
  }

  /// Encodes the rule and its state.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(optimizer, forKey: .optimizer)
    try base.encodeState(to: container.superEncoder(forKey: .state))
  }
}
