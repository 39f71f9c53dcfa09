internal import Reporting

/// An object inside an instrument's input, or the input itself, with values in given ranges.
struct PropagationSection {
  private let input: InstrumentInput
  private let path: String
  private let json: JSONValue?

  /// The input itself, whose keys are known to be right.
  init(_ input: InstrumentInput) {
    (self.input, path, json) = (input, "", nil)
  }

  /// The object under a key, with none but the `known` keys.
  init(_ input: InstrumentInput, _ key: String, _ value: JSONValue, _ known: [String]) throws {
    try input.requireKeys(of: value, path: key, known: known)
    (self.input, path, json) = (input, key, value)
  }

  private func fullPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func value(_ key: String) throws -> JSONValue {
    guard let value = json.map({ $0[key] }) ?? input.value(key), value != .null else {
      throw SpecificationError.missingKey(source: input.source, path: fullPath(key))
    }
    return value
  }

  /// A number of the range.
  func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double {
    let number = try input.number(value(key), fullPath(key))
    guard range.contains(number) else {
      let bounds = [range.lowerBound, range.upperBound].map(ShortNumber.text)
      throw invalid(key, "is \(ShortNumber.text(number)): it lies between \(bounds[0]) and \(bounds[1])")
    }
    return number
  }

  /// A whole number of the range.
  func integer(_ key: String, _ range: ClosedRange<Int>) throws -> Int {
    let number = try input.number(value(key), fullPath(key))
    guard let integer = Int(exactly: number), range.contains(integer) else {
      throw invalid(
        key,
        "is \(ShortNumber.text(number)): a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// One of a few words.
  func word<Word: CaseIterable & RawRepresentable<String>>(_ key: String) throws -> Word {
    try input.word(value(key), fullPath(key))
  }

  /// Bad input under a key.
  func invalid(_ key: String, _ reason: String) -> SpecificationError {
    input.invalid(fullPath(key), reason)
  }
}
