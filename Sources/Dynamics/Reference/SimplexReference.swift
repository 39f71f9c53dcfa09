internal import Foundation
internal import LinearAlgebra

/// A reference problem on the simplex, judged in every coordinate however small.
///
/// Recipe of the values: as for ``ReferenceProblem``.
public struct SimplexReference: Sendable {
  /// The number in the list of problems.
  public let number: Int
  /// The name.
  public let name: String
  /// The flow.
  public let flow: SimplexFlow
  /// log x(0) up to a constant.
  public let initialLogits: [Double]
  /// The time at which the solution is known.
  public let finalTime: Double
  /// log x there.
  public let logSolution: [Double]

  /// A problem.
  public init(
    number: Int, name: String, flow: SimplexFlow, initialLogits: [Double], finalTime: Double,
    logSolution: [Double]
  ) {
    precondition(
      initialLogits.count == flow.count && logSolution.count == flow.count,
      "\(name): every coordinate needs its numbers")
    (self.number, self.name, self.flow) = (number, name, flow)
    (self.initialLogits, self.finalTime, self.logSolution) = (initialLogits, finalTime, logSolution)
  }

  /// All of them.
  public static let all: [SimplexReference] = [rockPaperScissors] + softmaxFlows + constantPayoffs

  /// The same problem for methods that know nothing of the simplex: in weights where relative tolerances keep the
  /// small ones right, in log-ratios to a target.
  public var general: ReferenceProblem { ReferenceProblems.general(self) }

  /// The state of ``general`` at weights proportional to exp(logits).
  func generalState(atLogits logits: [Double]) -> [Double] {
    let logs = SimplexState(logits: logits, on: flow).logWeights(on: flow)
    guard flow.hasTarget else { return logs.map { exp($0) } }
    return logs.indices.dropFirst().map { (logs[$0] - flow.logTarget[$0]) - (logs[0] - flow.logTarget[0]) }
  }

  /// log x at a state of ``general``.
  func logWeights(ofGeneralState state: [Double]) -> [Double] {
    guard flow.hasTarget else { return state.map { log($0) } }
    let logits = zip([0] + state, flow.logTarget).map { $0 + $1 }
    return SimplexState(logits: logits, on: flow).logWeights(on: flow)
  }

  /// The largest relative error of a weight; infinite if one is NaN.
  public func error(of logWeights: [Double]) -> Double {
    zip(logWeights, logSolution).reduce(0) { largest, pair in
      let error = abs(expm1(pair.0 - pair.1))
      return error.isNaN ? .infinity : max(largest, error)
    }
  }

  /// Problem 20: x₁x₂x₃ stays.
  private static let rockPaperScissors = SimplexReference(
    number: 20, name: "rock–paper–scissors",
    flow: SimplexFlow(
      .replicator, .payoffMatrix(Matrix(rowByRow: [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]))),
    initialLogits: [0.5, 0.3, 0.2].map { log($0) }, finalTime: 100,
    logSolution: [0.41790543757052906138, 0.17737254791317600819, 0.40472201451629493043].map { log($0) })

  /// x* of problems 21 and 22.
  private static let softmaxTarget = [0.9, 0.09, 0.009999, 1e-6]

  /// Problems 21 and 22: ẋ = −J²(x − x*) from the uniform distribution, in its stall: where x* is 1e-6, x is still
  /// 4753 and 53 times that.
  private static let softmaxFlows: [SimplexReference] = [
    (
      21, "1e4",
      [0.89861066915775868723, 0.088472209177804945953, 0.0081639014949434068367, 0.0047532201694929599852]
    ),
    (
      22, "1e8",
      [0.89998256552925679299, 0.089982553102660480856, 0.0099814416488111697356, 5.3439719271556414821e-5]
    ),
  ].map { (number: Int, time: String, solution: [Double]) in
    SimplexReference(
      number: number, name: "softmax flow, t = \(time)",
      flow: SimplexFlow(
        .gradient,
        .quadraticLoss(logTarget: softmaxTarget.map { log($0) }, hessian: .identity(softmaxTarget.count))),
      initialLogits: softmaxTarget.map { _ in 0 }, finalTime: Double(time) ?? .nan,
      logSolution: solution.map { log($0) })
  }

  /// F of problem 23.
  private static let payoffs = [1, 0.3, -0.7, -1]

  /// Problem 23: x(t) = softmax(log x(0) + F·t), to the given ratios.
  private static let constantPayoffs: [SimplexReference] = [25.0, 100, 300].map { decades in
    let time = decades * log(10.0) / 2
    let logits = payoffs.map { $0 * time }
    let total = log1p(logits.dropFirst().reduce(0) { $0 + exp($1 - logits[0]) })
    return SimplexReference(
      number: 23, name: "constant payoffs, ratio 1e\(Int(decades))",
      flow: SimplexFlow(.replicator, .payoffs(payoffs)), initialLogits: payoffs.map { _ in 0 },
      finalTime: time, logSolution: logits.map { $0 - logits[0] - total })
  }
}

extension SimplexReference {
  /// What the integration of flows on the simplex is called among the methods.
  static let method = "simplex-flow"

  /// An integration to the final time, or as far as it came.
  struct Run {
    /// log x.
    let logWeights: [Double]
    /// Each of Newton's iterations has a Jacobian and its factorisation.
    let statistics: IntegrationStatistics
    let failure: IntegrationError?
  }

  /// Integrates the flow from weights proportional to exp(logits).
  func integrate(from logits: [Double], _ tolerance: Double) -> Run {
    var integration = SimplexIntegration(
      flow, fromLogits: logits, options: SimplexIntegration.Options(tolerance: tolerance))
    var failure: IntegrationError?
    do throws(IntegrationError) { try integration.advance(to: finalTime) } catch { failure = error }
    var statistics = IntegrationStatistics()
    (statistics.accepted, statistics.rejected) = (integration.steps, integration.rejected)
    statistics.evaluations = integration.evaluations
    (statistics.jacobians, statistics.factorizations) =
      (integration.newtonIterations, integration.newtonIterations)
    return Run(
      logWeights: integration.state.logWeights(on: flow), statistics: statistics, failure: failure)
  }
}
