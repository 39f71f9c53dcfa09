internal import Foundation
internal import LinearAlgebra

/// Averages of products of softmax weights of independent normal logits, through 1/Zᵏ = ∫ t^(k−1) e^(−tZ) dt/Γ(k).
///
/// With t = e^τ and Q_k(τ) = tᵏ E[e^(ka) exp(−t e^a)] the n logits factorise: E A₁² = ∫ Q₂ (1 − Q₀)^(n−1) dτ with Q₀
/// = E[1 − exp(−t e^a)], which keeps its relative accuracy where n is large. Two rows have the logits ω + v and ω +
/// v′ with a common part ω, so that their averages are sums over ω of products. All integrals are trapezoid sums over
/// lattices.
struct LaplaceAverages {
  /// E ΣA², E ΣA³ and E (ΣA²)².
  struct Singles { var second = 0.0, third = 0.0, square = 0.0 }
  /// E ΣAA′, E ΣA²A′ and E (ΣAA′)².
  struct Doubles { var overlap = 0.0, cross = 0.0, square = 0.0 }

  let tokens: Double
  let deviation: Double
  let correlation: Double
  /// By how much steps are divided; 2 tests 1.
  let refinement: Double

  init(tokens: Int, variance: Double, correlation: Double, refinement: Double = 1) {
    self.tokens = Double(tokens)
    deviation = variance.squareRoot()
    self.correlation = correlation
    self.refinement = refinement
  }

  /// The lattice of τ: below it 1e-15 of the mass, above it less.
  private func lattice(step: Double) -> [Double] {
    let spread = SoftmaxAverages.deviations * deviation
    let low = -log(tokens) - min(spread, deviation * deviation / 2) - 35
    let count = Int(((spread + 5 - low) / step).rounded(.up))
    return (0...count).map { low + Double($0) * step }
  }

  /// The longest step that resolves functions averaged over v.
  ///
  /// They vary over 1 at least, and over the deviation of v where that is more; powers of n narrow that by √(2 log n).
  private func step(deviation: Double) -> Double {
    max(1.0 / 6, deviation / (6 + 4 * log(tokens).squareRoot())) / refinement
  }

  /// The averages over one row.
  var singles: Singles {
    let step = step(deviation: deviation)
    let n = tokens
    var sums = Singles()
    var averages = SoftmaxAverages(deviation: deviation, step: 1 / (6 * refinement))
    for tau in lattice(step: step) {
      let q = averages.values(at: tau)
      let logarithm = log1p(-min(1, q.0))
      let (others, rest) = (exp((n - 1) * logarithm), n > 2 ? exp((n - 2) * logarithm) : 1)
      sums.second += n * q.2 * others
      sums.third += n / 2 * q.3 * others
      sums.square += (n * q.4 * others + n * (n - 1) * q.2 * q.2 * rest) / 6
    }
    return Singles(second: step * sums.second, third: step * sums.third, square: step * sums.square)
  }

  /// The averages over two rows.
  var doubles: Doubles {
    let common = deviation * abs(correlation).squareRoot()
    let own = deviation * max(0, 1 - abs(correlation)).squareRoot()
    let step = step(deviation: own)
    let taus = lattice(step: step)
    // ω on the lattice of τ, or on a finer one that contains it, unless it is so narrow that sharing points is no use.
    let parts = max(1, Int((step / (0.66 * max(common, 1e-9))).rounded(.up)))
    let isShared = parts <= 27
    let omega =
      isShared
      ? GaussianLattice(deviation: common, step: step / Double(parts))
      : GaussianLattice(variance: common * common, step: .infinity)
    let width = omega.weights.count
    var averages = SoftmaxAverages(deviation: own, step: 1 / (6 * refinement))
    var factors = (0..<3).map { _ in Matrix(rows: taus.count, columns: width) }
    let roots = omega.weights.map { $0.squareRoot() }
    func fill(_ row: Int, _ column: Int, _ q: SoftmaxAverages.Values) {
      let place = row + column * taus.count
      factors[0].storage[place] = roots[column] * q.0
      factors[1].storage[place] = roots[column] * q.1
      factors[2].storage[place] = roots[column] * q.2
    }
    let shared =
      isShared
      ? (0..<((taus.count - 1) * parts + width)).map {
        averages.values(at: taus[0] + Double($0 - omega.reach) * omega.step)
      } : []
    for column in 0..<width {
      let shift = Double(column - omega.reach) * omega.step
      for (row, tau) in taus.enumerated() {
        fill(row, column, isShared ? shared[row * parts + column] : averages.values(at: tau + shift))
      }
    }
    // Q₀ alone, averaged over ω.
    let marginal = factors[0] * roots
    // With a negative correlation the common part has opposite signs.
    let partners = correlation < 0 ? factors.map(Self.reversed) : factors
    let block = 128
    // What is that small does not count, however many of them there are and however wide their cells.
    let negligible = 1e-19 / (tokens * tokens * max(1, step * step))
    let sums = Parallel.map((taus.count + block - 1) / block) { part in
      Self.sum(
        rows: (part * block)..<min((part + 1) * block, taus.count), factors, partners, marginal, tokens,
        negligible: negligible)
    }
    var total = Doubles()
    for part in sums {
      total.overlap += step * step * part.overlap
      total.cross += step * step * part.cross
      total.square += step * step * part.square
    }
    return total
  }

  private static func reversed(_ matrix: Matrix) -> Matrix {
    Matrix(columnByColumn: (0..<matrix.columns).reversed().map(matrix.column))
  }

  /// The integrands of some rows of the lattice of (τ, τ′), summed.
  private static func sum(
    rows: Range<Int>, _ factors: [Matrix], _ partners: [Matrix], _ marginal: [Double], _ n: Double,
    negligible: Double
  ) -> Doubles {
    let slices = factors.map { factor in
      Matrix(
        columnByColumn: (0..<factor.columns).map { column in
          Array(
            factor.storage[
              (column * factor.rows + rows.lowerBound)..<(column * factor.rows + rows.upperBound)])
        })
    }
    func product(_ a: Int, _ b: Int) -> [Double] {
      var result = Matrix(rows: rows.count, columns: marginal.count)
      BLAS.multiply(slices[a], .plain, partners[b], .transposed, into: &result)
      return result.storage
    }
    let (zero, one, both) = (product(0, 0), product(1, 1), product(2, 2))
    let (two, other) = (product(2, 1), product(1, 2))
    var sums = Doubles()
    // The integrands are symmetric in τ and τ′.
    for row in rows {
      for column in 0...row {
        let place = row - rows.lowerBound + column * rows.count
        guard one[place] > negligible else { continue }
        let logarithm = log1p(-min(1, marginal[row] + marginal[column] - zero[place]))
        let others = exp((n - 1) * logarithm)
        let rest = n > 2 ? exp((n - 2) * logarithm) : 1
        let times: Double = column < row ? 2 : 1
        sums.overlap += times * n * one[place] * others
        sums.cross += times / 2 * n * (two[place] + other[place]) * others
        sums.square +=
          times * (n * both[place] * others + n * (n - 1) * one[place] * one[place] * rest)
      }
    }
    return sums
  }
}
