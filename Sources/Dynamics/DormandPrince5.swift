extension RungeKuttaTableau {
  /// Dormand and Prince's 5(4) pair with six stages, the workhorse for moderate accuracy.
  ///
  /// - Reference: Dormand and Prince (1980), "A family of embedded Runge–Kutta formulae", RK5(4)7M; dense output of
  ///   order 4 by Shampine, as in Hairer, Nørsett and Wanner (1993), §II.6, DOPRI5.
  public static let dormandPrince5 = loadedTableau {
    () throws(TableauError) in
    let weights = [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84]
    return try RungeKuttaTableau(
      name: "dormand-prince-5",
      summary: "explicit Runge–Kutta 5(4), 6 stages, dense output of order 4 (Dormand and Prince 1980)",
      order: 5, embeddedOrder: 4, denseOrder: 4, nodes: [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1],
      stages: [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
      ],
      weights: weights,
      errorWeights: [
        71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
      ],
      interpolation: hermite(
        weights,
        correction: [
          -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799, -10690763975.0 / 1880347072,
          701980252875.0 / 199316789632, -1453857185.0 / 822651844, 69997945.0 / 29380423,
        ]))
  }

  /// Cubic Hermite interpolation, with a fourth-order correction h·θ²(1 − θ)²·Σ d_i k_i.
  private static func hermite(_ weights: [Double], correction: [Double]) -> [[Double]] {
    correction.indices.map { i in
      let b = i < weights.count ? weights[i] : 0
      let first = i == 0 ? 1.0 : 0
      let last = i == weights.count ? 1.0 : 0
      let d = correction[i]
      // y + θ·Δ + θ(1−θ)·((1−θ)(k₁ − Δ) − θ(k₇ − Δ)) + θ²(1−θ)²·d, with Δ = Σ b k.
      return [first, 3 * b - 2 * first - last + d, -2 * b + first + last - 2 * d, d]
    }
  }
}
