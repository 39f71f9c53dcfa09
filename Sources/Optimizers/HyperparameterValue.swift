/// The value of a hyperparameter as it stands in a specification or on a command line.
public enum HyperparameterValue: Equatable, Sendable {
  /// A number; an integer is one without a fraction.
  case number(Double)
  /// A name, such as that of a convention.
  case text(String)
  /// True or false.
  case flag(Bool)

  /// Reads what follows the `=` of `--set beta1=0.9`: a number if it is one, `true` or `false`, else a name.
  public init(parsing text: String) {
    if let number = Double(text) {
      self = .number(number)
    } else if let flag = Bool(text) {
      self = .flag(flag)
    } else {
      self = .text(text)
    }
  }
}

extension HyperparameterValue: CustomStringConvertible {
  /// The value as it would be typed.
  public var description: String {
    switch self {
    case .number(let value): Int(exactly: value).map { "\($0)" } ?? "\(value)"
    case .text(let value): value
    case .flag(let value): "\(value)"
    }
  }
}

extension HyperparameterValue: Codable {
  /// Decodes a plain number, string or Boolean.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Encodes the plain number, string or Boolean.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    }
  }
}

extension HyperparameterValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A name.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A flag.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}
