public import Foundation
public import Reporting
internal import Spelling

/// A sentence about a result that the numbers must bear out: one bound on one metric.
///
/// A metric that is missing or NaN fails every claim about it.
public struct Claim: Equatable, Sendable {
  /// How the metric is bounded.
  public enum Bound: Equatable, Sendable {
    case atLeast(Double)
    case atMost(Double)
    case above(Double)
    case below(Double)
    /// Within the absolute tolerance, ends included.
    case equals(Double, tolerance: Double)
  }

  /// What became of a claim.
  public struct Outcome: Equatable, Sendable {
    /// The claim.
    public let claim: Claim
    /// The metric's value; nil if the experiment did not record it.
    public let value: Double?
    /// Whether the claim holds.
    public let holds: Bool
  }

  /// A short name, unique in its file.
  public var name: String
  /// The sentence.
  public var says: String
  /// The key of the metric.
  public var metric: String
  /// What the metric must satisfy.
  public var bound: Bound
  /// Whether it is claimed of a `--quick` run as well.
  public var quick: Bool

  /// A claim.
  public init(name: String, says: String, metric: String, bound: Bound, quick: Bool = true) {
    self.name = name
    self.says = says
    self.metric = metric
    self.bound = bound
    self.quick = quick
  }

  /// Whether the recorded metrics bear it out.
  public func judge(_ metrics: [Recorder.Metric]) -> Outcome {
    guard let value = metrics.first(where: { $0.key == metric })?.value else {
      return Outcome(claim: self, value: nil, holds: false)
    }
    // Every comparison is written so that NaN makes it false.
    let holds =
      switch bound {
      case .atLeast(let limit): value >= limit
      case .atMost(let limit): value <= limit
      case .above(let limit): value > limit
      case .below(let limit): value < limit
      case .equals(let wanted, let tolerance): value == wanted || abs(value - wanted) <= tolerance
      }
    return Outcome(claim: self, value: value, holds: holds)
  }
}

extension Claim.Bound: CustomStringConvertible {
  /// The bound as a condition, such as `≥ 0.99`.
  public var description: String {
    switch self {
    case .atLeast(let limit): "≥ \(Self.text(limit))"
    case .atMost(let limit): "≤ \(Self.text(limit))"
    case .above(let limit): "> \(Self.text(limit))"
    case .below(let limit): "< \(Self.text(limit))"
    case .equals(let wanted, 0): "= \(Self.text(wanted))"
    case .equals(let wanted, let tolerance): "= \(Self.text(wanted)) ± \(Self.text(tolerance))"
    }
  }

  private static func text(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Claim {
  private static let bounds = ["atLeast", "atMost", "above", "below", "equals"]
  private static let keys = ["name", "says", "metric", "quick", "tolerance"] + bounds

  /// Reads expected.json: `{"claims": [{"name", "says", "metric", one of "atLeast" … "equals", "tolerance",
  /// "quick"}]}`; comments are allowed.
  ///
  /// - Throws: ``SpecificationError``, `FileError`.
  public static func read(_ url: URL) throws -> [Claim] {
    try parse(TextFile.read(url), source: url.relativePath)
  }

  /// As ``read(_:)``, from text.
  public static func parse(_ text: String, source: String) throws -> [Claim] {
    let json = try TextFile.json(text, source: source)
    for member in json.members ?? [] where member.key != "claims" {
      throw SpecificationError.unknownKey(
        source: source, path: member.key, suggestion: Spelling.nearest(to: member.key, among: ["claims"]))
    }
    guard let list = json["claims"]?.elements else {
      throw SpecificationError.wrongType(
        source: source, path: "claims", expected: "a list", found: json["claims"]?.kind ?? "nothing")
    }
    var claims: [Claim] = []
    for (index, json) in list.enumerated() {
      let claim = try parse(json, path: "claims[\(index)]", source: source)
      guard !claims.contains(where: { $0.name == claim.name }) else {
        throw SpecificationError.invalid(
          source: source, path: "claims[\(index)].name", reason: "'\(claim.name)' is taken")
      }
      claims.append(claim)
    }
    return claims
  }

  private static func parse(_ json: JSONValue, path: String, source: String) throws -> Claim {
    for member in json.members ?? [] where !keys.contains(member.key) {
      throw SpecificationError.unknownKey(
        source: source, path: "\(path).\(member.key)",
        suggestion: Spelling.nearest(to: member.key, among: keys))
    }
    func text(_ key: String) throws -> String {
      guard let value = json[key] else {
        throw SpecificationError.missingKey(source: source, path: "\(path).\(key)")
      }
      guard let text = value.text else {
        throw SpecificationError.wrongType(
          source: source, path: "\(path).\(key)", expected: "a string", found: value.kind)
      }
      return text
    }
    func number(_ key: String) throws -> Double? {
      guard let value = json[key] else { return nil }
      guard let number = value.number, !number.isNaN else {
        throw SpecificationError.wrongType(
          source: source, path: "\(path).\(key)", expected: "a number",
          found: value.serialized(indented: false))
      }
      return number
    }
    var quick = true
    if let value = json["quick"] {
      guard case .bool(let flag) = value else {
        throw SpecificationError.wrongType(
          source: source, path: "\(path).quick", expected: "true or false", found: value.kind)
      }
      quick = flag
    }
    let given = bounds.filter { json[$0] != nil }
    guard given.count == 1, let limit = try number(given[0]) else {
      throw SpecificationError.invalid(
        source: source, path: path, reason: "needs exactly one of \(bounds.joined(separator: ", "))")
    }
    let tolerance = try number("tolerance")
    guard tolerance == nil || given[0] == "equals", tolerance ?? 0 >= 0 else {
      throw SpecificationError.invalid(
        source: source, path: "\(path).tolerance", reason: "belongs to equals and is not negative")
    }
    let bound: Bound =
      switch given[0] {
      case "atLeast": .atLeast(limit)
      case "atMost": .atMost(limit)
      case "above": .above(limit)
      case "below": .below(limit)
      default: .equals(limit, tolerance: tolerance ?? 0)
      }
    return Claim(
      name: try text("name"), says: try text("says"), metric: try text("metric"), bound: bound, quick: quick)
  }
}

extension Claim.Outcome {
  /// The claim and what became of it.
  public var json: JSONValue {
    [
      "name": .string(claim.name), "says": .string(claim.says), "metric": .string(claim.metric),
      "bound": .string(claim.bound.description), "value": value.map { .double($0) } ?? .null,
      "holds": .bool(holds),
    ]
  }
}
