/// Order statistics over seeds.
extension [Double] {
  /// The q-quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7); NaN when
  /// empty or if a value is NaN.
  func quantile(_ q: Double) -> Double {
    guard !isEmpty, !contains(where: \.isNaN) else { return .nan }
    let sorted = sorted()
    let position = q * Double(count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, count - 1)
    // Equal neighbours, infinite ones too, are their own mean.
    guard sorted[below] != sorted[above] else { return sorted[below] }
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }

  /// The median.
  var median: Double { quantile(0.5) }
}
