internal import Foundation
internal import LinearAlgebra

/// An estimate of the largest |eigenvalue| of ∂f/∂y along a trajectory, by power iteration without a Jacobian.
///
///     v ← (f(t, y + δv) − f(t, y))/δ,     ρ ≈ ‖v‖ before v is normalised
///
/// The direction is kept between steps, over which eigenvectors turn but little. From below, for a while after another
/// eigenvalue has become the largest.
///
/// - Complexity: One evaluation and 6·n flops an iteration, no allocation.
/// - Reference: Sommeijer, Shampine and Verwer (1998), "RKC: an explicit solver for parabolic PDEs", §3.
struct SpectralRadius: Sendable {
  private var direction: [Double]
  private var argument: [Double]
  private var image: [Double]
  /// ρ, NaN before the first iteration or if f was not finite.
  private(set) var estimate = Double.nan

  init(dimension: Int) {
    // In general position: no eigenvector of a matrix one would write down is orthogonal to this.
    direction = (0..<dimension).map { cos(1 + 2 * Double($0) * Double($0 + 1)) }
    (argument, image) = (direction, direction)
    normalize()
  }

  /// One iteration at a point where f is `derivative`.
  mutating func iterate<Field: VectorField>(
    _ field: Field, at time: Double, _ state: [Double], derivative: [Double],
    workspace: inout Field.Workspace
  ) {
    // At the origin there is no size to go by.
    let size = state.euclideanNorm
    let increment = Double.ulpOfOne.squareRoot() * (size > 0 ? size : 1)
    argument.assign(state)
    argument.add(increment, times: direction)
    field.evaluate(at: time, argument, into: &image, workspace: &workspace)
    image.add(-1, times: derivative)
    estimate = image.euclideanNorm / increment
    guard estimate.isFinite, estimate > 0 else { return }
    swap(&direction, &image)
    normalize()
  }

  private mutating func normalize() {
    let length = direction.euclideanNorm
    guard length > 0 else { return }
    for i in direction.indices { direction[i] /= length }
  }
}
