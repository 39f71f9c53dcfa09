internal import LinearAlgebra
internal import Objectives

/// The state of a search for a ``StationaryPoint``: the best point so far, and how it was reached.
struct StationarySearch<O: TwiceDifferentiable> {
  let objective: O
  private(set) var parameters: [Double]
  private(set) var loss: Double
  private(set) var gradient: [Double]
  private(set) var levenbergMarquardtSteps = 0
  private(set) var newtonSteps = 0
  private let start: [Double]
  private var initialNorm: Double { start.euclideanNorm }
  /// The largest eigenvalue of the Gauss–Newton matrix at the start.
  private var initialCurvature: Double?
  /// How many of its eigenvalues were above rounding.
  private var initialRank = 0
  /// The length of the first Newton step after the descent.
  private var reach = 0.0
  /// The largest |λ| of the Hessian the polish saw last.
  private var finalCurvature = 0.0
  private var workspace: O.Workspace
  /// The moves that were kept, in order.
  private var moves: [Move] = []

  private struct Move {
    let step: [Double]
    let length: Double
    /// ‖θ‖ after it.
    let norm: Double
  }

  /// Looks at the start.
  init(_ objective: O, _ start: [Double]) {
    self.objective = objective
    parameters = start
    self.start = start
    workspace = objective.makeWorkspace(trajectories: 1)
    (loss, gradient) = (0, [])
    (loss, gradient) = evaluate(start)
  }

  /// Runs the three phases.
  mutating func run(_ options: StationaryPoint.Options) throws(LinearAlgebraError) -> StationaryPoint.Stop {
    guard gradient.maximumMagnitude > 0 else { return .zeroGradient }
    // A start at the level of rounding has nothing to descend; Newton steps may still add a digit.
    if isAboveRounding() {
      try descend(.gaussNewton, steps: options.levenbergMarquardtSteps)
      try descend(.newton, steps: options.newtonSteps)
    }
    let descentMoves = moves.count
    let flat = try polish(steps: options.newtonSteps)
    if escapes(descentMoves, flat) { return .escapesToInfinity }
    if gradient.maximumMagnitude == 0 { return .zeroGradient }
    guard isAboveRounding() else { return .roundingLevel }
    // Where the loss shows nothing any more the model still sees its stationary point at a distance.
    if reach > 1e-3 * parameters.euclideanNorm, parameters.euclideanNorm > initialNorm {
      return .escapesToInfinity
    }
    return flat == nil ? .stepLimit : .stalled
  }

  /// Whether the gradient means anything: below the normal range nothing has digits.
  private mutating func isAboveRounding() -> Bool {
    gradient.euclideanNorm > max(10 * gradientNoise(), .leastNormalMagnitude)
  }

  /// The rounding error of the gradient: ‖Δ³∇L‖/√20, the larger one of two lines through the point.
  ///
  /// Third differences at a spacing of 10⁻⁸‖θ‖ leave nothing of a smooth function; errors of one size come out
  /// multiplied by √(1 + 9 + 9 + 1). What rounding the parameters does is in them.
  ///
  /// - Reference: Hamming (1973); Moré and Wild (2011), Estimating computational noise.
  mutating func gradientNoise() -> Double {
    let spacing = 1e-8 * parameters.euclideanNorm / Double(parameters.count).squareRoot()
    var largest = 0.0
    for period in 2...3 {
      var difference = gradient.map { -3 * $0 }
      for (offset, weight) in [(-1.0, 1.0), (1, 3), (2, -1)] {
        let moved = parameters.indices.map {
          parameters[$0] + ($0 % period == 0 ? offset : -offset) * spacing
        }
        let other = evaluate(moved).gradient
        for k in difference.indices { difference[k] += weight * other[k] }
      }
      largest = max(largest, difference.euclideanNorm / 20.0.squareRoot())
    }
    return largest
  }

  private mutating func evaluate(_ point: [Double]) -> (loss: Double, gradient: [Double]) {
    var losses = [0.0]
    var gradients = Matrix(rows: point.count, columns: 1)
    objective.evaluate(
      Matrix(rows: point.count, columns: 1, storage: point), losses: &losses, gradients: &gradients,
      workspace: &workspace)
    return (losses[0], gradients.storage)
  }

  private mutating func accept(_ step: [Double], _ value: (loss: Double, gradient: [Double])) {
    for k in parameters.indices { parameters[k] += step[k] }
    (loss, gradient) = value
    moves.append(Move(step: step, length: step.euclideanNorm, norm: parameters.euclideanNorm))
  }
}

// MARK: - Descent

