/// Rows in long form: one observation a row, typed columns with `snake_case` names.
public struct Table: Equatable, Sendable {
  /// What a column holds.
  public enum Kind: Equatable, Sendable { case string, integer, unsigned, double }

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
    /// A column of unsigned integers, such as seeds, which may exceed every `Int`.
    public static func unsigned(_ name: String) -> Column { Column(name: name, kind: .unsigned) }
    /// A column of doubles.
    public static func double(_ name: String) -> Column { Column(name: name, kind: .double) }
  }

  /// One value of a row; literals will do.
  public enum Cell: Equatable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral
  {
    case string(String)
    case integer(Int)
    case unsigned(UInt64)
    case double(Double)

    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer, which a column of doubles takes as well, and one of unsigned integers if it is not negative.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
  }

  /// The values of one column.
  public enum Values: Equatable, Sendable {
    case strings([String])
    case integers([Int])
    case unsigneds([UInt64])
    case doubles([Double])
  }

  /// The columns, in order.
  public let columns: [Column]
  /// The number of rows.
  public private(set) var count = 0

  // The columns of each kind, and the place of each column among its kind: an array in an enum's payload would be
  // copied whenever it grows.
  private var strings: [[String]] = []
  private var integers: [[Int]] = []
  private var unsigneds: [[UInt64]] = []
  private var doubles: [[Double]] = []
  private var places: [Int] = []

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
    for column in columns {
      switch column.kind {
      case .string:
        places.append(strings.count)
        strings.append([])
      case .integer:
        places.append(integers.count)
        integers.append([])
      case .unsigned:
        places.append(unsigneds.count)
        unsigneds.append([])
      case .double:
        places.append(doubles.count)
        doubles.append([])
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
    let place = places[column]
    switch (columns[column].kind, cell) {
    case (.string, .string(let value)): strings[place].append(value)
    case (.integer, .integer(let value)): integers[place].append(value)
    case (.unsigned, .unsigned(let value)): unsigneds[place].append(value)
    case (.unsigned, .integer(let value)) where value >= 0: unsigneds[place].append(UInt64(value))
    case (.double, .double(let value)): doubles[place].append(value)
    case (.double, .integer(let value)): doubles[place].append(Double(value))
    default: preconditionFailure("\(cell) does not belong in the column \(columns[column].name)")
    }
  }

  /// The values of a column, by its place.
  public func values(_ column: Int) -> Values {
    switch columns[column].kind {
    case .string: .strings(strings[places[column]])
    case .integer: .integers(integers[places[column]])
    case .unsigned: .unsigneds(unsigneds[places[column]])
    case .double: .doubles(doubles[places[column]])
    }
  }

  /// The cell at a row and a column.
  public func cell(row: Int, column: Int) -> Cell {
    switch columns[column].kind {
    case .string: .string(strings[places[column]][row])
    case .integer: .integer(integers[places[column]][row])
    case .unsigned: .unsigned(unsigneds[places[column]][row])
    case .double: .double(doubles[places[column]][row])
    }
  }

  /// The values of a column of doubles; traps if there is none of that name.
  public func doubles(_ name: String) -> [Double] {
    guard let column = columns.firstIndex(where: { $0.name == name }),
      case .doubles(let list) = values(column)
    else { preconditionFailure("no column of doubles named \(name)") }
    return list
  }

  package static func isSnakeCase(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, ("a"..."z").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
    }
  }
}
