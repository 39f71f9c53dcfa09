internal import Spelling

/// An optimizer of any kind, so that different rules can descend side by side.
///
/// Encoded as one flat object: `{"name": "adam", "learningRate": 0.1, "beta1": 0.9, …}`. When decoded,
/// missing hyperparameters take their defaults; unknown names and invalid values are errors.
public struct AnyOptimizer: Sendable {
  /// The rule itself.
  public private(set) var base: any Optimizer

  /// Wraps a rule.
  public init(_ base: any Optimizer) { self.base = base }

  /// The name in the catalogue.
  public var name: String { type(of: base).name }

  /// The exact update as a formula, with its source.
  public var update: String { type(of: base).update }

  /// Whether the rule needs a twice differentiable objective.
  public var usesGaussNewtonFactor: Bool { type(of: base).usesGaussNewtonFactor }

  /// Whether the rule does the same in shifted coordinates.
  public var isTranslationInvariant: Bool { base.isTranslationInvariant }

  /// The learning rate η; not checked.
  public var learningRate: Double {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }

  /// Every hyperparameter with its present value, the learning rate first.
  public var hyperparameters: [HyperparameterSetting] { settings(of: base) }

  /// Sets a hyperparameter by name.
  public mutating func set(_ name: String, to value: HyperparameterValue) throws(OptimizerError) {
    base = try setting(name, to: value, in: base)
  }

  private func settings<Rule: Optimizer>(of rule: Rule) -> [HyperparameterSetting] {
    Rule.hyperparameters.map {
      HyperparameterSetting(
        name: $0.name, value: $0.read(rule), constraint: $0.constraint, meaning: $0.meaning)
    }
  }

  private func setting<Rule: Optimizer>(
    _ name: String, to value: HyperparameterValue, in rule: Rule
  ) throws(OptimizerError) -> any Optimizer {
    guard let hyperparameter = Rule.hyperparameters.first(where: { $0.name == name }) else {
      throw .unknownHyperparameter(
        optimizer: Rule.name, name: name,
        nearest: Spelling.nearest(to: name, among: Rule.hyperparameters.map(\.name)))
    }
    var changed = rule
    switch hyperparameter.write(&changed, value) {
    case nil: return changed
    case .wrongType(let expected):
      throw .wrongType(optimizer: Rule.name, name: name, value: value, expected: expected)
    case .outOfRange:
      throw .outOfRange(
        optimizer: Rule.name, name: name, value: value, constraint: hyperparameter.constraint)
    }
  }
}

/// A hyperparameter as a reader sees it.
public struct HyperparameterSetting: Equatable, Sendable {
  /// The name in specifications, such as `beta1`.
  public let name: String
  /// The present value.
  public let value: HyperparameterValue
  /// The valid values in words.
  public let constraint: String
  /// What it is, in a few words.
  public let meaning: String
}

extension AnyOptimizer: Equatable {
  /// Whether the rules and all their hyperparameters agree.
  public static func == (a: AnyOptimizer, b: AnyOptimizer) -> Bool {
    func equals<Rule: Optimizer>(_ rule: Rule) -> Bool { rule == b.base as? Rule }
    return equals(a.base)
  }
}

extension AnyOptimizer: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    static let name = Key(stringValue: "name")
  }

  /// Decodes the name and whichever hyperparameters are given, through the catalogue.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var values: [String: HyperparameterValue] = [:]
    for key in container.allKeys where key.stringValue != Key.name.stringValue {
      values[key.stringValue] = try container.decode(HyperparameterValue.self, forKey: key)
    }
    self = try OptimizerCatalog.optimizer(
      named: try container.decode(String.self, forKey: .name), setting: values)
  }

  /// Encodes the name and every hyperparameter.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    for setting in hyperparameters {
      try container.encode(setting.value, forKey: Key(stringValue: setting.name))
    }
  }
}
