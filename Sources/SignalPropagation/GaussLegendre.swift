internal import Foundation

/// Gauss–Legendre quadrature with twenty nodes.
enum GaussLegendre {
  /// Nodes and weights on [−1, 1].
  static let rule: [(node: Double, weight: Double)] = {
    let count = 20
    return (0..<count).map { index in
      // Newton on P_n from Chebyshev's guess; P′ from the recurrence.
      var x = cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        var (previous, value) = (1.0, x)
        for k in 2...count {
          (previous, value) = (value, (Double(2 * k - 1) * x * value - Double(k - 1) * previous) / Double(k))
        }
        slope = Double(count) * (x * value - previous) / (x * x - 1)
        let change = value / slope
        x -= change
        if abs(change) < 1e-16 { break }
      }
      return (x, 2 / ((1 - x * x) * slope * slope))
    }
  }()

  /// ∫ f over [start, start + width].
  static func integral(from start: Double, width: Double, _ function: (Double) -> Double) -> Double {
    var sum = 0.0
    for (node, weight) in rule { sum += weight * function(start + width * (1 + node) / 2) }
    return sum * width / 2
  }
}
