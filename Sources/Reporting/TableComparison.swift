/// How one version of a CSV file differs from another: not at all, in its form, or in how many numbers and how far.
public struct TableComparison: Equatable, Sendable {
  /// A cell that differs.
  public struct Cell: Equatable, Sendable {
    /// The row below the heading, from 1.
    public let row: Int
    /// The column's name.
    public let column: String
    /// What stood there.
    public let before: String
    /// What stands there now.
    public let after: String
    /// |a − b| / max(|a|, |b|); infinite where one of them is no finite number.
    public let relativeDifference: Double
  }

  /// Whether the bytes are the same.
  public let isIdentical: Bool
  /// Why the cells cannot be compared one by one, such as another number of rows; nil if they can.
  public let mismatch: String?
  /// The cells that were compared.
  public let cellCount: Int
  /// How many of them differ.
  public let differingCount: Int
  /// The one that differs most, the first of those.
  public let worst: Cell?

  /// Compares two texts that ``CSV`` wrote.
  ///
  /// - Complexity: O(length).
  public init(_ before: String, _ after: String) {
    isIdentical = before.utf8.elementsEqual(after.utf8)
    let (old, new) = isIdentical ? ([], []) : (CSV.rows(before), CSV.rows(after))
    mismatch = isIdentical ? nil : Self.mismatch(old, new)
    var (cells, differing) = (0, 0)
    var worst: Cell?
    if mismatch == nil {
      for (row, (a, b)) in zip(old, new).enumerated().dropFirst() {
        cells += a.count
        for column in a.indices where a[column] != b[column] {
          differing += 1
          let difference = Self.relativeDifference(a[column], b[column])
          if worst.map({ difference > $0.relativeDifference }) ?? true {
            worst = Cell(
              row: row, column: old[0][column], before: a[column], after: b[column],
              relativeDifference: difference)
          }
        }
      }
    }
    (cellCount, differingCount, self.worst) = (cells, differing, worst)
  }

  /// Whether all numbers agree to a relative tolerance, and everything else is the same.
  public func agrees(to tolerance: Double) -> Bool {
    isIdentical || mismatch == nil && (worst?.relativeDifference ?? 0) <= tolerance
  }

  private static func mismatch(_ old: [[String]], _ new: [[String]]) -> String? {
    if old.first != new.first { return "its columns are not the same" }
    if old.count != new.count { return "it had \(old.count - 1) rows and has \(new.count - 1) now" }
    let widths = zip(old, new).allSatisfy { $0.count == $1.count && $0.count == old[0].count }
    return widths ? nil : "its rows are not of one length"
  }

  private static func relativeDifference(_ a: String, _ b: String) -> Double {
    guard let a = Double(a), let b = Double(b), a.isFinite, b.isFinite else { return .infinity }
    return a == b ? 0 : abs(a / 2 - b / 2) / (max(abs(a), abs(b)) / 2)
  }
}
