/// Order statistics over seeds.
extension [Double] {
  /// The q-quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7); NaN when
  /// empty or if a value is NaN.
  package func quantile(_ q: Double) -> Double {
    guard !isEmpty, !contains(where: \.isNaN) else { return .nan }
    let sorted = sorted()
    let position = q * Double(count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, count - 1)
    let share = position - Double(below)
    // No weight is none, also of an infinity; equal infinities are their own mean.
    guard share > 0, sorted[below] != sorted[above] else { return sorted[below] }
    return sorted[below] + share * (sorted[above] - sorted[below])
  }

  /// The median.
  package var median: Double { quantile(0.5) }
}
