internal import LinearAlgebra
internal import Objectives

/// The points at one distance along a direction from a point, and the minimum of an objective among them.
struct PerpendicularSlice {
  private let origin: [Double]
  private let direction: [Double]
  /// An orthonormal basis of what is perpendicular to the direction, d × (d − 1).
  private let basis: Matrix

  /// The slices perpendicular to a direction, at distances from `minimizer`.
  init(minimizer: [Double], direction: [Double]) {
    precondition(minimizer.count == direction.count, "a direction of the minimiser's dimension")
    let (size, length) = (direction.count, direction.euclideanNorm)
    precondition(length > 0, "a direction is not zero")
    let unit = direction.map { $0 / length }
    origin = minimizer
    self.direction = unit
    // The reflection that takes the direction to an axis takes the other axes to its complement.
    let axis = unit.indices.max { unit[$0].magnitude < unit[$1].magnitude } ?? 0
    var mirror = unit
    mirror[axis] += unit[axis] < 0 ? -1 : 1
    let square = mirror.dot(mirror)
    var columns: [[Double]] = []
    for j in 0..<size where j != axis {
      columns.append((0..<size).map { ($0 == j ? 1 : 0) - 2 * mirror[$0] * mirror[j] / square })
    }
    basis = columns.isEmpty ? Matrix(rows: size, columns: 0) : Matrix(columnByColumn: columns)
  }

  /// uᵀ(θ − θ*).
  func distance(_ parameters: [Double]) -> Double {
    zip(parameters, origin).map { $0 - $1 }.dot(direction)
  }

  /// The perpendicular part of θ − θ*, in the basis.
  func offset(_ parameters: [Double]) -> [Double] {
    basis.transposedProduct(with: zip(parameters, origin).map { $0 - $1 })
  }

  /// θ* + s·u + B·y.
  func point(_ distance: Double, _ offset: [Double]) -> [Double] {
    let perpendicular = basis * offset
    return origin.indices.map { origin[$0] + distance * direction[$0] + perpendicular[$0] }
  }

  /// The minimiser y of L(θ* + s·u + B·y) by Newton's method from `start`, damped where the Hessian is indefinite
  /// or a step does not lower the loss.
  ///
  /// Found means that a Newton step promises less than 1e-16 of the loss, or no less than rounding lets it reach.
  ///
  /// - Throws: ``ValleyError/noFloor(distance:)``.
  func minimum(
    of objective: some TwiceDifferentiable, distance: Double, from start: [Double]
  ) throws(ValleyError) -> (offset: [Double], loss: Double) {
    var offset = start
    var (loss, gradient) = objective.valueAndGradient(at: point(distance, offset))
    var damping = 0.0
    for _ in 0..<500 {
      let slope = basis.transposedProduct(with: gradient)
      var hessian = Matrix(rows: basis.columns, columns: basis.columns)
      let product = objective.hessian(at: point(distance, offset)) * basis
      BLAS.multiply(basis, .transposed, product, .plain, into: &hessian)
      let scale = hessian.maximumMagnitude
      for i in slope.indices { hessian[i, i] += damping * scale }
      guard let cholesky = try? Cholesky(hessian) else {
        damping = max(4 * damping, 1e-8)
        continue
      }
      let step = cholesky.solve(slope)
      let promise = 0.5 * step.dot(slope)
      if promise <= 1e-16 * loss && damping == 0 { return (offset, loss) }
      let trial = zip(offset, step).map { $0 - $1 }
      let next = objective.valueAndGradient(at: point(distance, trial))
      if next.loss < loss {
        (offset, loss, gradient) = (trial, next.loss, next.gradient)
        damping = damping > 1e-8 ? damping / 8 : 0
      } else if promise <= 1e-12 * loss {
        return (offset, loss)
      } else {
        damping = max(4 * damping, 1e-8)
        guard damping < 1e30 else { break }
      }
    }
    throw .noFloor(distance: distance)
  }
}
