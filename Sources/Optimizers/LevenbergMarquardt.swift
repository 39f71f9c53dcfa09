internal import LinearAlgebra

/// Levenberg–Marquardt: Gauss–Newton steps, damped as far as the loss demands.
///
///     (RᵀR + μI)·δ = −g,   p ← p + δ
///     gain ρ = (L(p) − L(p + δ)) / (½δᵀ(μδ − g))
///     ρ > 0: the step is kept,      μ ← μ·max(1/3, 1 − (2ρ − 1)³), ν ← 2
///     else:  p goes back,           μ ← μ·ν, ν ← 2ν
///
/// The damping starts at 1/η: as η → 0 the first step is −η·g, and for large η it is the Gauss–Newton step. Whether
/// a step is kept is known at the next evaluation, so a trial that is worse stands in the curve for one step, and
/// the next trial starts from the point before it; only a trial whose loss is not finite ends the trajectory, in
/// ``Descent``, as diverged. The damping makes a rank-deficient Gauss–Newton matrix solvable.
///
/// - Complexity: One Gauss–Newton factor and about 4·d²·(rows + d) flops a step; allocates.
/// - Reference: Levenberg (1944), Marquardt (1963); damping of Nielsen (1999), IMM-REP-1999-05.
public struct LevenbergMarquardt: Optimizer {
  /// The last point kept, the trial from it, and the damping.
  public struct State: Codable, Equatable, Sendable {
    /// μ, the damping of the next trial.
    public var damping: Double
    /// ν, by which the damping grows when a trial is worse.
    public var growth = 2.0
    /// The last point kept; empty before the first step.
    public var parameters: [Double] = []
    /// The gradient there.
    public var gradient: [Double] = []
    /// The loss there.
    public var loss = 0.0
    /// How much the quadratic model promised.
    public var promisedReduction = 0.0
  }

  /// The name in the catalogue.
  public static let name = "levenberg-marquardt"
  /// The exact update.
  public static let update = """
    (RᵀR + μI)·δ = −g, RᵀR the Gauss–Newton matrix, μ = 1/η at first; p ← p + δ; gain ρ = actual/promised \
    reduction; ρ > 0: μ ← μ·max(1/3, 1−(2ρ−1)³), ν ← 2; else p goes back, μ ← μ·ν, ν ← 2ν  \
    (Marquardt 1963, Nielsen 1999)
    """
  /// It needs second derivatives.
  public static var usesGaussNewtonFactor: Bool { true }

  /// Beyond this damping no step can change anything; a bound keeps μ finite at the floor of rounding.
  private static let largestDamping = 1e150

  /// The learning rate η: the damping starts at 1/η.
  public var learningRate = 1.0

  /// The rule with its default learning rate.
  public init() {}

  /// No trial yet.
  public func makeState(dimension: Int) -> State { State(damping: 1 / learningRate) }

  /// Judges the trial standing in `parameters` and takes the next one.
  public func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State) {
    judge(parameters, evaluation, &state)
    let factor = evaluation.gaussNewtonFactor(state.parameters)
    var step = dampedStep(factor, state)
    while step == nil, state.damping < Self.largestDamping {
      // The damped matrix is singular to working precision: more damping makes it regular.
      raiseDamping(&state)
      step = dampedStep(factor, state)
    }
    let change = step ?? Array(repeating: 0, count: parameters.count)
    state.promisedReduction = 0
    for i in parameters.indices {
      parameters[i] = state.parameters[i] + change[i]
      state.promisedReduction += 0.5 * change[i] * (state.damping * change[i] - state.gradient[i])
    }
  }

  private func judge(_ parameters: [Double], _ evaluation: Evaluation, _ state: inout State) {
    if !state.parameters.isEmpty {
      let reduction = state.loss - evaluation.loss
      guard reduction > 0, state.promisedReduction > 0 else {
        raiseDamping(&state)
        return
      }
      let excess = 2 * reduction / state.promisedReduction - 1
      state.damping *= max(1.0 / 3, 1 - excess * excess * excess)
      state.growth = 2
    }
    state.parameters = parameters
    state.gradient = evaluation.gradient
    state.loss = evaluation.loss
  }

  private func raiseDamping(_ state: inout State) {
    state.damping = min(state.damping * state.growth, Self.largestDamping)
    state.growth = min(2 * state.growth, Self.largestDamping)
  }

  /// −(RᵀR + μI)⁻¹g, or nil if the matrix is singular to working precision.
  ///
  /// From the triangle of [R; √μ·I], which is formed without squaring R's condition number.
  private func dampedStep(_ factor: Matrix, _ state: State) -> [Double]? {
    let size = factor.columns
    var stacked = Matrix(rows: factor.rows + size, columns: size)
    let root = state.damping.squareRoot()
    for j in 0..<size {
      for i in 0..<factor.rows { stacked[i, j] = factor[i, j] }
      stacked[factor.rows + j, j] = root
    }
    guard let triangle = try? QR(stacked).triangularFactor, triangle.firstZeroPivot == nil else { return nil }
    var step = state.gradient.map { -$0 }
    BLAS.solveTriangular(triangle, .upper, .transposed, into: &step)
    BLAS.solveTriangular(triangle, .upper, into: &step)
    return step.maximumMagnitude.isFinite ? step : nil
  }
}
