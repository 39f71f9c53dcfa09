extension RosenbrockTableau {
  /// RODAS: order 4(3), six stages, stiffly accurate and L-stable; the first choice for stiff problems at moderate
  /// accuracy, since it iterates nothing.
  ///
  /// The last two stages are at t + h, and the error estimate is the last increment u₆.
  ///
  /// - Reference: Hairer and Wanner (1996), §VI.4, RODAS; dense output of order 3 from the same place.
  public static let rodas4 = loadedTableau { () throws(TableauError) in
    let fifth = [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950]
    return try RosenbrockTableau(
      name: "rodas-4",
      summary: "Rosenbrock 4(3), 6 stages, L-stable, dense output of order 3 (Hairer and Wanner 1996)",
      order: 4, embeddedOrder: 3, denseOrder: 3, diagonal: 0.25,
      stages: [
        [],
        [1.544],
        [0.9466785280815826, 0.2557011698983284],
        [3.314825187068521, 2.896124015972201, 0.9986419139977817],
        fifth,
        fifth + [1],
      ],
      couplings: [
        [],
        [-5.6688],
        [-2.430093356833875, -0.2063599157091915],
        [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
        [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160],
        [
          8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054,
        ],
      ],
      weights: fifth + [1, 1], errorWeights: [0, 0, 0, 0, 0, 1],
      interpolation: interpolation(
        fifth + [1, 1],
        [
          10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662, 0,
        ],
        [-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872, 0])
    )
  }

  /// θ·(m + (1 − θ)·(d + θ·e)) for each stage, as coefficients of θ, θ², θ³.
  private static func interpolation(_ m: [Double], _ d: [Double], _ e: [Double]) -> [[Double]] {
    m.indices.map { [m[$0] + d[$0], e[$0] - d[$0], -e[$0]] }
  }
}
