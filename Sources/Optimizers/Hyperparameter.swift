/// One hyperparameter of a rule: its name, what it means, which values are valid, and where it is kept.
///
/// An optimizer's list of these is what `--set`, specifications and `list --all` work from.
public struct Hyperparameter<Rule: Optimizer>: Sendable {
  /// The name in specifications, such as `beta1`.
  public let name: String
  /// What it is, in a few words.
  public let meaning: String
  /// The valid values in words, such as `in [0, 1)`.
  public let constraint: String

  let read: @Sendable (Rule) -> HyperparameterValue
  let write: @Sendable (inout Rule, HyperparameterValue) -> Refusal?

  enum Refusal {
    case wrongType(expected: String)
    case outOfRange
  }

  /// A real number with a range.
  public static func number(
    _ name: String, _ path: any WritableKeyPath<Rule, Double> & Sendable, _ range: HyperparameterRange,
    _ meaning: String
  ) -> Self {
    Self(
      name: name, meaning: meaning, constraint: range.description,
      read: { .number($0[keyPath: path]) },
      write: { rule, value in
        guard case .number(let number) = value else { return .wrongType(expected: "a number") }
        guard range.contains(number) else { return .outOfRange }
        rule[keyPath: path] = number
        return nil
      })
  }

  /// A whole number in a range.
  public static func integer(
    _ name: String, _ path: any WritableKeyPath<Rule, Int> & Sendable, in range: ClosedRange<Int>,
    _ meaning: String
  ) -> Self {
    Self(
      name: name, meaning: meaning,
      constraint: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { .number(Double($0[keyPath: path])) },
      write: { rule, value in
        guard case .number(let number) = value, let whole = Int(exactly: number) else {
          return .wrongType(expected: "a whole number")
        }
        guard range.contains(whole) else { return .outOfRange }
        rule[keyPath: path] = whole
        return nil
      })
  }

  /// One of a few named conventions.
  public static func choice<Choice>(
    _ name: String, _ path: any WritableKeyPath<Rule, Choice> & Sendable, _ meaning: String
  ) -> Self where Choice: RawRepresentable<String> & CaseIterable & Sendable {
    let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
    return Self(
      name: name, meaning: meaning, constraint: names,
      read: { .text($0[keyPath: path].rawValue) },
      write: { rule, value in
        guard case .text(let text) = value else { return .wrongType(expected: names) }
        guard let choice = Choice(rawValue: text) else { return .outOfRange }
        rule[keyPath: path] = choice
        return nil
      })
  }

  /// The learning rate: every rule has one, positive and finite.
  public static var learningRate: Self {
    number("learningRate", \.learningRate, .positive, "the learning rate η")
  }
}

/// An interval of valid numbers; NaN and infinities are in none.
public enum HyperparameterRange: Sendable {
  /// x > 0.
  case positive
  /// x ≥ 0.
  case nonNegative
  /// 0 ≤ x < 1: a rate of forgetting.
  case unitInterval
  /// Any finite number.
  case finite

  /// Whether the number is valid.
  public func contains(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return switch self {
    case .positive: value > 0
    case .nonNegative: value >= 0
    case .unitInterval: value >= 0 && value < 1
    case .finite: true
    }
  }
}

extension HyperparameterRange: CustomStringConvertible {
  /// The range in words.
  public var description: String {
    switch self {
    case .positive: "positive and finite"
    case .nonNegative: "at least 0 and finite"
    case .unitInterval: "in [0, 1)"
    case .finite: "finite"
    }
  }
}
