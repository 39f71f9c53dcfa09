internal import Foundation

/// The coefficients of an explicit Runge–Kutta pair with dense output, checked when made.
///
///     k_i = f(t + c_i h, y + h Σ_{j<i} a_ij k_j)      i = 1 … s
///     y'  = y + h Σ b_i k_i                            order p
///     k_{s+1} = f(t + h, y')                           the first stage of the next step
///     error = h Σ e_i k_i                              i = 1 … s + 1, order q of y' − error
///     y(t + θh) = y + h Σ b_i(θ) k_i                   over all stages, extra ones of the dense output included
///
/// A pair whose coefficients do not satisfy the order conditions they claim cannot be made.
public struct RungeKuttaTableau: Equatable, Sendable {
  /// The name in the catalogue.
  public let name: String
  /// One line with the source.
  public let summary: String
  /// p.
  public let order: Int
  /// q, the order of the embedded solution.
  public let embeddedOrder: Int
  /// The order of the dense output.
  public let denseOrder: Int
  /// a_ij, s rows of i − 1 elements.
  public let stages: [[Double]]
  /// b.
  public let weights: [Double]
  /// e, s + 1 elements.
  public let errorWeights: [Double]
  /// A second estimate for methods that combine two, and its order.
  public let secondError: SecondError?
  /// The further stages of the dense output; row i has s + 1 + i elements.
  public let extraStages: [[Double]]
  /// b_i(θ) as coefficients of θ, θ², …, one row a stage.
  public let interpolation: [[Double]]
  /// c, of all stages.
  public let nodes: [Double]

  /// An estimate of lower order beside the main one, E: the norm of the error is E²/(E² + 0.01·E₂²)^½.
  ///
  /// - Reference: Hairer, Nørsett and Wanner (1993), §II.10 (DOP853).
  public struct SecondError: Equatable, Sendable {
    /// Weights of the stages, s + 1 of them.
    public let weights: [Double]
    /// The order of y' minus this error.
    public let order: Int

    /// An estimate.
    public init(weights: [Double], order: Int) {
      self.weights = weights
      self.order = order
    }
  }

  /// Checks the coefficients.
  ///
  /// - Throws: ``TableauError``, naming the first condition that does not hold.
  public init(
    name: String, summary: String, order: Int, embeddedOrder: Int, denseOrder: Int, nodes: [Double],
    stages: [[Double]], weights: [Double], errorWeights: [Double], secondError: SecondError? = nil,
    extraStages: [[Double]] = [], interpolation: [[Double]]
  ) throws(TableauError) {
    (self.name, self.summary) = (name, summary)
    (self.order, self.embeddedOrder, self.denseOrder) = (order, embeddedOrder, denseOrder)
    (self.stages, self.weights, self.errorWeights) = (stages, weights, errorWeights)
    (self.secondError, self.extraStages, self.interpolation) = (secondError, extraStages, interpolation)
    self.nodes = nodes
    try checkShapes()
    let conditions = OrderConditions(name: name, branching: allRows, chain: allRows)
    try conditions.checkNodes(nodes)
    try conditions.check(padded(weights), order: order, "b")
    try conditions.check(embedded(errorWeights), order: embeddedOrder, "b − e")
    if let secondError {
      try conditions.check(embedded(secondError.weights), order: secondError.order, "b − e₂")
    }
    try conditions.checkInterpolation(interpolation, order: denseOrder, end: padded(weights))
  }

  /// Whether the error needs f at the new state.
  var errorNeedsNextDerivative: Bool {
    errorWeights[weights.count] != 0 || (secondError?.weights[weights.count] ?? 0) != 0
  }

  /// Whether f is evaluated twice at the end of a step, at the last stage and at the new state.
  var estimatesStiffness: Bool {
    errorNeedsNextDerivative && weights.count > 1 && nodes[weights.count - 1] == 1
  }

  /// All rows of the extended method: the stages, y' itself as the last proper one, the extra stages.
  private var allRows: [[Double]] { (stages + [weights] + extraStages).map(padded) }

  private var stageCount: Int { weights.count + 1 + extraStages.count }

  private func padded(_ row: [Double]) -> [Double] {
    row + Array(repeating: 0, count: max(0, stageCount - row.count))
  }

  private func embedded(_ error: [Double]) -> [Double] {
    zip(padded(weights), padded(error)).map { $0 - $1 }
  }

  private func checkShapes() throws(TableauError) {
    let s = weights.count
    let areRows = stages.count == s && stages.indices.allSatisfy { stages[$0].count == $0 }
    let areExtra = extraStages.indices.allSatisfy { extraStages[$0].count == s + 1 + $0 }
    let isSecond = secondError.map { $0.weights.count == s + 1 } ?? true
    guard s > 0, areRows, areExtra, isSecond, errorWeights.count == s + 1, nodes.count == stageCount,
      interpolation.count == stageCount, Set(interpolation.map(\.count)).count == 1
    else { throw .shape(method: name) }
  }
}

/// What is wrong with the coefficients of a method.
public enum TableauError: Error, Equatable, Sendable {
  /// The lists do not have the lengths of a method.
  case shape(method: String)
  /// c_i is not the sum of row i.
  case node(method: String, stage: Int, defect: Double)
  /// An order condition does not hold: that of the given tree among those of its order.
  case order(method: String, weights: String, order: Int, tree: Int, defect: Double)
  /// The dense output does not end where the step does.
  case interpolationEnd(method: String, stage: Int, defect: Double)
  /// The stability function does not vanish at infinity.
  case stiffLimit(method: String, defect: Double)
}

extension TableauError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .shape(let method): "\(method): the coefficients do not have the shape of a method"
    case .node(let method, let stage, let defect):
      "\(method): c of stage \(stage) is off the sum of its row by \(defect)"
    case .order(let method, let weights, let order, let tree, let defect):
      "\(method): condition \(tree) of order \(order) on \(weights) is violated by \(defect)"
    case .interpolationEnd(let method, let stage, let defect):
      "\(method): the dense output of stage \(stage) ends \(defect) off its weight"
    case .stiffLimit(let method, let defect):
      "\(method): the stability function is \(defect) at infinity, not 0"
    }
  }
}
