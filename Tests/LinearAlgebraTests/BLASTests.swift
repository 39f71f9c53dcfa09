import LinearAlgebra
import Testing

/// C ← α·op(A)·op(B) + β·C by three loops, and Σ|terms| to measure errors with.
private func naive(
  _ a: Matrix, _ b: Matrix, scale: Double, adding oldScale: Double, _ c: Matrix
) -> (product: Matrix, magnitude: Matrix) {
  var (product, magnitude) = (c, c)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      let terms = (0..<a.columns).map { a[i, $0] * b[$0, j] }
      let old = oldScale == 0 ? 0 : oldScale * c[i, j]
      product[i, j] = scale * terms.reduce(0, +) + old
      magnitude[i, j] = scale.magnitude * terms.reduce(0) { $0 + $1.magnitude } + old.magnitude
    }
  }
  return (product, magnitude)
}

@Suite("BLAS")
struct BLASTests {
  private static let shapes = [
    (1, 1, 1), (2, 3, 4), (7, 1, 5), (1, 6, 1), (5, 5, 0), (0, 3, 2), (3, 0, 2), (33, 17, 65),
  ]
  private static let forms: [(BLAS.Form, BLAS.Form)] = [
    (.plain, .plain), (.plain, .transposed), (.transposed, .plain), (.transposed, .transposed),
  ]

  /// |C − naive| ≤ (k + 2)·ε·Σ|terms|, element by element, for every form, shape and pair of scales.
  @Test func productsAgreeWithLoops() {
    var numbers = TestNumbers(seed: 91)
    for (m, n, k) in Self.shapes {
      for (formOfA, formOfB) in Self.forms {
        for (scale, oldScale) in [(1.0, 0.0), (1, 1), (-2.5, 0.5), (0, 3)] {
          let a = formOfA == .plain ? numbers.matrix(m, k) : numbers.matrix(k, m)
          let b = formOfB == .plain ? numbers.matrix(k, n) : numbers.matrix(n, k)
          var c = numbers.matrix(m, n)
          let (product, magnitude) = naive(
            formOfA == .plain ? a : a.transposed(), formOfB == .plain ? b : b.transposed(), scale: scale,
            adding: oldScale, c)
          BLAS.multiply(a, formOfA, b, formOfB, scale: scale, adding: oldScale, into: &c)
          let error = c - product
          let tolerance = Double(k + 2) * Double.ulpOfOne
          #expect(zip(error.storage, magnitude.storage).allSatisfy { $0.magnitude <= tolerance * $1 })
        }
      }
    }
  }

  /// With β = 0 the old contents do not matter, even NaN.
  @Test func zeroScaleDoesNotReadTheDestination() {
    var c = Matrix(rows: 2, columns: 2, repeating: .nan)
    BLAS.multiply(.identity(2), .plain, .identity(2), .plain, into: &c)
    #expect(c == .identity(2))
    c = Matrix(rows: 2, columns: 3, repeating: .nan)
    BLAS.multiply(Matrix(rows: 2, columns: 0), .plain, Matrix(rows: 0, columns: 3), .plain, into: &c)
    #expect(c == Matrix(rows: 2, columns: 3))
  }

  /// The product on bare memory works on a block of larger matrices and leaves the rest alone.
  @Test func bareProductTouchesItsBlockOnly() {
    var numbers = TestNumbers(seed: 92)
    let (a, b, old) = (numbers.matrix(6, 5), numbers.matrix(7, 4), numbers.matrix(5, 6))
    var c = old
    unsafe a.storage.withUnsafeBufferPointer { a in
      unsafe b.storage.withUnsafeBufferPointer { b in
        unsafe c.storage.withUnsafeMutableBufferPointer { c in
          if let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress {
            unsafe BLAS.multiply(.plain, .transposed, 3, 2, 4, scale: 2, a, 6, b, 7, adding: 1, into: c, 5)
          }
        }
      }
    }
    for j in 0..<6 {
      for i in 0..<5 {
        let terms = (0..<4).map { i < 3 && j < 2 ? 2 * a[i, $0] * b[j, $0] : 0 }
        #expect((c[i, j] - old[i, j] - terms.reduce(0, +)).magnitude < 1e-14)
      }
    }
  }

  @Test func operatorsAgreeWithLoops() {
    var numbers = TestNumbers(seed: 93)
    for (m, n, k) in Self.shapes {
      let (a, b) = (numbers.matrix(m, k), numbers.matrix(k, n))
      let product = naive(a, b, scale: 1, adding: 0, Matrix(rows: m, columns: n)).product
      #expect((a * b - product).maximumMagnitude <= 1e-14)
      let x = numbers.vector(k)
      let column = naive(
        a, Matrix(rows: k, columns: 1, storage: x), scale: 1, adding: 0, Matrix(rows: m, columns: 1))
      #expect(zip(a * x, column.product.storage).allSatisfy { ($0 - $1).magnitude <= 1e-14 })
      let y = numbers.vector(m)
      #expect(
        zip(a.transposedProduct(with: y), a.transposed() * y).allSatisfy { ($0 - $1).magnitude <= 1e-14 })
    }
  }

  @Test func gramIsExactlySymmetric() {
    var numbers = TestNumbers(seed: 94)
    for (rows, columns) in [(0, 0), (0, 3), (3, 0), (1, 4), (37, 29)] {
      let matrix = numbers.matrix(rows, columns)
      let gram = matrix.gram()
      #expect(gram == gram.transposed())
      #expect((gram - matrix.transposed() * matrix).maximumMagnitude < 1e-14)
    }
  }

  @Test func nanPropagates() {
    let spoiled = TestMatrices.spoiled(.identity(3), with: .nan)
    let product = spoiled * Matrix(rows: 3, columns: 2, repeating: 1)
    #expect(product[2, 0].isNaN && product[2, 1].isNaN && product[0, 0] == 1)
  }
}
