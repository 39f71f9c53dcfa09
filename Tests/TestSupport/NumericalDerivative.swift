/// Derivatives by differences, as accurate as double precision allows.
public enum NumericalDerivative {
  /// The derivative at t = 0 of a curve in any number of components.
  ///
  /// Central differences at steps h, h/2, h/4, …, extrapolated to h = 0 (Richardson); for each
  /// component the estimate of the table that agrees best with its neighbours is taken, so that neither truncation
  /// nor rounding decides. Some 1e-11 relative for a smooth curve that varies on the scale of `step`.
  ///
  /// - Reference: Ridders (1982), "Accurate computation of F′(x) and F′(x)F″(x)".
  public static func derivative(
    step: Double, levels: Int = 9, of curve: (Double) -> [Double]
  ) -> [Double] {
    var table: [[[Double]]] = []
    var best: [Double] = []
    var errors: [Double] = []
    for level in 0..<levels {
      let h = step / Double(1 << level)
      var row = [zip(curve(h), curve(-h)).map { ($0 - $1) / (2 * h) }]
      if level == 0 {
        best = row[0]
        errors = Array(repeating: .infinity, count: best.count)
      }
      for order in 0..<level {
        // The error of column k is of order h^(2k+2): halving the step divides it by 4^(k+1).
        let gain = Double(1 << (2 * (order + 1)))
        let (fine, coarse) = (row[order], table[level - 1][order])
        let better = fine.indices.map { fine[$0] + (fine[$0] - coarse[$0]) / (gain - 1) }
        for i in better.indices {
          let error = max(abs(better[i] - fine[i]), abs(better[i] - coarse[i]))
          if error <= errors[i] { (best[i], errors[i]) = (better[i], error) }
        }
        row.append(better)
      }
      table.append(row)
    }
    return best
  }
}
