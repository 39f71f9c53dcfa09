internal import LinearAlgebra

extension ReferenceProblems {
  /// Van der Pol's relaxation oscillation: with time in units of the slow part, and of the fast one.
  static let vanDerPol: [ReferenceProblem] = [
    ReferenceProblem(
      4, "van der Pol, ε = 1e-6",
      ReferenceField(
        2,
        { _, y, dy in
          dy[0] = y[1]
          dy[1] = ((1 - y[0] * y[0]) * y[1] - y[0]) / 1e-6
        },
        jacobian: { _, y, j in
          j[0, 1] = 1
          j[1, 0] = (-2 * y[0] * y[1] - 1) / 1e-6
          j[1, 1] = (1 - y[0] * y[0]) / 1e-6
        }), from: [2, 0], to: 2, [1.7061677321704650085, -0.89280970102481654778], isStiff: true),
    ReferenceProblem(
      5, "van der Pol, μ = 1000",
      ReferenceField(
        2,
        { _, y, dy in
          dy[0] = y[1]
          dy[1] = 1000 * (1 - y[0] * y[0]) * y[1] - y[0]
        },
        jacobian: { _, y, j in
          j[0, 1] = 1
          j[1, 0] = -2000 * y[0] * y[1] - 1
          j[1, 1] = 1000 * (1 - y[0] * y[0])
        }), from: [2, 0], to: 3000, [-1.5106069367441114902, 1.1783800007309110239e-3], isStiff: true),
  ]
}
