extension RungeKuttaTableau {
  /// Tsitouras's 5(4) pair with six stages: smaller error constants than Dormand and Prince's at the same cost.
  ///
  /// - Reference: Tsitouras (2011), "Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying
  ///   assumption", Computers & Mathematics with Applications 62; dense output of order 4 from the same paper.
  public static let tsitouras5 = loadedTableau { () throws(TableauError) in
    try RungeKuttaTableau(
      name: "tsitouras-5",
      summary: "explicit Runge–Kutta 5(4), 6 stages, dense output of order 4 (Tsitouras 2011)",
      order: 5, embeddedOrder: 4, denseOrder: 4, nodes: [0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1],
      stages: [
        [],
        [0.161],
        [-0.008480655492356989, 0.335480655492357],
        [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
        [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
        [
          5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383,
        ],
      ],
      weights: [
        0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081,
        2.324710524099774,
      ],
      errorWeights: [
        -0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629,
        0.5823571654525552, -0.45808210592918697, 1.0 / 66,
      ],
      interpolation: [
        // The paper gives each polynomial by its roots.
        product(
          -1.0530884977290216, [-1.3299890189751412, 1], [0.7139816917074209, -1.4364028541716351, 1]),
        product(0.1017, [0, 1], [1.2949852507374631, -2.1966568338249754, 1]),
        product(2.490627285651252793, [0, 1], [1.57803468208092486, -2.38535645472061657, 1]),
        product(-16.54810288924490272, [0, -1.21712927295533244, 1], [-0.61620406037800089, 1]),
        product(47.37952196281928122, [0, -1.203071208372362603, 1], [-0.658047292653547382, 1]),
        product(-34.87065786149660974, [0, -1.2, 1], [-2.0 / 3, 1]),
        product(2.5, [0, -1, 1], [-0.6, 1]),
      ])
  }

  /// c·θ·f(θ)·g(θ) as coefficients of θ, θ², …; the factors' coefficients begin with the constant.
  private static func product(_ c: Double, _ f: [Double], _ g: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: f.count + g.count - 1)
    for (i, a) in f.enumerated() {
      for (j, b) in g.enumerated() { result[i + j] += c * a * b }
    }
    return result
  }
}
