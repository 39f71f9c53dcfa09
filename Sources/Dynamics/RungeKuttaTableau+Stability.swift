extension RungeKuttaTableau {
  /// R(z) = 1 + Σ_k z^k·b·A^(k−1)·1: what a step makes of y where ẏ = λy and z = hλ.
  func stabilityFunction(_ z: Double) -> Double {
    // The stages' states, in turn: g_i = 1 + z Σ a_ij g_j.
    var states: [Double] = []
    for row in stages { states.append(1 + z * zip(row, states).reduce(0) { $0 + $1.0 * $1.1 }) }
    return 1 + z * zip(weights, states).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The longest stable step times |λ| for real λ < 0: where |R(−x)| first exceeds 1.
  ///
  /// - Reference: Hairer and Wanner (1996), §IV.2.
  func realStabilityLimit() -> Double {
    func excess(_ x: Double) -> Double { abs(stabilityFunction(-x)) - 1 }
    let spacing = 1.0 / 64
    var x = spacing
    while excess(x + spacing) < 0 { x += spacing }
    return BracketedRoot.arrival(between: x, excess(x), and: x + spacing, excess(x + spacing), of: excess)
  }
}
