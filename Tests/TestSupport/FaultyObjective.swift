public import LinearAlgebra
public import Objectives

/// An objective with a planted fault, which ``ObjectiveConformance`` must reject.
public struct FaultyObjective<Base: Objective>: Objective {
  /// What is wrong.
  public enum Fault: Sendable, CaseIterable {
    /// One component of the gradient has the wrong sign.
    case wrongSign
    /// The gradient is half of what it should be.
    case droppedFactor
    /// The gradient's components are shifted by one.
    case offByOne
    /// The second column repeats the loss of the first.
    case sharedColumn
    /// The last column is not written.
    case missingColumn
    /// The gradient is that of the evaluation before, left in the workspace.
    case staleWorkspace
    /// The Hessian has one element changed on one side of the diagonal.
    case asymmetricHessian
    /// The Hessian lacks a multiple of the identity, on which symmetry has no bearing.
    case shiftedHessian
    /// The Hessian product is half of what it should be.
    case droppedProductFactor
    /// The Gauss–Newton factor lacks its first row.
    case missingFactorRow
    /// The Gauss–Newton factor is transposed.
    case transposedFactor
    /// The curvature beside the Gauss–Newton matrix is half of what it should be.
    case droppedResidualCurvatureFactor
    /// A mini-batch is divided by N instead of its size.
    case wrongBatchSize
    /// A mini-batch sees the sample after the one named.
    case wrongSample

    /// The faults of any objective's value and gradient.
    public static var ofEvaluation: [Fault] {
      [.wrongSign, .droppedFactor, .offByOne, .sharedColumn, .missingColumn, .staleWorkspace]
    }
    /// The faults of second derivatives.
    public static var ofCurvature: [Fault] {
      [
        .asymmetricHessian, .shiftedHessian, .droppedProductFactor, .missingFactorRow, .transposedFactor,
        .droppedResidualCurvatureFactor,
      ]
    }
    /// The faults of mini-batches.
    public static var ofSampling: [Fault] { [.wrongBatchSize, .wrongSample] }
  }

  /// The objective that is right.
  public let base: Base
  /// What is wrong with this one.
  public let fault: Fault

  /// Plants a fault.
  public init(_ base: Base, _ fault: Fault) {
    self.base = base
    self.fault = fault
  }

  /// The buffers of the right one, and the gradients of the evaluation before.
  public struct Workspace {
    var base: Base.Workspace
    var previousGradients: Matrix?
  }

  /// As that of the right one.
  public var dimension: Int { base.dimension }

  /// Buffers.
  public func makeWorkspace(trajectories: Int) -> Workspace {
    Workspace(base: base.makeWorkspace(trajectories: trajectories))
  }

  /// Evaluates with the fault.
  public func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix, workspace: inout Workspace
  ) {
    let columns = parameters.columns
    let before = (loss: losses[columns - 1], gradient: gradients.column(columns - 1))
    base.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace.base)
    switch fault {
    case .wrongSign:
      for j in 0..<columns { gradients[dimension - 1, j] *= -1 }
    case .droppedFactor:
      for k in gradients.storage.indices { gradients.storage[k] *= 0.5 }
    case .offByOne:
      for j in 0..<columns {
        let right = gradients.column(j)
        gradients.setColumn(j, to: Array(right.dropFirst()) + [right[0]])
      }
    case .sharedColumn where columns > 1: losses[1] = losses[0]
    case .missingColumn where columns > 1:
      losses[columns - 1] = before.loss
      gradients.setColumn(columns - 1, to: before.gradient)
    case .staleWorkspace:
      let right = gradients
      if let previous = workspace.previousGradients, previous.columns == right.columns {
        gradients = previous
      }
      workspace.previousGradients = right
    default: break
    }
  }
}

extension FaultyObjective: TwiceDifferentiable where Base: TwiceDifferentiable {
  /// The Hessian with the fault.
  public func hessian(at parameters: [Double]) -> Matrix {
    var hessian = base.hessian(at: parameters)
    let scale = 1e-6 * hessian.maximumMagnitude
    switch fault {
    case .asymmetricHessian: hessian[0, dimension - 1] += scale
    case .shiftedHessian: for i in 0..<dimension { hessian[i, i] -= scale }
    default: break
    }
    return hessian
  }

  /// The product with the fault.
  public func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
    let product = base.hessianProduct(at: parameters, along: direction)
    return fault == .droppedProductFactor ? product.map { 0.5 * $0 } : product
  }

  /// The factor with the fault.
  public func gaussNewtonFactor(at parameters: [Double]) -> Matrix {
    let factor = base.gaussNewtonFactor(at: parameters)
    switch fault {
    case .missingFactorRow: return Matrix(rowByRow: (1..<factor.rows).map(factor.row))
    case .transposedFactor: return factor.transposed()
    default: return factor
    }
  }

  /// The residuals' curvature with the fault.
  public func residualCurvature(at parameters: [Double]) -> Matrix {
    var curvature = base.residualCurvature(at: parameters)
    guard fault == .droppedResidualCurvatureFactor else { return curvature }
    for k in curvature.storage.indices { curvature.storage[k] *= 0.5 }
    return curvature
  }
}

extension FaultyObjective: SampledObjective where Base: SampledObjective {
  /// As that of the right one.
  public var sampleCount: Int { base.sampleCount }

  /// Evaluates a mini-batch with the fault.
  public func evaluate(
    _ parameters: Matrix, samples: [Int], losses: inout [Double], gradients: inout Matrix,
    workspace: inout Workspace
  ) {
    let seen = fault == .wrongSample ? samples.map { min($0 + 1, sampleCount - 1) } : samples
    base.evaluate(
      parameters, samples: seen, losses: &losses, gradients: &gradients, workspace: &workspace.base)
    guard fault == .wrongBatchSize else { return }
    let weight = Double(samples.count) / Double(sampleCount)
    for j in 0..<parameters.columns { losses[j] *= weight }
    for k in gradients.storage.indices { gradients.storage[k] *= weight }
  }
}
