internal import LinearAlgebra

extension ReferenceProblems {
  /// Mechanical problems: celestial bodies, rigid bodies, and Lorenz's convection.
  static let mechanics: [ReferenceProblem] = [
    ReferenceProblem(
      9, "Pleiades (Hairer, Nørsett and Wanner 1993)", pleiades,
      from: [
        3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0,
      ], to: 3,
      [
        0.370613914397051290, 3.23728409205723309, -3.22255903241832335, 0.6597091455775308,
        0.3425581707156580, 1.562172101400631, -0.7003092922212495, -3.943437585517392,
        -3.271380973972550, 5.225081843456544, -2.590612434977470, 1.198213693392275,
        -0.2429682344935823, 1.091449240428980,
      ] + [Double?](repeating: nil, count: 14)),
    ReferenceProblem(
      10, "Arenstorf orbit (1963)", arenstorf,
      from: [0.994, 0, 0, -2.00158510637908252240537862224], to: 17.0652165601579625588917206249,
      [0.994, 0, 0, -2.00158510637908252240537862224]),
    ReferenceProblem(
      15, "DETEST B5: rigid body (Hull et al. 1972)", rigidBody(1, -1, -0.51), from: [0, 1, 1], to: 20,
      [-0.93965707987292039619, -0.34211777540007490653, 0.74141265961999530078]),
    ReferenceProblem(
      16, "DETEST D5: Kepler, e = 0.9 (Hull et al. 1972)",
      ReferenceField(4) { _, y, dy in
        let square = y[0] * y[0] + y[1] * y[1]
        let cube = square * square.squareRoot()
        (dy[0], dy[1]) = (y[2], y[3])
        (dy[2], dy[3]) = (-y[0] / cube, -y[1] / cube)
      }, from: [0.1, 0, 0, 19.0.squareRoot()], to: 20,
      [
        -1.29526625098757436772, 0.40039389637923215273, -0.67753909247075658875, -0.12708381542786861877,
      ]),
    ReferenceProblem(
      17, "Euler's rigid body", rigidBody(-2, 1.25, -0.5), from: [1, 0, 0.9], to: 20,
      [0.60620385396481222179, 0.62874721045017797037, 0.80738514857560257554]),
    ReferenceProblem(
      18, "Lorenz (1963)",
      ReferenceField(
        3,
        { _, y, dy in
          dy[0] = 10 * (y[1] - y[0])
          dy[1] = y[0] * (28 - y[2]) - y[1]
          dy[2] = y[0] * y[1] - 8.0 / 3 * y[2]
        },
        jacobian: { _, y, j in
          (j[0, 0], j[0, 1]) = (-10, 10)
          (j[1, 0], j[1, 1], j[1, 2]) = (28 - y[2], -1, -y[0])
          (j[2, 0], j[2, 1], j[2, 2]) = (y[1], y[0], -8.0 / 3)
        }), from: [-8, 8, 27], to: 16,
      [-9.131313027368752928, -12.476178811078253334, 22.843338960982388206]),
  ]

  /// Euler's equations ẏ = (a y₂y₃, b y₁y₃, c y₁y₂).
  private static func rigidBody(_ a: Double, _ b: Double, _ c: Double) -> ReferenceField {
    ReferenceField(
      3,
      { _, y, dy in
        dy[0] = a * y[1] * y[2]
        dy[1] = b * y[0] * y[2]
        dy[2] = c * y[0] * y[1]
      },
      jacobian: { _, y, j in
        (j[0, 1], j[0, 2]) = (a * y[2], a * y[1])
        (j[1, 0], j[1, 2]) = (b * y[2], b * y[0])
        (j[2, 0], j[2, 1]) = (c * y[1], c * y[0])
      })
  }

  /// Seven bodies of masses 1 … 7 in the plane, gravitational constant 1: x, y, ẋ, ẏ.
  private static let pleiades = ReferenceField(28) { _, y, dy in
    for i in 0..<14 { dy[i] = y[14 + i] }
    for i in 0..<7 {
      var (ax, ay) = (0.0, 0.0)
      for j in 0..<7 where j != i {
        let (x, z) = (y[j] - y[i], y[7 + j] - y[7 + i])
        let square = x * x + z * z
        let weight = Double(j + 1) / (square * square.squareRoot())
        ax += weight * x
        ay += weight * z
      }
      (dy[14 + i], dy[21 + i]) = (ax, ay)
    }
  }

  /// The restricted problem of three bodies in a rotating frame, on a closed orbit: x, y, ẋ, ẏ.
  private static let arenstorf = ReferenceField(4) { _, y, dy in
    let m = 0.012277471
    let (near, far) = (y[0] + m, y[0] - (1 - m))
    let (a, b) = (near * near + y[1] * y[1], far * far + y[1] * y[1])
    let (first, second) = ((1 - m) / (a * a.squareRoot()), m / (b * b.squareRoot()))
    (dy[0], dy[1]) = (y[2], y[3])
    dy[2] = y[0] + 2 * y[3] - first * near - second * far
    dy[3] = y[1] - 2 * y[2] - first * y[1] - second * y[1]
  }
}
