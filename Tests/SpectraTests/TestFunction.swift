import LinearAlgebra
import Objectives

/// An objective that is a sum of squares ½‖r(θ)‖² plus ½θᵀBθ, given by closures.
struct TestFunction: TwiceDifferentiable {
  let dimension: Int
  /// Loss and gradient.
  let value: @Sendable ([Double]) -> (loss: Double, gradient: [Double])
  let curvature: @Sendable ([Double]) -> Matrix
  let factor: @Sendable ([Double]) -> Matrix

  struct Workspace: Sendable {}
  func makeWorkspace(trajectories: Int) -> Workspace { Workspace() }

  func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
  ) {
    for column in 0..<parameters.columns {
      let value = value(parameters.column(column))
      losses[column] = value.loss
      gradients.setColumn(column, to: value.gradient)
    }
  }
  func hessian(at parameters: [Double]) -> Matrix { curvature(parameters) }
  func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
    curvature(parameters) * direction
  }
  func gaussNewtonFactor(at parameters: [Double]) -> Matrix { factor(parameters) }
}
