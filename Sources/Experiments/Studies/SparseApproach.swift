internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Randomness
internal import Spectra

/// One flow from the uniform point to a target with a tiny weight: its trajectory, its stall and its last decay.
struct SparseApproach: Codable {
  /// The flow.
  enum Flow: String, CaseIterable, Codable {
    /// ẋ = −J²H(x − x*).
    case gradient
    /// ẋ = −JH(x − x*).
    case replicator
    /// ẋ = −PH(x − x*).
    case natural
  }

  /// A point of the trajectory.
  struct Point: Codable {
    let time: Double
    let log10Weights: [Double]
    let loss: Double
  }

  let flow: Flow
  /// log10 of the smallest weight, as it was asked for.
  let smallest: Double
  let seed: UInt64
  let points: [Point]
  /// log10 of the smallest eigenvalue of the linearised flow.
  let log10ForecastRate: Double
  /// The measured rate of the last decay over the forecast.
  let rateOverForecast: Double
  /// d log x/d log t of the smallest weight while it stalls; NaN without a stall.
  let stallSlope: Double
  /// Over how many decades of time.
  let stallDecades: Double
  /// log10 of the first time at which the smallest weight is less than twice its target for good.
  let log10Arrival: Double
  let steps: Int
  /// Whether all weights stay positive on the way.
  let staysInside: Bool

  init(_ spec: DecadesStudy.Spec, smallest: Double, seed: UInt64, flow: Flow) throws {
    (self.flow, self.smallest, self.seed) = (flow, smallest, seed)
    let problem = try Problem(tokens: spec.tokens, smallest: smallest, seed: seed)
    switch flow {
    case .gradient:
      log10ForecastRate =
        try LinearizationSpectrum(problem.target, problem.hessian).log10Eigenvalues[0]
    case .replicator:
      log10ForecastRate =
        try LinearizationSpectrum(problem.target, problem.hessian, flow: .replicator).log10Eigenvalues[0]
    case .natural: log10ForecastRate = log10(problem.hessian.smallestEigenvalue)
    }
    var run = try Run(flow, problem, tolerance: spec.tolerance)
    // From the first motion to thirty times the slowest mode's time.
    let last = -log10ForecastRate + log10(30)
    let count = Int((last + 2) * Double(spec.pointsPerDecade)) + 1
    var points: [Point] = []
    for index in 0..<count {
      let exponent = -2 + (last + 2) * Double(index) / Double(count - 1)
      guard let state = try run.state(at: pow(10, exponent)) else { break }
      points.append(
        Point(
          time: pow(10, exponent), log10Weights: run.logWeights(state).map { $0 / log(10) },
          loss: run.loss(state)))
    }
    self.points = points
    steps = run.steps
    // A flow that has left the simplex may come back to it, but it is no flow of weights any more.
    staysInside = points.count == count
    rateOverForecast =
      staysInside ? try Self.rate(flow, problem, spec.tolerance, pow(10, -log10ForecastRate)) : .nan
    let target = problem.target.logWeights.map { $0 / log(10) }
    let gaps = points.map { $0.log10Weights[0] - target[0] }
    let arrived = gaps.lastIndex { $0 >= log10(2) }.map { $0 + 1 } ?? 0
    log10Arrival = staysInside && arrived < points.count ? log10(points[arrived].time) : .nan
    // The stall proper: all other weights have settled to a hundredth, this one is far from its target.
    let stalling = points.indices.filter { index in
      gaps[index] > 2
        && target.indices.dropFirst().allSatisfy {
          abs(points[index].log10Weights[$0] - target[$0]) < log10(1.01)
        }
    }
    guard flow == .gradient, stalling.count > 2, let first = stalling.first, let end = stalling.last else {
      (stallSlope, stallDecades) = (.nan, 0)
      return
    }
    let times = stalling.map { log10(points[$0].time) }
    stallSlope = LinearFit(times, stalling.map { points[$0].log10Weights[0] }).slope
    stallDecades = log10(points[end].time / points[first].time)
  }

  /// The rate of the slowest decay over its forecast, between ten and twenty of its times.
  private static func rate(_ flow: Flow, _ problem: Problem, _ tolerance: Double, _ time: Double) throws
    -> Double
  {
    var run = try Run(flow, problem, tolerance: tolerance, isRelative: true)
    let multiples = stride(from: 10.0, through: 20, by: 1).map { $0 }
    var logarithms: [Double] = []
    for multiple in multiples {
      guard let state = try run.state(at: multiple * time) else { return .nan }
      logarithms.append(log(abs(state.distances[0])))
    }
    return -LinearFit(multiples, logarithms).slope
  }

  /// A target and its loss.
  private struct Problem {
    let target: SimplexPoint
    let hessian: TangentHessian
    let matrix: Matrix

    init(tokens: Int, smallest: Double, seed: UInt64) throws {
      var stream = RandomStream(seed: seed, name: "decades")
      let large = (3..<tokens).map { _ in 0.5 + 0.5 * stream.uniform() }
      // Half of the smallest one's depth, rather than the same: then the stall has stages.
      let small = [smallest, smallest / 2, smallest / 2]
      let rest = small.reduce(1) { $0 - pow(10, $1) } / large.reduce(0, +)
      target = try SimplexPoint(log10Weights: small + large.map { log10($0 * rest) })
      // A Wishart matrix with twice the degrees of freedom: its condition number is modest.
      let factor = Matrix(
        rows: tokens, columns: 2 * tokens,
        storage: stream.normals(2 * tokens * tokens, scale: 1 / Double(2 * tokens).squareRoot()))
      matrix = factor.transposed().gram()
      hessian = try TangentHessian(matrix, coordinates: tokens)
    }
  }

  /// A flow that can be asked for its state at ascending times; nil where it has left the simplex.
  private struct Run {
    private let flow: SimplexFlow
    private var integration: SimplexIntegration
    private let natural: NaturalFlow?

    init(_ kind: Flow, _ problem: Problem, tolerance: Double, isRelative: Bool = false) throws {
      flow = SimplexFlow(
        kind == .gradient ? .gradient : .replicator,
        .quadraticLoss(logTarget: problem.target.logWeights, hessian: problem.matrix))
      let logits = [Double](repeating: 0, count: problem.target.count)
      var options = SimplexIntegration.Options(tolerance: tolerance)
      options.isRelativeToDistance = isRelative
      integration = SimplexIntegration(flow, fromLogits: logits, options: options)
      natural = kind == .natural ? try NaturalFlow(flow, fromLogits: logits) : nil
    }

    var steps: Int { integration.steps }

    mutating func state(at time: Double) throws -> SimplexState? {
      if let natural {
        guard case .inside(let state) = natural.state(at: time) else { return nil }
        return state
      }
      try integration.advance(to: time)
      return integration.state
    }

    func logWeights(_ state: SimplexState) -> [Double] { state.logWeights(on: flow) }
    func loss(_ state: SimplexState) -> Double { flow.loss(state) }
  }
}
