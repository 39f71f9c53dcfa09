import LinearAlgebra

/// Distances of computed numbers from exact ones.
enum RoundingErrors {
  /// |a − b| in units of the exact number's last place; 0 for equal infinities or NaN twice.
  static func unitsInLastPlace(_ computed: Double, from exact: Double) -> Double {
    if computed == exact || (computed.isNaN && exact.isNaN) { return 0 }
    guard computed.isFinite, exact.isFinite else { return .infinity }
    return abs(computed - exact) / exact.ulp
  }

  /// The largest |a − b|/(u·scale) of some numbers, u = 2⁻⁵³ the unit of rounding.
  ///
  /// Below the normal range numbers have fixed units: some of them, 1e-321, are allowed on top of that. NaN
  /// counts as infinitely far.
  static func largest(_ computed: [Double], from exact: [Double], scale: [Double]) -> Double {
    guard computed.count == exact.count, exact.count == scale.count else { return .infinity }
    var largest = 0.0
    for ((computed, exact), scale) in zip(zip(computed, exact), scale) where computed != exact {
      let error = abs(computed - exact) - 256 * Double.leastNonzeroMagnitude
      guard error == error else { return .infinity }
      largest = max(largest, error / 0x1p-53 / max(scale, .leastNormalMagnitude))
    }
    return largest
  }

  /// The largest difference relative to the largest element: for numbers made of sums of like size.
  static func relative(_ computed: [Double], to exact: [Double]) -> Double {
    guard computed.count == exact.count else { return .infinity }
    let difference = zip(computed, exact).map { $0 - $1 }.maximumMagnitude
    if difference == 0 { return 0 }
    let ratio = difference / exact.maximumMagnitude
    return ratio.isNaN ? .infinity : ratio
  }
}
