/// The three-stage Radau IIA method, order 5, L-stable and stiffly accurate.
///
/// - Reference: Hairer and Wanner, Solving Ordinary Differential Equations II, 2nd ed. (1996), §IV.5 and §IV.8.
enum RadauStages {
  private static let root6 = 2.449489742783178

  /// c.
  static let nodes = [(4 - root6) / 10, (4 + root6) / 10, 1]

  /// A⁻¹, row by row: from the derivatives of the collocation polynomial at the nodes.
  ///
  /// Σ_j (A⁻¹)_ij·Z_j = h·f(t + c_i h, y + Z_i) for the increments Z_j.
  static let inverse: [[Double]] = nodes.map { node in
    (1...3).map { index in derivative(of: index, at: node) }
  }

  /// The real eigenvalue of A⁻¹: 1/γ with γ = 0.2749.
  static let realEigenvalue = 3.6378342527444957

  /// e with e·Z/h + f(t, y) the residual of the embedded method of order 3.
  static let errorWeights = [(-13 - 7 * root6) / 3, (-13 + 7 * root6) / 3, -1.0 / 3]

  /// The polynomial through (0, 0), (c_j, 1) and zeros at the other nodes, at θ.
  static func basis(_ index: Int, at theta: Double) -> Double {
    let points = [0] + nodes
    var value = 1.0
    for other in points.indices where other != index {
      value *= (theta - points[other]) / (points[index] - points[other])
    }
    return value
  }

  private static func derivative(of index: Int, at theta: Double) -> Double {
    let points = [0] + nodes
    var sum = 0.0
    for omitted in points.indices where omitted != index {
      var product = 1 / (points[index] - points[omitted])
      for other in points.indices where other != index && other != omitted {
        product *= (theta - points[other]) / (points[index] - points[other])
      }
      sum += product
    }
    return sum
  }
}
