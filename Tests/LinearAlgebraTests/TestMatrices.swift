import Foundation
import LinearAlgebra
import Testing

/// Deterministic numbers for tests: SplitMix64 (Steele, Lea and Flood, 2014).
struct TestNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform on (−1, 1).
  mutating func symmetric() -> Double { Double(bits() >> 11) * 0x1p-52 - 1 }

  mutating func vector(_ count: Int) -> [Double] { (0..<count).map { _ in symmetric() } }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, storage: vector(rows * columns))
  }
}

/// A matrix with a name to report.
struct NamedMatrix: CustomTestStringConvertible, Sendable {
  let name: String
  let matrix: Matrix
  var testDescription: String { "\(name), \(matrix.rows) × \(matrix.columns)" }

  init(_ name: String, _ matrix: Matrix) {
    self.name = name
    self.matrix = matrix
  }
}

/// The matrices every factorisation is tried on.
enum TestMatrices {
  /// Any shape and rank; magnitudes from 1e-200 to 1e200.
  static let general: [NamedMatrix] = {
    var numbers = TestNumbers(seed: 1)
    let random = numbers.matrix(9, 6)
    let vector = Matrix(rows: 7, columns: 1, storage: numbers.vector(7))
    let other = Matrix(rows: 1, columns: 5, storage: numbers.vector(5))
    var repeated = numbers.matrix(6, 4)
    repeated.setColumn(3, to: repeated.column(0))
    return [
      NamedMatrix("empty", Matrix(rows: 0, columns: 0)),
      NamedMatrix("no columns", Matrix(rows: 3, columns: 0)),
      NamedMatrix("no rows", Matrix(rows: 0, columns: 3)),
      NamedMatrix("scalar", Matrix(rowByRow: [[-3]])),
      NamedMatrix("zero scalar", Matrix(rowByRow: [[0]])),
      NamedMatrix("zero", Matrix(rows: 4, columns: 3)),
      NamedMatrix("one row", other),
      NamedMatrix("one column", vector),
      NamedMatrix("tall", random),
      NamedMatrix("wide", random.transposed()),
      NamedMatrix("square", numbers.matrix(8, 8)),
      NamedMatrix("rank one", vector * other),
      NamedMatrix("repeated column", repeated),
      NamedMatrix("identity", .identity(5)),
      NamedMatrix("huge", scaled(random, by: 1e200)),
      NamedMatrix("tiny", scaled(random, by: 1e-200)),
      NamedMatrix("larger than a block", numbers.matrix(90, 70)),
    ]
  }()

  /// Symmetric, exactly; definite, indefinite, singular.
  static let symmetric: [NamedMatrix] = {
    var numbers = TestNumbers(seed: 2)
    let random = numbers.matrix(12, 12)
    var indefinite = random
    for j in 0..<12 { for i in 0..<12 { indefinite[i, j] = random[i, j] + random[j, i] } }
    let vector = Matrix(rows: 6, columns: 1, storage: numbers.vector(6))
    return positiveDefinite + [
      NamedMatrix("zero scalar", Matrix(rowByRow: [[0]])),
      NamedMatrix("negative scalar", Matrix(rowByRow: [[-2]])),
      NamedMatrix("zero", Matrix(rows: 4, columns: 4)),
      NamedMatrix("indefinite", indefinite),
      NamedMatrix("rank one", vector.transposed().gram()),
      NamedMatrix("repeated eigenvalue", Matrix(diagonal: [2, 1, 2, 1, 2])),
    ]
  }()

  /// Symmetric positive definite.
  static let positiveDefinite: [NamedMatrix] = {
    var numbers = TestNumbers(seed: 3)
    let gram = numbers.matrix(15, 10).gram()
    let hilbert = (0..<6).map { i in (0..<6).map { j in 1 / Double(i + j + 1) } }
    return [
      NamedMatrix("empty", Matrix(rows: 0, columns: 0)),
      NamedMatrix("scalar", Matrix(rowByRow: [[4]])),
      NamedMatrix("identity", .identity(3)),
      NamedMatrix("gram", gram),
      NamedMatrix("Hilbert", Matrix(rowByRow: hilbert)),
      NamedMatrix("huge", scaled(gram, by: 1e200)),
      NamedMatrix("tiny", scaled(gram, by: 1e-200)),
      NamedMatrix("larger than a block", numbers.matrix(120, 80).gram()),
    ]
  }()

  static func scaled(_ matrix: Matrix, by factor: Double) -> Matrix {
    Matrix(rows: matrix.rows, columns: matrix.columns, storage: matrix.storage.map { $0 * factor })
  }

  /// The same matrix with one element replaced.
  static func spoiled(_ matrix: Matrix, with value: Double) -> Matrix {
    var result = matrix
    result[matrix.rows - 1, 0] = value
    return result
  }
}

extension Matrix {
  /// The elementwise difference.
  static func - (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.rows == b.rows && a.columns == b.columns)
    return Matrix(rows: a.rows, columns: a.columns, storage: zip(a.storage, b.storage).map { $0 - $1 })
  }
}
