/// Rows in long form: one observation a row, typed columns with `snake_case` names.
public struct Table: Equatable, Sendable {
  /// What a column holds.
  public enum Kind: Equatable, Sendable { case string, integer, double }

  /// A name and what stands under it.
  public struct Column: Equatable, Sendable {
    /// The name, `snake_case` with the unit as its end where there is one (`time_s`).
    public var name: String
    /// What the column holds.
    public var kind: Kind

    /// A column of strings.
    public static func string(_ name: String) -> Column { Column(name: name, kind: .string) }
    /// A column of integers.
    public static func integer(_ name: String) -> Column { Column(name: name, kind: .integer) }
    /// A column of doubles.
    public static func double(_ name: String) -> Column { Column(name: name, kind: .double) }
  }

  /// One value of a row; literals will do.
  public enum Cell: Equatable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral
  {
    case string(String)
    case integer(Int)
    case double(Double)

    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer, which a column of doubles takes as well.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
  }

  /// The values of one column.
  public enum Values: Equatable, Sendable {
    case strings([String])
    case integers([Int])
    case doubles([Double])
  }

  /// The columns, in order.
  public let columns: [Column]
  /// The values, column by column.
  public private(set) var values: [Values]
  /// The number of rows.
  public private(set) var count = 0

  /// An empty table.
  ///
  /// - Parameter columns: At least one; names of lower-case letters, digits and `_`, all different.
  public init(_ columns: [Column]) {
    precondition(!columns.isEmpty, "a table needs a column")
    precondition(Set(columns.map(\.name)).count == columns.count, "two columns of one name")
    for column in columns {
      precondition(Self.isSnakeCase(column.name), "\"\(column.name)\" is not snake_case")
    }
    self.columns = columns
    values = columns.map {
      switch $0.kind {
      case .string: .strings([])
      case .integer: .integers([])
      case .double: .doubles([])
      }
    }
  }

  /// Appends one row; as many cells as columns, each of its column's kind, or it traps.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    for index in row.indices { append(row[index], to: index) }
    count += 1
  }

  /// Appends one row, given cell by cell.
  public mutating func append(_ row: Cell...) { append(row) }

  private mutating func append(_ cell: Cell, to column: Int) {
    // The array is taken out of the enum while it grows: a second reference would copy it at each row.
    switch (values[column], cell) {
    case (.strings(var list), .string(let value)):
      values[column] = .strings([])
      list.append(value)
      values[column] = .strings(list)
    case (.integers(var list), .integer(let value)):
      values[column] = .integers([])
      list.append(value)
      values[column] = .integers(list)
    case (.doubles(var list), .double(let value)):
      values[column] = .doubles([])
      list.append(value)
      values[column] = .doubles(list)
    case (.doubles(var list), .integer(let value)):
      values[column] = .doubles([])
      list.append(Double(value))
      values[column] = .doubles(list)
    default: preconditionFailure("\(cell) does not belong in the column \(columns[column].name)")
    }
  }

  /// The cell at a row and a column.
  public func cell(row: Int, column: Int) -> Cell {
    switch values[column] {
    case .strings(let list): .string(list[row])
    case .integers(let list): .integer(list[row])
    case .doubles(let list): .double(list[row])
    }
  }

  /// The values of a column of doubles; traps if there is none of that name.
  public func doubles(_ name: String) -> [Double] {
    guard let index = columns.firstIndex(where: { $0.name == name }), case .doubles(let list) = values[index]
    else { preconditionFailure("no column of doubles named \(name)") }
    return list
  }

  static func isSnakeCase(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, ("a"..."z").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
    }
  }
}
