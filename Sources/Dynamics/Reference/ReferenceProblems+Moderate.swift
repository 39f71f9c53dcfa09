internal import Foundation
internal import LinearAlgebra

extension ReferenceProblems {
  /// Small problems that are not stiff: DETEST's first class, and populations.
  static let moderate: [ReferenceProblem] = [
    ReferenceProblem(
      11, "Brusselator (Lefever and Nicolis 1971)",
      ReferenceField(
        2,
        { _, y, dy in
          let product = y[0] * y[0] * y[1]
          dy[0] = 1 + product - 4 * y[0]
          dy[1] = 3 * y[0] - product
        },
        jacobian: { _, y, j in
          (j[0, 0], j[0, 1]) = (2 * y[0] * y[1] - 4, y[0] * y[0])
          (j[1, 0], j[1, 1]) = (3 - 2 * y[0] * y[1], -y[0] * y[0])
        }), from: [1.5, 3], to: 20, [0.498637071268347848650, 4.59678034945201118320]),
    ReferenceProblem(
      12, "DETEST A1: decay (Hull et al. 1972)",
      ReferenceField(1, { _, y, dy in dy[0] = -y[0] }, jacobian: { _, _, j in j[0, 0] = -1 }), from: [1],
      to: 20, [2.06115362243855782797e-9]),
    ReferenceProblem(
      13, "DETEST A2: special Riccati (Hull et al. 1972)",
      ReferenceField(
        1, { _, y, dy in dy[0] = -y[0] * y[0] * y[0] / 2 },
        jacobian: { _, y, j in j[0, 0] = -1.5 * y[0] * y[0] }
      ), from: [1], to: 20, [0.21821789023599238127]),
    ReferenceProblem(
      13, "DETEST A3: oscillation (Hull et al. 1972)",
      ReferenceField(
        1, isAutonomous: false, { t, y, dy in dy[0] = y[0] * cos(t) },
        jacobian: { t, _, j in j[0, 0] = cos(t) }, timeDerivative: { t, y, d in d[0] = -y[0] * sin(t) }),
      from: [1], to: 20, [2.49165027185041452346]),
    ReferenceProblem(
      13, "DETEST A4: logistic (Hull et al. 1972)",
      ReferenceField(
        1, { _, y, dy in dy[0] = y[0] / 4 * (1 - y[0] / 20) },
        jacobian: { _, y, j in j[0, 0] = 0.25 - y[0] / 40 }), from: [1], to: 20, [17.73016648131483984887]),
    ReferenceProblem(
      13, "DETEST A5: spiral (Hull et al. 1972)",
      ReferenceField(
        1, isAutonomous: false, { t, y, dy in dy[0] = (y[0] - t) / (y[0] + t) },
        jacobian: { t, y, j in j[0, 0] = 2 * t / ((y[0] + t) * (y[0] + t)) },
        timeDerivative: { t, y, d in d[0] = -2 * y[0] / ((y[0] + t) * (y[0] + t)) }), from: [4], to: 20,
      [-0.78878266889640142373]),
    ReferenceProblem(
      14, "DETEST B1: two populations (Hull et al. 1972)",
      ReferenceField(
        2,
        { _, y, dy in
          dy[0] = 2 * (y[0] - y[0] * y[1])
          dy[1] = -(y[1] - y[0] * y[1])
        },
        jacobian: { _, y, j in
          (j[0, 0], j[0, 1]) = (2 - 2 * y[1], -2 * y[0])
          (j[1, 0], j[1, 1]) = (y[1], y[0] - 1)
        }), from: [1, 3], to: 20, [0.67618760085766066073, 0.18608160996400298008]),
    ReferenceProblem(
      19, "Lotka and Volterra",
      ReferenceField(
        2,
        { _, y, dy in
          dy[0] = 1.5 * y[0] - y[0] * y[1]
          dy[1] = y[0] * y[1] - 3 * y[1]
        },
        jacobian: { _, y, j in
          (j[0, 0], j[0, 1]) = (1.5 - y[1], -y[0])
          (j[1, 0], j[1, 1]) = (y[1], y[0] - 3)
        }), from: [1, 1], to: 10, [1.0263447675750893191, 0.90969107813604161755]),
  ]
}
