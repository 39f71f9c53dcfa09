internal import Dynamics
public import Reporting

/// The integrators on the reference problems: `softmaxlab verify`.
public struct VerifyInstrument: Sendable {
  let verification: Verification

  /// Verifies every method.
  ///
  /// - Parameter progress: Told what is done next.
  public init(progress: (String) -> Void = { _ in }) {
    self.init(Verification.Subject(), progress: progress)
  }

  init(_ subject: Verification.Subject, progress: (String) -> Void = { _ in }) {
    verification = Verification(subject) { part in
      switch part {
      case .amplifications(let count): progress("amplification of perturbations in \(count) problems")
      case .runs(let count): progress("\(count) integrations")
      case .orders(let count): progress("orders of convergence, \(count) times")
      }
    }
  }

  /// Whether every method is as accurate as it must be.
  public var holds: Bool { verification.misses == 0 }

  /// What the interface prints.
  public var json: JSONValue {
    [
      "holds": .bool(holds), "misses": .integer(verification.misses),
      "problems": .array(verification.amplifications.map(Self.json)),
      "runs": .array(verification.runs.map(Self.json)),
      "orders": .array(verification.orders.map(Self.json)),
    ]
  }

  private static func json(_ number: Int, _ problem: String, _ amplification: Amplification) -> JSONValue {
    [
      "number": .integer(number), "problem": .string(problem), "amplification": .double(amplification.value),
      "measurements": .array(
        amplification.measurements.map {
          ["method": .string($0.method), "amplification": .double($0.value)]
        }),
    ]
  }

  private static func json(_ run: VerificationRun) -> JSONValue {
    [
      "number": .integer(run.number), "problem": .string(run.problem), "method": .string(run.method),
      "tolerance": .double(run.tolerance), "error": .double(run.error), "digits": .double(run.digits),
      "requiredDigits": .double(run.requiredDigits), "amplification": .double(run.amplification),
      "roundingFloor": .double(run.roundingFloor), "steps": .integer(run.statistics.accepted),
      "rejected": .integer(run.statistics.rejected), "evaluations": .integer(run.statistics.evaluations),
      "jacobians": .integer(run.statistics.jacobians),
      "factorizations": .integer(run.statistics.factorizations), "milliseconds": .double(run.milliseconds),
      "holds": .bool(run.miss == nil), "miss": run.miss.map(JSONValue.string) ?? .null,
    ]
  }

  private static func json(_ order: ConvergenceOrder) -> JSONValue {
    [
      "number": .integer(order.number), "problem": .string(order.problem), "method": .string(order.method),
      "quantity": .string(order.quantity.rawValue), "nominal": .integer(order.nominal),
      "tolerance": .double(order.tolerance), "measured": .double(order.measured),
      "slopes": .array(order.slopes.map(JSONValue.double)), "holds": .bool(order.miss == nil),
      "miss": order.miss.map(JSONValue.string) ?? .null,
    ]
  }
}
