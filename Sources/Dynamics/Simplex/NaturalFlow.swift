internal import Foundation
public import LinearAlgebra

/// The flow ẋ = −P·H(x − x*): gradient flow freed from the softmax Jacobian, as its inverse square would precondition
/// it.
///
/// It is linear, d(t) = Q·exp(−t·QᵀHQ)·Qᵀd(0) with Q a basis of the tangent space, and solved by the eigenvectors of
/// QᵀHQ: exact at any time. Nothing keeps it inside the simplex.
///
/// - Complexity: O(n³) once, O(n²) a time.
public struct NaturalFlow: Sendable {
  /// Where the flow is.
  public enum Position: Equatable, Sendable {
    /// In the open simplex.
    case inside(SimplexState)
    /// At a point with this coordinate at or below zero.
    case outside(coordinate: Int)
  }

  private let flow: SimplexFlow
  private let start: SimplexState
  private let rates: [Double]
  private let directions: Matrix
  private let amplitudes: [Double]

  /// Decomposes the flow of a quadratic loss.
  ///
  /// - Throws: `LinearAlgebraError` if the eigenvalue iteration fails.
  public init(_ flow: SimplexFlow, fromLogits logits: [Double]) throws(LinearAlgebraError) {
    guard case .quadraticLoss(_, let hessian) = flow.force else {
      preconditionFailure("the natural flow needs a quadratic loss")
    }
    self.flow = flow
    start = SimplexState(logits: logits, on: flow)
    let basis = Self.basis(flow.count)
    var restricted = basis.transposed() * (hessian * basis)
    for j in 0..<restricted.columns {
      for i in 0..<j {
        restricted[i, j] = 0.5 * (restricted[i, j] + restricted[j, i])
        restricted[j, i] = restricted[i, j]
      }
    }
    let eigen = try SymmetricEigen(restricted)
    rates = eigen.values
    directions = basis * eigen.vectors
    amplitudes = directions.transposedProduct(with: start.distances)
  }

  /// The flow at a time.
  public func state(at time: Double) -> Position {
    guard time > 0 else { return .inside(start) }
    let distances = directions * zip(rates, amplitudes).map { $1 * exp(-$0 * time) }
    var state = start
    for i in distances.indices {
      let weight = flow.target[i] + distances[i]
      guard weight > 0, weight.isFinite else { return .outside(coordinate: i) }
      state.logRatios[i] = log1p(distances[i] / flow.target[i])
    }
    state.closing = flow.target.indices.max { flow.target[$0] < flow.target[$1] } ?? 0
    _ = state.close(flow)
    return .inside(state)
  }

  /// Helmert's orthonormal basis of the tangent space, n × (n − 1).
  private static func basis(_ count: Int) -> Matrix {
    var basis = Matrix(rows: count, columns: count - 1)
    for j in 0..<count - 1 {
      let length = (Double(j + 1) * Double(j + 2)).squareRoot()
      for i in 0...j { basis[i, j] = 1 / length }
      basis[j + 1, j] = -Double(j + 1) / length
    }
    return basis
  }
}
