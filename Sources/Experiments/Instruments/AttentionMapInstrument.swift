public import Foundation
internal import LinearAlgebra
public import Reporting
public import Spectra
package import TeacherStudent

/// Sparsity and conditioning of every row of a saved attention map: `softmaxlab spectrum FILE.npy`.
public struct AttentionMapInstrument: Sendable {
  /// The shape of the file.
  public let shape: [Int]
  /// What its numbers were taken as.
  public let kind: AttentionRow.Kind
  /// One measurement for each row, in C order of the leading axes.
  public let rows: [AttentionRow]

  /// Measures a file whose last axis is one attention row.
  ///
  /// - Parameters:
  ///   - url: A `.npy` file.
  ///   - kind: What the numbers are; if nil, weights where no number is negative and every row sums to 1, logits
  ///     otherwise.
  /// - Throws: `NumPyFileError` for the file, ``InstrumentError`` for its numbers.
  public init(_ url: URL, kind: AttentionRow.Kind? = nil) throws {
    try self.init(try NumPyFile.read(url, requireFinite: false), kind: kind, source: url.relativePath)
  }

  /// Measures an array; `source` is what errors call it.
  package init(_ array: NumPyArray, kind: AttentionRow.Kind? = nil, source: String) throws {
    guard let tokens = array.shape.last, tokens >= 2 else {
      throw NumPyFileError(
        file: source,
        fault: .shapeMismatch(shape: array.shape, requirement: "its last axis must hold two tokens at least"))
    }
    guard !array.elements.isEmpty else {
      throw NumPyFileError(
        file: source, fault: .shapeMismatch(shape: array.shape, requirement: "it must not be empty"))
    }
    shape = array.shape
    let kind = kind ?? Self.kind(of: array.elements, tokens: tokens)
    self.kind = kind
    let elements = array.elements
    let count = elements.count / tokens
    let chunk = 512
    let parts = Parallel.map((count + chunk - 1) / chunk) { part in
      var meter = AttentionRow.Meter()
      return Result { () throws(RowFault) -> [AttentionRow] in
        var rows: [AttentionRow] = []
        for row in part * chunk..<min((part + 1) * chunk, count) {
          do throws(AttentionRow.Fault) {
            rows.append(try meter.measure(elements[row * tokens..<(row + 1) * tokens], kind))
          } catch { throw RowFault(row: row, fault: error) }
        }
        return rows
      }
    }
    var rows: [AttentionRow] = []
    rows.reserveCapacity(count)
    for part in parts {
      switch part {
      case .success(let measured): rows += measured
      case .failure(let error): throw Self.explain(error, array, tokens, kind, source)
      }
    }
    self.rows = rows
  }

  private struct RowFault: Error {
    let row: Int
    let fault: AttentionRow.Fault
  }

  private static func kind(of elements: [Double], tokens: Int) -> AttentionRow.Kind {
    var first = 0
    while first < elements.count {
      var sum = 0.0
      for value in elements[first..<first + tokens] {
        guard value >= 0 else { return .logits }
        sum += value
      }
      guard abs(sum - 1) <= SimplexPoint.sumTolerance else { return .logits }
      first += tokens
    }
    return .weights
  }

  private static func explain(
    _ error: RowFault, _ array: NumPyArray, _ tokens: Int, _ kind: AttentionRow.Kind, _ source: String
  ) -> InstrumentError {
    func index(_ column: Int) -> String {
      "[\(array.index(of: error.row * tokens + column).map(String.init).joined(separator: ", "))]"
    }
    let row = "[\(array.index(of: error.row * tokens).dropLast().map(String.init).joined(separator: ", "))]"
    switch error.fault {
    case .element(let column, let value):
      let wanted =
        kind == .logits ? "a logit (−inf masks a token)" : "a weight, which is finite and not negative"
      return .attentionRow(file: source, reason: "holds \(value) at index \(index(column)), not \(wanted)")
    case .sum(let sum):
      let reason = "row \(row) sums to \(ShortNumber.text(sum)), not to 1; are these logits (--logits)?"
      return .attentionRow(file: source, reason: "holds no weights: " + reason)
    case .masked: return .attentionRow(file: source, reason: "masks every token of row \(row)")
    }
  }
}

extension AttentionMapInstrument {
  /// A statistic's smallest, median and largest value over the rows where it is a number.
  public struct Summary: Equatable, Sendable {
    /// The smallest.
    public let smallest: Double
    /// The median.
    public let median: Double
    /// The largest.
    public let largest: Double

    package init(_ values: [Double]) {
      let sorted = values.filter { !$0.isNaN }.sorted()
      smallest = sorted.first ?? .nan
      median = sorted.median
      largest = sorted.last ?? .nan
    }
  }

  /// The statistics by name, in the order of the table.
  public static let statistics: [(name: String, value: @Sendable (AttentionRow) -> Double)] = [
    ("log10Ratio", { $0.log10Ratio }), ("entropy", { $0.entropy }),
    ("log10ConditionNumber", { $0.log10ConditionNumber }),
  ]

  /// The index of a row in the leading axes.
  public func index(of row: Int) -> [Int] {
    Self.index(of: row, in: Array(shape.dropLast()))
  }

  /// What `--json` prints, as text: a line a row.
  ///
  /// - Complexity: O(rows); a tree of JSON values for 10⁵ rows would cost more than their spectra.
  public var json: String {
    let leading = Array(shape.dropLast())
    let chunk = 1024
    let parts = Parallel.map((rows.count + chunk - 1) / chunk) { part in
      var text = ""
      for row in part * chunk..<min((part + 1) * chunk, rows.count) {
        func number(_ value: Double) -> String { JSONValue.double(value).serialized(indented: false) }
        let index = Self.index(of: row, in: leading).map(String.init).joined(separator: ",")
        text += row == 0 ? "\n    " : ",\n    "
        text += "{\"index\": [\(index)], \"log10Ratio\": \(number(rows[row].log10Ratio)), "
        text += "\"entropy\": \(number(rows[row].entropy)), "
        text += "\"log10ConditionNumber\": \(number(rows[row].log10ConditionNumber))}"
      }
      return text
    }
    return "{\n  \"rows\": [" + parts.joined() + "\n  ],\n  \"summary\": "
      + summary.serialized(indented: false) + "\n}"
  }

  /// Counts, and the range of each statistic.
  public var summary: JSONValue {
    var json: JSONValue = [
      "rows": .integer(rows.count), "tokens": .integer(shape.last ?? 0), "input": .string(kind.rawValue),
    ]
    for statistic in Self.statistics {
      let summary = Summary(rows.map(statistic.value))
      json[statistic.name] = [
        "min": .double(summary.smallest), "median": .double(summary.median), "max": .double(summary.largest),
      ]
    }
    return json
  }

  private static func index(of row: Int, in leading: [Int]) -> [Int] {
    var (rest, index) = (row, [Int](repeating: 0, count: leading.count))
    for axis in leading.indices.reversed() {
      index[axis] = rest % leading[axis]
      rest /= leading[axis]
    }
    return index
  }
}
