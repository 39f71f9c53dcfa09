internal import Dynamics
internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import Spectra

/// What `softmaxlab flow` reads: a flow on the simplex, where it starts and when it is looked at.
package struct FlowInput {
  /// The flow by its name in the interface.
  enum Kind: String, CaseIterable {
    /// ẋ = −J²H(x − x*).
    case gradient
    /// ẋ = −JH(x − x*), or the replicator equation of payoffs.
    case replicator
    /// ẋ = −PH(x − x*).
    case natural
  }

  let kind: Kind
  /// The drive; quadratic loss or payoffs.
  let force: SimplexFlow.Force
  /// The logits of the initial point.
  let initialLogits: [Double]
  let times: [Double]
  let tolerance: Double

  private static let keys = ["targetLogits", "hessian", "initial", "times", "tolerance", "flow", "payoff"]

  /// Reads the interface's object.
  ///
  /// - Throws: ``SpecificationError`` that names the source and the key path.
  package init(text: String, source: String) throws {
    let input = try InstrumentInput(text: text, source: source, known: Self.keys)
    let payoff = input.value("payoff")
    let kind: Kind? = try input.value("flow").map { try input.word($0, "flow") }
    self.kind = kind ?? (payoff == nil ? .gradient : .replicator)
    force = try payoff.map { try Self.payoffs($0, kind, input) } ?? Self.loss(input)
    let count = SimplexFlow(.replicator, force).count
    initialLogits = try Self.initial(input, count: count)
    times = try Self.times(input)
    if self.kind != .natural { try Self.requireRange(force, times, input) }
    tolerance = try Self.tolerance(input)
  }

  private static func loss(_ input: InstrumentInput) throws -> SimplexFlow.Force {
    let logits = try required("targetLogits", input)
    let numbers = try input.numbers(logits, "targetLogits")
    let target: SimplexPoint
    do throws(SpectrumError) { target = try SimplexPoint(logits: numbers) } catch {
      switch error {
      case .notFinite(let index, let value):
        throw input.invalid("targetLogits[\(index)]", "is \(value): the target is an interior point")
      case .tooFewCoordinates(let count):
        throw input.invalid(
          "targetLogits", "has \(count) element\(count == 1 ? "" : "s"): a simplex needs two at least")
      default: throw input.invalid("targetLogits", "is no interior point: \(error)")
      }
    }
    if let index = target.logWeights.firstIndex(where: { $0 <= SimplexFlow.smallestLogWeight }) {
      throw input.invalid(
        "targetLogits[\(index)]",
        "gives a weight of 1e\(Int((target.logWeights[index] / log(10)).rounded())): 1e-300 is the least")
    }
    let matrix = try input.matrix(required("hessian", input), "hessian", count: target.count)
    let size = matrix.maximumMagnitude
    guard size.isFinite else { throw input.invalid("hessian", "has an element that is not finite") }
    var symmetric = matrix
    for j in 0..<target.count {
      for i in 0..<target.count {
        guard abs(matrix[i, j] - matrix[j, i]) <= 1e-9 * size else {
          throw input.invalid(
            "hessian[\(min(i, j))][\(max(i, j))]",
            "differs from hessian[\(max(i, j))][\(min(i, j))]: it must be symmetric")
        }
        symmetric[i, j] = 0.5 * matrix[i, j] + 0.5 * matrix[j, i]
      }
    }
    return .quadraticLoss(logTarget: target.logWeights, hessian: symmetric)
  }

  private static func payoffs(_ value: JSONValue, _ kind: Kind?, _ input: InstrumentInput) throws
    -> SimplexFlow.Force
  {
    for key in ["targetLogits", "hessian"] where input.value(key) != nil {
      throw input.invalid(key, "stands beside payoff, which needs no target: give one of them")
    }
    if let kind, kind != .replicator {
      throw input.invalid("flow", "is \"\(kind.rawValue)\" beside payoff: that is a replicator equation")
    }
    guard let rows = value.elements, !rows.isEmpty else {
      throw input.invalid("payoff", "must be a list of numbers or of rows")
    }
    guard rows.count >= 2 else { throw input.invalid("payoff", "has one strategy: a game needs two") }
    if rows[0].elements == nil {
      let payoffs = try input.numbers(value, "payoff")
      if let index = payoffs.firstIndex(where: { !$0.isFinite }) {
        throw input.invalid("payoff[\(index)]", "is \(payoffs[index]), not a finite number")
      }
      return .payoffs(payoffs)
    }
    let matrix = try input.matrix(value, "payoff", count: rows.count)
    guard matrix.maximumMagnitude.isFinite else {
      throw input.invalid("payoff", "has an element that is not finite")
    }
    return .payoffMatrix(matrix)
  }

  /// The equations of a step hold the time times the forces, which must not overflow.
  private static func requireRange(_ force: SimplexFlow.Force, _ times: [Double], _ input: InstrumentInput)
    throws
  {
    let (key, size) =
      switch force {
      case .quadraticLoss(_, let hessian): ("hessian", hessian.maximumMagnitude)
      case .payoffs(let payoffs): ("payoff", payoffs.maximumMagnitude)
      case .payoffMatrix(let matrix): ("payoff", matrix.maximumMagnitude)
      }
    guard size * max(1, times.last ?? 0) <= 1e300 else {
      throw input.invalid(
        key,
        "has an element of \(size), and times reach \(times.last ?? 0): their product is 1e300 at most; "
          + "measure time in other units")
    }
  }

  private static func initial(_ input: InstrumentInput, count: Int) throws -> [Double] {
    guard let value = input.value("initial"), value != .string("uniform") else {
      return [Double](repeating: 0, count: count)
    }
    guard case .object = value else {
      throw input.invalid("initial", "must be \"uniform\" or {\"logits\": […]}")
    }
    try input.requireKeys(of: value, path: "initial", known: ["logits"])
    let logits = try input.numbers(value["logits"] ?? .null, "initial.logits")
    guard logits.count == count else {
      throw input.invalid("initial.logits", "has \(logits.count) elements, the flow has \(count) coordinates")
    }
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw input.invalid(
        "initial.logits[\(index)]", "is \(logits[index]): a flow starts in the interior; leave the token out")
    }
    let range = (logits.max() ?? 0) - (logits.min() ?? 0)
    guard range <= -SimplexFlow.smallestLogWeight else {
      throw input.invalid("initial.logits", "spans a ratio beyond 1e300")
    }
    return logits
  }

  private static func times(_ input: InstrumentInput) throws -> [Double] {
    let times = try input.numbers(required("times", input), "times")
    guard !times.isEmpty else { throw input.invalid("times", "needs at least one time") }
    for (index, time) in times.enumerated() {
      guard time.isFinite, time >= 0, time <= 1e290 else {
        throw input.invalid("times[\(index)]", "is \(time): times lie between 0 and 1e290")
      }
      guard index == 0 || times[index - 1] <= time else {
        throw input.invalid("times[\(index)]", "is before the time it follows: times ascend")
      }
    }
    return times
  }

  private static func tolerance(_ input: InstrumentInput) throws -> Double {
    guard let value = input.value("tolerance") else { return SimplexIntegration.Options().tolerance }
    let tolerance = try input.number(value, "tolerance")
    guard tolerance >= 1e-13, tolerance <= 0.1 else {
      throw input.invalid("tolerance", "is \(tolerance): it lies between 1e-13 and 0.1")
    }
    return tolerance
  }

  private static func required(_ key: String, _ input: InstrumentInput) throws -> JSONValue {
    guard let value = input.value(key) else { throw input.invalid(key, "is missing") }
    return value
  }
}
