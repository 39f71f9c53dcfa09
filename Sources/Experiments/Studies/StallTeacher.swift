internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Spectra
internal import TeacherStudent

/// The problem at the teacher: its attention, the Jacobians of the samples, and the Hessian for the prompt.
struct StallTeacher {
  /// Means over the samples.
  let meanLog10Ratio: Double
  /// The share of all weights below the specification's bound.
  let smallWeightShare: Double
  /// The share of samples whose largest weight is above 0.99.
  let oneHotShare: Double
  /// The mean over the samples of log10 κ(J|T).
  let log10Jacobian: Double
  /// The mean of log10 κ(J²H) with H = X Xᵀ, the Hessian in the weights of ½|Xᵀs − y|²: that of attention whose whole
  /// output is fitted. The model's own has one output, and its H = uuᵀ rank one. NaN where X Xᵀ is singular.
  let log10Linearization: Double
  /// κ of the Hessian for the prompt, which at a teacher is the Gauss–Newton matrix, and its five terms.
  let attribution: ConditionAttribution
  /// The Hessian's modes, eigenvalues ascending.
  let modes: ResidualModes
  /// The Hessian itself.
  let hessian: Matrix
  /// The direction p*.
  let prompt: [Double]

  init(_ problem: AttentionProblem, _ spec: StallStudy.Spec) throws {
    let loss = problem.loss
    let origin = [Double](repeating: 0, count: loss.dimension)
    let logWeights = loss.logWeights(at: origin)
    let statistics = loss.statistics(at: origin)
    meanLog10Ratio = statistics.meanLog10Ratio
    let bound = log(spec.smallWeight)
    smallWeightShare =
      Double(logWeights.joined().count { $0 < bound }) / Double(loss.sampleCount * loss.tokens)
    oneHotShare =
      Double(logWeights.count { ($0.max() ?? 0) > log(0.99) }) / Double(loss.sampleCount)
    let tokens = problem.dataset.tokens
    let conditions = try Parallel.map(loss.sampleCount) { i in
      Result {
        let point = try SimplexPoint(logits: logWeights[i])
        let own = tokens.storage[i * loss.tokens * loss.features..<(i + 1) * loss.tokens * loss.features]
        let sample = Matrix(rows: loss.features, columns: loss.tokens, storage: Array(own))
        let hessian = try? TangentHessian(sample.gram(), coordinates: loss.tokens)
        return (
          ExtremeEigenvalues(point).log10ConditionNumber,
          try hessian.map { try LinearizationSpectrum(point, $0).log10ConditionNumber } ?? .nan
        )
      }
    }.map { try $0.get() }
    log10Jacobian = conditions.map(\.0).mean
    log10Linearization = conditions.map(\.1).mean
    attribution = try ConditionAttribution(loss)
    modes = try ResidualModes(loss, at: origin)
    hessian = loss.hessian(at: origin)
    prompt = problem.dataset.teacherPrompt ?? origin
  }

  /// The Hessian's extreme eigenvalues.
  var smallest: Double { modes.eigenvalues[0] }
  var largest: Double { modes.eigenvalues[modes.eigenvalues.count - 1] }
}

/// The eigen-directions of the Gauss–Newton matrix at one point, and the residual split among them.
///
/// The loss in a mode is that of the residual's component along the mode's left singular vector of ∂f/∂p: exact, while
/// ½ δpᵀGδp is several times the loss far from the teacher.
struct ResidualModes {
  /// Ascending.
  let eigenvalues: [Double]
  /// Unit eigenvectors as columns, in the order of the eigenvalues.
  let vectors: Matrix
  private let left: Matrix

  init(_ loss: PromptAttentionLoss, at parameters: [Double]) throws {
    let decomposition = try JacobiSVD(loss.gaussNewtonFactor(at: parameters))
    eigenvalues = decomposition.values.reversed().map { $0 * $0 }
    let order = decomposition.values.indices.reversed()
    vectors = Matrix(columnByColumn: order.map(decomposition.rightVectors.column))
    left = Matrix(columnByColumn: order.map(decomposition.leftVectors.column))
  }

  /// ½ δpᵀGδp, the loss as the matrix has it.
  func quadratic(_ displacement: [Double]) -> Double {
    let components = vectors.transposedProduct(with: displacement)
    return zip(eigenvalues, components).reduce(0) { $0 + 0.5 * $1.0 * $1.1 * $1.1 }
  }

  /// The share of the squared residual in each mode; what is missing to 1 lies outside the range of ∂f/∂p.
  func shares(of residual: [Double]) -> [Double] {
    let norm = residual.euclideanNorm
    guard norm > 0 else { return eigenvalues.map { _ in .nan } }
    return eigenvalues.indices.map { k in
      let component = left.column(k).dot(residual) / norm
      return component * component
    }
  }
}
