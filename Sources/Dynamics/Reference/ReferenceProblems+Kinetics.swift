internal import LinearAlgebra

extension ReferenceProblems {
  /// Stiff problems of chemical kinetics.
  static let kinetics: [ReferenceProblem] = [
    ReferenceProblem(
      1, "Robertson (1966), t = 1e11", robertson, from: [1, 0, 0], to: 1e11,
      [2.0833401497012942306e-8, 8.3333607703347834006e-14, 0.99999997916651516938], isStiff: true),
    ReferenceProblem(
      2, "Robertson (1966), t = 4e10", robertson, from: [1, 0, 0], to: 4e10,
      [5.2083451767992391988e-8, 2.0833381779254890350e-13, 0.99999994791633989819], isStiff: true),
    ReferenceProblem(
      3, "HIRES (Schäfer 1975)", ReferenceField(hires), from: [1, 0, 0, 0, 0, 0, 0, 0.0057], to: 321.8122,
      [
        7.3713125733256678073e-4, 1.4424857263161846582e-4, 5.8887297409675750075e-5,
        1.1756513432831491455e-3, 2.3863561988313304688e-3, 6.2389682527427957866e-3,
        2.8499983951857686579e-3, 2.8500016048142313421e-3,
      ], isStiff: true),
    ReferenceProblem(
      6, "Oregonator (Field and Noyes 1974)",
      ReferenceField(
        3,
        { _, y, dy in
          dy[0] = 77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1]))
          dy[1] = (y[2] - (1 + y[0]) * y[1]) / 77.27
          dy[2] = 0.161 * (y[0] - y[2])
        },
        jacobian: { _, y, j in
          (j[0, 0], j[0, 1]) = (77.27 * (1 - 2 * 8.375e-6 * y[0] - y[1]), 77.27 * (1 - y[0]))
          (j[1, 0], j[1, 1], j[1, 2]) = (-y[1] / 77.27, -(1 + y[0]) / 77.27, 1 / 77.27)
          (j[2, 0], j[2, 2]) = (0.161, -0.161)
        }), from: [1, 2, 3], to: 360,
      [1.0008148703185227163, 1228.1785215498879837, 132.05549428465082877], isStiff: true),
    ReferenceProblem(
      7, "E5 (Enright, Hull and Lindberg 1975), without y₂",
      // y₂ = y₃ + y₄ by the invariant. As a coordinate of its own it would be off the sum by the rounding of 1e-10, its
      // size on the way, which is 1e-4 of what is left of it in the end.
      ReferenceField(
        3,
        { _, y, dy in
          let (a, b) = (7.89e-10 * y[0], 1.1e7 * y[0] * y[1])
          let (c, e) = (1.13e9 * (y[1] + y[2]) * y[1], 1.13e3 * y[2])
          dy[0] = -a - b
          dy[1] = a - b - c + e
          dy[2] = b - e
        },
        jacobian: { _, y, j in
          (j[0, 0], j[0, 1]) = (-7.89e-10 - 1.1e7 * y[1], -1.1e7 * y[0])
          j[1, 0] = 7.89e-10 - 1.1e7 * y[1]
          j[1, 1] = -1.1e7 * y[0] - 1.13e9 * (2 * y[1] + y[2])
          j[1, 2] = -1.13e9 * y[1] + 1.13e3
          (j[2, 0], j[2, 1], j[2, 2]) = (1.1e7 * y[1], 1.1e7 * y[0], -1.13e3)
        }), from: [1.76e-3, 0, 0], to: 1e13, [0, 8.86123352129108424e-23, 0],
      // y₁ is below 1e-90 in the end, and y₄ likewise: they are compared absolutely, beside y₃.
      scales: [1e-22, 1e-22, 1e-22], isStiff: true),
    ReferenceProblem(
      8, "Pollution (Verwer 1994)", ReferenceField(pollution),
      from: [0, 0.2, 0, 0.04, 0, 0, 0.1, 0.3, 0.01, 0, 0, 0, 0, 0, 0, 0, 0.007, 0, 0, 0], to: 60,
      [
        5.646255480022769e-2, 0.1342484130422339, 4.139734331099427e-9, 5.523140207484360e-3, nil, nil,
        nil, nil, nil, nil, nil, nil, nil, nil, nil, 4.352846369330104e-18, nil, nil, nil, nil,
      ],
      // Of the order of the solution at the end.
      scales: [
        0.056, 0.13, 4.1e-9, 0.0055, 2e-7, 1.5e-7, 0.078, 0.32, 0.0075, 1.6e-8, 1.1e-8, 0.0023, 2.1e-4,
        1.4e-5, 0.009, 4.4e-18, 0.0069, 1e-4, 1.8e-6, 5.7e-5,
      ], isStiff: true),
  ]

  private static let robertson = ReferenceField(
    3,
    { _, y, dy in
      dy[0] = -0.04 * y[0] + 1e4 * y[1] * y[2]
      dy[2] = 3e7 * y[1] * y[1]
      // Their sum stays to the bit: in the end y₁ is 2e-8 of it.
      dy[1] = -dy[0] - dy[2]
    },
    jacobian: { _, y, j in
      (j[0, 0], j[0, 1], j[0, 2]) = (-0.04, 1e4 * y[2], 1e4 * y[1])
      j[2, 1] = 6e7 * y[1]
      for k in 0..<3 { j[1, k] = -j[0, k] - j[2, k] }
    })

  private static let hires = MassAction(
    species: 8,
    reactions: [
      .init(0.0007, [], makes: [0]), .init(1.71, [0], uses: [0], makes: [1]),
      .init(0.43, [1], uses: [1], makes: [0]), .init(8.32, [1], uses: [1], makes: [3]),
      .init(8.32, [2], uses: [2], makes: [0]), .init(1.71, [2], uses: [2], makes: [3]),
      .init(0.43, [3], uses: [3], makes: [2]), .init(0.69, [3], uses: [3], makes: [5]),
      .init(0.035, [4], uses: [4], makes: [2]), .init(1.71, [4], uses: [4], makes: [5]),
      .init(0.43, [5], uses: [5], makes: [4]), .init(0.69, [6], makes: [5]),
      .init(0.43, [6], makes: [4]), .init(280, [5, 7], uses: [5, 7], makes: [6]),
      .init(1.81, [6], uses: [6], makes: [7]),
    ])

  private static let pollution = MassAction(
    species: 20,
    reactions: [
      .init(0.35, [0], uses: [0], makes: [1, 2]),
      .init(26.6, [1, 3], uses: [1, 3], makes: [0]),
      .init(1.23e4, [4, 1], uses: [1, 4], makes: [0, 5]),
      .init(8.6e-4, [6], uses: [6], makes: [4, 4, 7]),
      .init(8.2e-4, [6], uses: [6], makes: [7]),
      .init(1.5e4, [6, 5], uses: [5, 6], makes: [4, 7]),
      .init(1.3e-4, [8], uses: [8], makes: [4, 7, 9]),
      .init(2.4e4, [8, 5], uses: [5, 8], makes: [10]),
      .init(1.65e4, [10, 1], uses: [1, 10], makes: [0, 9, 11]),
      .init(9e3, [10, 0], uses: [0, 10], makes: [12]),
      .init(0.022, [12], uses: [12], makes: [0, 10]),
      .init(1.2e4, [9, 1], uses: [1, 9], makes: [0, 13]),
      .init(1.88, [13], uses: [13], makes: [4, 6]),
      .init(1.63e4, [0, 5], uses: [0, 5], makes: [14]),
      .init(4.8e6, [2], uses: [2], makes: [3]),
      .init(3.5e-4, [3], uses: [3], makes: [15]),
      .init(0.0175, [3], uses: [3], makes: [2]),
      .init(1e8, [15], uses: [15], makes: [5, 5]),
      .init(4.44e11, [15], uses: [15], makes: [2]),
      .init(1.24e3, [16, 5], uses: [5, 16], makes: [4, 17]),
      .init(2.1, [18], uses: [18], makes: [1]),
      .init(5.78, [18], uses: [18], makes: [0, 2]),
      .init(0.0474, [0, 3], uses: [0, 3], makes: [18]),
      .init(1.78e3, [18, 0], uses: [0, 18], makes: [19]),
      .init(3.12, [19], uses: [19], makes: [0, 18]),
    ])
}