extension StationarySearch {
  /// Damped steps of a model while the loss falls.
  private mutating func descend(
    _ curvature: QuadraticModel.Curvature, steps limit: Int
  ) throws(LinearAlgebraError) {
    func model() throws(LinearAlgebraError) -> QuadraticModel {
      try QuadraticModel(curvature, of: objective, at: parameters, gradient: gradient)
    }
    var current = try model()
    // As long as the largest curvature, so that the first step stays near.
    var damping = current.scale.max() ?? 0
    if initialCurvature == nil {
      initialCurvature = damping
      initialRank = current.scale.count { $0 > Double(parameters.count) * .ulpOfOne * damping }
    }
    var growth = 2.0
    var history = [(loss: loss, gradientNorm: gradient.euclideanNorm)]
    for _ in 0..<4 * limit where history.count <= limit {
      let (step, promise) = current.step(damping: damping)
      // Below this a loss shows nothing any more: the gradient knows more.
      guard promise > 4 * .ulpOfOne * loss, step.euclideanNorm > .ulpOfOne * parameters.euclideanNorm else {
        return
      }
      let value = evaluate(zip(parameters, step).map { $0 + $1 })
      guard value.loss < loss, value.gradient.maximumMagnitude.isFinite else {
        damping = growth * max(damping, .leastNormalMagnitude)
        growth *= 2
        guard damping.isFinite else { return }
        continue
      }
      let excess = 2 * (loss - value.loss) / promise - 1
      damping *= max(1.0 / 3, 1 - excess * excess * excess)
      growth = 2
      accept(step, value)
      switch curvature {
      case .gaussNewton: levenbergMarquardtSteps += 1
      case .newton: newtonSteps += 1
      }
      guard gradient.maximumMagnitude > 0 else { return }
      history.append((loss, gradient.euclideanNorm))
      // Gauss–Newton steps converge linearly where residuals stay: when twenty of them halve neither the loss nor
      // the gradient, the Hessian is worth its price.
      if curvature == .gaussNewton, history.count > 20 {
        let before = history[history.count - 21]
        if loss > 0.5 * before.loss, gradient.euclideanNorm > 0.5 * before.gradientNorm { return }
      }
      current = try model()
    }
  }
}

// MARK: - Polish

extension StationarySearch {
  /// Newton steps on the numerical range of the Hessian while the gradient falls.
  ///
  /// - Returns: The directions left out at the end, as columns, when the gradient falls no further; nil when the
  ///   steps are used up.
  private mutating func polish(steps limit: Int) throws(LinearAlgebraError) -> Matrix? {
    for iteration in 0..<limit {
      let eigen = try SymmetricEigen(objective.hessian(at: parameters))
      finalCurvature = eigen.values.reduce(0) { max($0, $1.magnitude) }
      let floor = Double(parameters.count) * .ulpOfOne * finalCurvature
      let flat = eigen.values.indices.filter { eigen.values[$0].magnitude <= floor }
      let directions = Matrix(
        rows: parameters.count, columns: flat.count, storage: flat.flatMap(eigen.vectors.column))
      guard gradient.maximumMagnitude > 0 else { return directions }
      var components = eigen.vectors.transposedProduct(with: gradient)
      for k in components.indices {
        components[k] = eigen.values[k].magnitude > floor ? -components[k] / eigen.values[k] : 0
      }
      let step = eigen.vectors * components
      if iteration == 0 { reach = step.euclideanNorm }
      var fraction = 1.0
      while fraction > 0.1 {
        let move = step.map { fraction * $0 }
        let value = evaluate(zip(parameters, move).map { $0 + $1 })
        if value.loss.isFinite, value.gradient.euclideanNorm < gradient.euclideanNorm {
          accept(move, value)
          newtonSteps += 1
          break
        }
        fraction /= 2
      }
      guard fraction > 0.1 else { return directions }
    }
    return nil
  }

  /// Whether the moves lead away: towards an attracting point they become shorter and shorter.
  ///
  /// Five moves in a row, each longer than three tenths of the one before it and each adding to ‖θ‖, do not. The last
  /// moves count; those of the descent if what the last one went along has since become too flat to be resolved.
  ///
  /// - Parameters:
  ///   - descentMoves: How many moves the loss was asked about.
  ///   - flat: The directions the polish left out.
  private func escapes(_ descentMoves: Int, _ flat: Matrix?) -> Bool {
    // So far out that nothing curves: a point of zero gradient there attracts nothing.
    if finalCurvature <= .ulpOfOne * (initialCurvature ?? 0), parameters.euclideanNorm > initialNorm {
      return true
    }
    func leadAway(_ moves: ArraySlice<Move>) -> Bool {
      let last = Array(moves.suffix(6))
      guard last.count == 6 else { return false }
      return zip(last, last.dropFirst()).allSatisfy { $1.length > 0.3 * $0.length && $1.norm > $0.norm }
    }
    if leadAway(moves[...]) { return true }
    guard let flat, flat.columns > 0, descentMoves > 0 else { return false }
    // One long step can do it: directions that curved at the start are flat now, and were gone along.
    if flat.columns > parameters.count - initialRank,
      flat.transposedProduct(with: parameters).euclideanNorm
        > 2 * flat.transposedProduct(with: start).euclideanNorm
    {
      return true
    }
    let last = moves[descentMoves - 1]
    let share = flat.transposedProduct(with: last.step).euclideanNorm / last.length
    return share * share > 0.25 && leadAway(moves[..<descentMoves])
  }
}
