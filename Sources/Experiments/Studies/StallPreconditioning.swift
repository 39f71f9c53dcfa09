internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Objectives
internal import Optimizers
internal import Spectra

/// The cures the theory suggests: descent preconditioned by what makes the problem ill-conditioned.
struct StallPreconditioning {
  /// log10 κ of F⁻¹H at the teacher, F the Fisher information of the attention weights.
  let log10NaturalConditionNumber: Double
  /// log10 κ(F) itself.
  let log10FisherConditionNumber: Double
  /// The natural gradient's best rate, and its steps to the goal.
  let naturalRate: Double
  let naturalSteps: Int?
  let isInterior: Bool
  /// η and the measured factor by which a step of p ← p − η·G*⁻¹·∇L shrinks the error near the teacher.
  let gaussNewtonFactors: [(learningRate: Double, factor: Double)]

  init(
    _ problem: AttentionProblem, _ teacher: StallTeacher, _ spec: StallStudy.Spec, _ recorder: inout Recorder
  ) throws {
    let loss = problem.loss
    let origin = problem.initialParameters.map { _ in 0.0 }
    let fisher = loss.attentionFisherInformation(at: origin)
    let values = try fisher.symmetricEigenvalues()
    log10FisherConditionNumber = log10((values.last ?? .nan) / values[0])
    log10NaturalConditionNumber = log10(
      try PreconditionedSpectrum(teacher.hessian, Cholesky(fisher)).conditionNumber)
    var steps: [Double: Int] = [:]
    let search = try LearningRateSearch(
      spec.naturalRates.grid, points: 2, maximumExtensions: spec.maximumExtensions
    ) { rates in
      try rates.map { rate in
        try recorder.checkInterruption()
        steps[rate] = try recorder.piece("natural gradient at rate \(rate)") { _ in
          Self.naturalGradient(problem, rate, to: spec.goal, limit: min(600, spec.steps))
        }
        return steps[rate].map(Double.init)
      }
    }
    naturalRate = search.selection.bestIndex.map { search.grid.rates[$0] } ?? .nan
    naturalSteps = steps[naturalRate]
    if case .winner = search.selection.outcome { isInterior = true } else { isInterior = false }
    gaussNewtonFactors = [0.1, 0.5].map { ($0, Self.localFactor(loss, teacher, learningRate: $0)) }
  }

  /// The steps of p ← p − η·F(p)⁻¹·∇L to a loss.
  private static func naturalGradient(
    _ problem: AttentionProblem, _ learningRate: Double, to target: Double, limit: Int
  ) -> Int? {
    var point = problem.initialParameters
    let initial = problem.loss.valueAndGradient(at: point).loss
    for step in 0...limit {
      let (loss, gradient) = problem.loss.valueAndGradient(at: point)
      if loss <= target { return step }
      guard loss.isFinite, loss <= 1e6 * initial,
        let fisher = try? Cholesky(problem.loss.attentionFisherInformation(at: point))
      else { return nil }
      for (i, change) in fisher.solve(gradient).enumerated() { point[i] -= learningRate * change }
    }
    return nil
  }

  /// e^{½·d log L/d step} over twenty steps of p ← p − η·G*⁻¹·∇L from a small distance along all axes.
  ///
  /// G*⁻¹ = Q Λ⁻¹ Qᵀ from the singular values of the factor, not from a product that squares its condition number.
  private static func localFactor(
    _ loss: PromptAttentionLoss, _ teacher: StallTeacher, learningRate: Double
  ) -> Double {
    var point = [Double](repeating: 1e-9, count: loss.dimension)
    let (vectors, eigenvalues) = (teacher.modes.vectors, teacher.modes.eigenvalues)
    var losses: [Double] = []
    for _ in 0...20 {
      let (value, gradient) = loss.valueAndGradient(at: point)
      losses.append(value)
      let components = zip(vectors.transposedProduct(with: gradient), eigenvalues).map { $0 / $1 }
      for (i, change) in (vectors * components).enumerated() { point[i] -= learningRate * change }
    }
    return exp(log(losses[20] / losses[0]) / 40)
  }
}
