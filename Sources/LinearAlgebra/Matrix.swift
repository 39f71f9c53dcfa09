/// A dense real matrix, stored column by column.
///
/// Element (i, j) stands at `storage[i + j * rows]`. In the lab a *parameter matrix* has one column
/// for each trajectory. Indices out of range trap.
@frozen
public struct Matrix: Codable, Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, column by column; `rows * columns` of them.
  public var storage: [Double]

  /// Wraps `storage`, which holds `rows * columns` elements column by column.
  @inlinable
  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(rows >= 0 && columns >= 0, "a matrix needs non-negative dimensions")
    precondition(storage.count == rows * columns, "storage must hold rows × columns elements")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// A matrix with every element equal to `value`.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(rows: rows, columns: columns, storage: Array(repeating: value, count: rows * columns))
  }

  /// A matrix written row by row, as in a paper; the rows must have one length.
  public init(rowByRow elements: [[Double]]) {
    let columns = elements.first?.count ?? 0
    precondition(elements.allSatisfy { $0.count == columns }, "the rows must have one length")
    self.init(rows: elements.count, columns: columns)
    for (i, row) in elements.enumerated() {
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  /// A matrix whose columns are given; they must have one length.
  public init(columnByColumn columns: [[Double]]) {
    let rows = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == rows }, "the columns must have one length")
    self.init(rows: rows, columns: columns.count, storage: Array(columns.joined()))
  }

  /// The square matrix with `diagonal` on its diagonal and zeros elsewhere.
  public init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (i, value) in diagonal.enumerated() { self[i, i] = value }
  }

  /// The identity of size n × n.
  public static func identity(_ size: Int) -> Matrix {
    Matrix(diagonal: Array(repeating: 1, count: size))
  }

  /// The element in row `i` and column `j`, both counted from 0.
  @inlinable
  public subscript(i: Int, j: Int) -> Double {
    get {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
      return storage[i + j * rows]
    }
    set {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
      storage[i + j * rows] = newValue
    }
  }

  /// Column `j` as an array.
  @inlinable
  public func column(_ j: Int) -> [Double] {
    Array(storage[j * rows..<(j + 1) * rows])
  }

  /// Row `i` as an array.
  public func row(_ i: Int) -> [Double] {
    (0..<columns).map { self[i, $0] }
  }

  /// Copies column `j` into `destination`, which must hold `rows` elements; allocates nothing.
  @inlinable
  public func copyColumn(_ j: Int, into destination: inout [Double]) {
    precondition(destination.count == rows, "the destination must hold one column")
    for i in 0..<rows { destination[i] = storage[i + j * rows] }
  }

  /// Overwrites column `j` with `values`; allocates nothing.
  @inlinable
  public mutating func setColumn(_ j: Int, to values: [Double]) {
    precondition(values.count == rows, "a column needs one value for each row")
    for i in 0..<rows { storage[i + j * rows] = values[i] }
  }

  /// The transpose.
  public func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for j in 0..<columns {
      for i in 0..<rows { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The largest absolute value; 0 for an empty matrix, NaN if an element is NaN.
  public var maximumMagnitude: Double { storage.maximumMagnitude }

  /// The Frobenius norm (Σ aᵢⱼ²)^½, free of overflow and underflow.
  public var frobeniusNorm: Double { storage.euclideanNorm }
}
