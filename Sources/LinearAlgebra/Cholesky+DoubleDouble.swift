extension Cholesky {
  /// Factorises A = L·Lᵀ in twice the working precision, and rounds L.
  ///
  /// L is then right to an ulp of each of its rows as long as κ(A) is below 1e15; in working precision it loses as
  /// many digits as κ(A) has. Row i of the lower triangle is `rows[i]`, i + 1 elements.
  ///
  /// - Complexity: n³/3 products of some 10 ns.
  /// - Throws: ``LinearAlgebraError/notPositiveDefinite(order:)``.
  package init(rows: [[DoubleDouble]]) throws(LinearAlgebraError) {
    var triangle: [[DoubleDouble]] = []
    triangle.reserveCapacity(rows.count)
    var factor = Matrix(rows: rows.count, columns: rows.count)
    for (i, elements) in rows.enumerated() {
      var row = elements
      for j in 0...i {
        var sum = row[j]
        for k in 0..<j { sum = sum - row[k] * (j == i ? row[k] : triangle[j][k]) }
        if j < i {
          row[j] = sum / triangle[j][j]
        } else {
          guard sum.high > 0 else { throw .notPositiveDefinite(order: i + 1) }
          row[j] = sum.squareRoot()
        }
        factor[i, j] = row[j].high
      }
      triangle.append(row)
    }
    self.init(factor: factor)
  }
}
