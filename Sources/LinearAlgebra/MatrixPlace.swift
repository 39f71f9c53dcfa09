/// Where a matrix stands in a longer array, column by column.
///
/// So the matrices of a parameter vector, or some columns of a larger matrix, enter products without being copied.
package struct MatrixPlace: Equatable, Sendable {
  /// Of the first element.
  package let offset: Int
  package let rows: Int
  package let columns: Int

  package init(offset: Int = 0, rows: Int, columns: Int) {
    precondition(offset >= 0 && rows >= 0 && columns >= 0, "a place has no negative numbers")
    (self.offset, self.rows, self.columns) = (offset, rows, columns)
  }

  /// The elements.
  package var indices: Range<Int> { offset..<(offset + rows * columns) }
}

extension BLAS {
  /// C ← α·op(A)·op(B) + β·C for matrices that stand in arrays; shapes and places that do not fit trap.
  ///
  /// - Complexity: 2·m·n·k flops, no allocation.
  ///
  /// Corresponds to BLAS `dgemm`.
  package static func multiply(
    _ a: [Double], _ placeOfA: MatrixPlace, _ formOfA: Form = .plain, _ b: [Double], _ placeOfB: MatrixPlace,
    _ formOfB: Form = .plain, scale: Double = 1, adding oldScale: Double = 0, into c: inout [Double],
    _ placeOfC: MatrixPlace
  ) {
    let (m, k) =
      formOfA == .plain ? (placeOfA.rows, placeOfA.columns) : (placeOfA.columns, placeOfA.rows)
    let (inner, n) =
      formOfB == .plain ? (placeOfB.rows, placeOfB.columns) : (placeOfB.columns, placeOfB.rows)
    precondition(k == inner, "the inner dimensions of a product must agree")
    precondition(
      placeOfC.rows == m && placeOfC.columns == n, "the product does not have the shape of its destination")
    precondition(
      placeOfA.indices.upperBound <= a.count && placeOfB.indices.upperBound <= b.count
        && placeOfC.indices.upperBound <= c.count, "a place is inside its array")
    guard m > 0, n > 0, k > 0 else {
      for i in placeOfC.indices { c[i] = oldScale == 0 ? 0 : oldScale * c[i] }
      return
    }
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          unsafe multiply(
            formOfA, formOfB, m, n, k, scale: scale, a + placeOfA.offset, max(1, placeOfA.rows),
            b + placeOfB.offset, max(1, placeOfB.rows), adding: oldScale, into: c + placeOfC.offset, m)
        }
      }
    }
  }

  /// C_g ← α·op(A_g)·op(B_g) + β·C_g, each matrix split into `groups` of as many columns.
  ///
  /// - Complexity: As one product of each group; no allocation.
  package static func multiply(
    groups: Int, _ a: Matrix, _ formOfA: Form, _ b: Matrix, _ formOfB: Form, scale: Double = 1,
    adding oldScale: Double = 0, into c: inout Matrix
  ) {
    precondition(
      groups >= 1 && a.columns % groups == 0 && b.columns % groups == 0 && c.columns % groups == 0,
      "groups have equally many columns")
    func place(_ matrix: Matrix, _ group: Int) -> MatrixPlace {
      let columns = matrix.columns / groups
      return MatrixPlace(offset: group * columns * matrix.rows, rows: matrix.rows, columns: columns)
    }
    for group in 0..<groups {
      let destination = place(c, group)
      multiply(
        a.storage, place(a, group), formOfA, b.storage, place(b, group), formOfB, scale: scale,
        adding: oldScale, into: &c.storage, destination)
    }
  }
}
