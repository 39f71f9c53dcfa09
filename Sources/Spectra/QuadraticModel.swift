internal import LinearAlgebra
internal import Objectives

/// A quadratic model of a loss around a point, by eigenvectors: the curvature a step is measured with, and the one that
/// predicts what it takes off.
///
/// Both are those of the Gauss–Newton matrix, or |λ| and λ of the Hessian: negative curvature is then descended along
/// instead of up.
struct QuadraticModel {
  /// Which second derivatives a model has.
  enum Curvature { case gaussNewton, newton }

  /// What steps are divided by, not negative.
  let scale: [Double]
  private let curvature: [Double]
  private let vectors: Matrix
  /// The gradient's components.
  private let slopes: [Double]

  /// The model at a point with this gradient.
  ///
  /// The Gauss–Newton matrix comes by the singular values of its factor; a squared or log-likelihood loss has its
  /// gradient in the range of Rᵀ.
  ///
  /// - Complexity: O(rows·d·min(rows, d)) for Gauss–Newton, O(d³) for the Hessian, beside the derivatives.
  init(
    _ curvature: Curvature, of objective: some TwiceDifferentiable, at parameters: [Double],
    gradient: [Double]
  ) throws(LinearAlgebraError) {
    switch curvature {
    case .gaussNewton:
      let decomposition = try SVD(objective.gaussNewtonFactor(at: parameters))
      let squares = decomposition.values.map { $0 * $0 }
      (scale, self.curvature, vectors) = (squares, squares, decomposition.rightVectors)
    case .newton:
      let eigen = try SymmetricEigen(objective.hessian(at: parameters))
      (scale, self.curvature, vectors) = (eigen.values.map(\.magnitude), eigen.values, eigen.vectors)
    }
    slopes = vectors.transposedProduct(with: gradient)
  }

  /// −Σ v (vᵀg)/(scale + μ), and the loss it should take off.
  func step(damping: Double) -> (step: [Double], promise: Double) {
    var components = slopes
    var promise = 0.0
    for k in slopes.indices {
      let scale = scale[k] + damping
      components[k] = scale > 0 ? -slopes[k] / scale : 0
      promise -= components[k] * (slopes[k] + 0.5 * curvature[k] * components[k])
    }
    return (vectors * components, promise)
  }
}
