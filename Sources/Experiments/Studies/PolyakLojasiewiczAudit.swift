internal import Attention
package import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Objectives

/// Runs flows and descents and holds them against the theorem.
package struct PolyakLojasiewiczAudit {
  package let instance: PolyakLojasiewiczInstance
  package let spec: PolyakLojasiewiczStudy.Spec

  package init(_ instance: PolyakLojasiewiczInstance, _ spec: PolyakLojasiewiczStudy.Spec) {
    (self.instance, self.spec) = (instance, spec)
  }

  /// N: the loss of the lab is the mean, the theorem's the sum.
  private var count: Double { Double(instance.shape.samples) }

  // MARK: The flow

  /// θ̇ = −∇L with |r₀| = α·s₀²/(2wΞ): L ≤ L₀ exp(−s₀²t/2), path ≤ 2|r₀|/s₀, σ_N ≥ s₀/2.
  ///
  /// Increments are integrated, and the length of the path with them; every step is audited, and σ_N at the
  /// times of the grid. A step is at most a quarter of 1/s₀², so that each decay is resolved.
  package func flow(alpha: Double, with method: any Integrator = Rosenbrock(.rodas4)) throws
    -> PolyakLojasiewiczRun
  {
    func open<Method: Integrator>(_ method: Method) throws -> PolyakLojasiewiczRun {
      try flow(alpha, method)
    }
    return try open(method)
  }

  private func flow<Method: Integrator>(_ alpha: Double, _ method: Method) throws -> PolyakLojasiewiczRun {
    var run = PolyakLojasiewiczRun(.flow, alpha: alpha, instance)
    let s0 = instance.smallestSingularValue
    let residual = alpha * instance.criticalResidual(factor: 2)
    let pathBound = 2 * residual / s0
    var probe = Probe(try instance.loss(residualNorm: residual))
    let initial = instance.unitResidual.count
    precondition(initial == probe.loss.sampleCount, "one residual a sample")
    // The flow of the sum runs N times as fast as that of the mean.
    let field = PathLength(of: GradientFlow(of: probe.loss, speed: count))
    var options = IntegrationOptions(
      Tolerances(relative: spec.tolerance, absolute: spec.tolerance * pathBound),
      largestStep: 0.25 / (s0 * s0), maximumSteps: spec.maximumSteps)
    options.maximumSeconds = nil
    var integration = Integration(
      of: field, from: Array(repeating: 0, count: field.dimension), with: method, options)
    var point = Array(repeating: 0.0, count: probe.loss.dimension)
    var log = 0.0
    integration: for k in 1...spec.gridPoints {
      let end = Double(k) * spec.horizon / Double(spec.gridPoints) / (s0 * s0)
      while integration.time < end {
        do { try integration.step(notBeyond: end) } catch {
          run.outcome = .abandoned("\(error)")
          break integration
        }
        for i in point.indices { point[i] = integration.state[i] }
        log = probe.logLossRatio(at: point)
        run.note(logLossRatio: log, logBound: -s0 * s0 * integration.time / 2)
      }
      run.curve.append(log)
      run.note(singularValue: try probe.smallestSingularValue(at: point))
      if log < spec.lossTarget { break }
    }
    run.steps = integration.statistics.accepted
    run.scaledTime = s0 * s0 * integration.time
    let length = integration.state[probe.loss.dimension]
    try finish(&run, probe, point, log, length: length, pathBound: pathBound)
    return run
  }

  // MARK: Gradient descent

  /// θ ← θ − η∇L with η = c/Λ and |r₀| = α·s₀²/(4mwΞ), m = max(1, 1/(2 − c)): path ≤ 4m|r₀|/s₀, σ_N ≥ s₀/2, and
  /// L shrinks by 1 − ηs₀²/4 a step, or for c > 1 by 1 − (ηs₀²/2)(1 − c/2).
  package func descent(alpha: Double, rate c: Double) throws -> PolyakLojasiewiczRun {
    var run = PolyakLojasiewiczRun(.descent(rate: c), alpha: alpha, instance)
    let s0 = instance.smallestSingularValue
    let stretch = max(1, 1 / (2 - c))
    let residual = alpha * instance.criticalResidual(factor: 4 * stretch)
    let pathBound = 4 * stretch * residual / s0
    let bound = instance.curvatureBound(residualNorm: residual, radius: pathBound)
    let rate = c / bound
    let factor = log1p(-rate * s0 * s0 * (c <= 1 ? 0.25 : 0.5 * (1 - c / 2)))
    var probe = Probe(try instance.loss(residualNorm: residual))
    let curvature = try probe.loss.hessian(at: probe.point).symmetricEigenvalues().last ?? .nan
    run.curvatureMargin = count * curvature / bound
    var point = probe.point
    var (log, length) = (0.0, 0.0)
    var check = 1
    for step in 0..<spec.descentSteps {
      // The rate of the mean is N times that of the sum.
      length += probe.descend(&point, by: rate * count)
      log = probe.logLossRatio(at: point)
      run.steps = step + 1
      run.note(logLossRatio: log, logBound: Double(step + 1) * factor)
      if step + 1 == check {
        run.note(singularValue: try probe.smallestSingularValue(at: point))
        check += max(1, check / 2)
      }
      if log < spec.descentTarget { break }
    }
    if !(log < spec.descentTarget) {
      run.outcome = .abandoned(
        "\(spec.descentSteps) steps took the loss by 10^\(String(format: "%.2g", log / M_LN10)) only")
    }
    run.scaledTime = s0 * s0 * rate * Double(run.steps)
    try finish(&run, probe, point, log, length: length, pathBound: pathBound)
    return run
  }

  // MARK: What both end with

  private func finish(
    _ run: inout PolyakLojasiewiczRun, _ probe: Probe, _ point: [Double], _ log: Double, length: Double,
    pathBound: Double
  ) throws {
    run.log10LossRatio = log / M_LN10
    run.pathMargin = length / pathBound
    let moved = Array(point[..<probe.loss.features]).euclideanNorm
    let features = PolyakLojasiewiczInstance.features(of: probe.loss, at: point)
    var change = features
    for k in change.storage.indices { change.storage[k] -= probe.initialFeatures.storage[k] }
    let last = try features.singularValues()[instance.shape.samples - 1]
    run.note(singularValue: last)
    let changeNorm = change.frobeniusNorm
    run.slack.path = run.pathMargin
    run.slack.displacement = moved / length
    run.slack.features = changeNorm / (instance.keyNorm / 2 * instance.tokenScale * moved)
    run.slack.singularValue = max(0, instance.smallestSingularValue - last) / changeNorm
  }

  /// Looks at a loss in increments, without allocating at each look.
  private struct Probe {
    let loss: PromptAttentionLoss
    let initialFeatures: Matrix
    let point: [Double]
    private let initialLoss: Double
    private var workspace: PromptAttentionLoss.Workspace
    private var column: Matrix
    private var gradient: Matrix
    private var losses = [0.0]

    init(_ loss: PromptAttentionLoss) {
      self.loss = loss
      point = Array(repeating: 0, count: loss.dimension)
      workspace = loss.makeWorkspace(trajectories: 1)
      column = Matrix(rows: loss.dimension, columns: 1)
      gradient = column
      initialFeatures = PolyakLojasiewiczInstance.features(of: loss, at: point)
      loss.evaluate(column, losses: &losses, gradients: &gradient, workspace: &workspace)
      initialLoss = losses[0]
    }

    /// log L/L₀; the gradient there is kept.
    mutating func logLossRatio(at point: [Double]) -> Double {
      column.setColumn(0, to: point)
      loss.evaluate(column, losses: &losses, gradients: &gradient, workspace: &workspace)
      return log(losses[0] / initialLoss)
    }

    /// One step along the gradient kept; its length.
    mutating func descend(_ point: inout [Double], by rate: Double) -> Double {
      for i in point.indices { point[i] -= rate * gradient.storage[i] }
      return rate * gradient.storage.euclideanNorm
    }

    func smallestSingularValue(at point: [Double]) throws -> Double {
      try PolyakLojasiewiczInstance.features(of: loss, at: point).singularValues()[loss.sampleCount - 1]
    }
  }
}
