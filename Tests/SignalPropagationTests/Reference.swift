import Foundation
import SignalPropagation
import Testing

/// Numbers from independent computations, by kind and name.
///
/// reference.json holds values to twelve decimals; propagation.json is made by propagation.py beside it, which also
/// recomputes the first: `propagation.py check reference.json`.
struct ReferenceCase: Decodable, CustomTestStringConvertible, Sendable {
  private let values: [String: Value]

  private enum Value: Decodable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  init(from decoder: any Decoder) throws { values = try .init(from: decoder) }

  /// A number under its name; NaN if there is none.
  subscript(_ name: String) -> Double {
    guard case .number(let number)? = values[name] else { return .nan }
    return number
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  func integer(_ name: String) -> Int { Int(self[name]) }

  var activation: Activation {
    guard case .text(let name)? = values["activation"], let activation = Activation(rawValue: name) else {
      fatalError("a case without an activation")
    }
    return activation
  }

  var network: MeanFieldNetwork {
    MeanFieldNetwork(activation, weightScale: self["sigmaW"], biasScale: self["sigmaB"])
  }

  var transformer: TransformerInitialization {
    TransformerInitialization(
      activation, attentionStrength: self["alphaA"], mlpStrength: self["alphaM"],
      attentionScale: has("sigmaA") ? self["sigmaA"] : 1, weightScale: self["sigmaW"],
      tokens: has("tokens") ? integer("tokens") : 16)
  }

  /// What it is about, without the results.
  var testDescription: String {
    let names = [
      "activation", "sigmaW", "sigmaB", "varU", "varV", "cov", "tokens", "sigmaA", "c", "alpha", "blocks",
    ]
    return names.filter(has).map { name in
      if case .text(let text)? = values[name] { return text }
      return "\(name) \(self[name])"
    }.joined(separator: ", ")
  }

  /// All cases of a kind, from both files.
  static func all(_ kind: String) -> [ReferenceCase] {
    let cases = files.flatMap { $0[kind] ?? [] }
    precondition(!cases.isEmpty, "no cases of the kind \(kind)")
    return cases
  }

  private static let files = ["reference", "propagation"].map(read)

  private static func read(_ name: String) -> [String: [ReferenceCase]] {
    guard
      let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: url),
      let cases = try? JSONDecoder().decode([String: [ReferenceCase]].self, from: data)
    else { fatalError("the fixture \(name).json is missing or malformed") }
    return cases
  }
}

/// The error relative to the value, or absolute where that is below 1; infinite for NaN.
func error(_ value: Double, _ expected: Double) -> Double {
  let error = abs(value - expected) / max(1, abs(expected))
  return error.isNaN ? .infinity : error
}

/// The relative error; infinite for NaN.
func relativeError(_ value: Double, _ expected: Double) -> Double {
  let error = abs(value / expected - 1)
  return error.isNaN ? .infinity : error
}
