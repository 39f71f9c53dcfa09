internal import Foundation

/// One method on one reference problem at one tolerance, and whether it is as accurate as it must be.
public struct VerificationRun: Sendable {
  /// The problem's number.
  public let number: Int
  /// The problem's name.
  public let problem: String
  /// The method's name.
  public let method: String
  /// The relative tolerance.
  public let tolerance: Double
  /// The largest relative error; infinite if the integration did not complete.
  public let error: Double
  /// What it cost.
  public let statistics: IntegrationStatistics
  /// Wall-clock time.
  public let milliseconds: Double
  /// Why the integration did not complete.
  public let failure: String?

  /// The problem's amplification of perturbations; NaN if it is not known.
  public private(set) var amplification = Double.nan
  /// Why the run is a miss; nil if it is none.
  public private(set) var miss: String?

  /// Digits that the accumulation of local errors may cost, beside the amplification.
  static let allowance = 2.0
  /// A tighter tolerance may not give an error so many times larger.
  static let slack = 3.0

  /// −log10 of the error, 17 at most; NaN if the error is.
  public var digits: Double { -log10(error) > 17 ? 17 : -log10(error) }

  /// −log10(tolerance) − 2 − log10(A).
  public var requiredDigits: Double { -log10(tolerance) - Self.allowance - log10(amplification) }

  /// Errors below are rounding: that of every step, all in one direction, amplified; not below 1e-13·A.
  public var roundingFloor: Double { amplification * max(1e-13, .ulpOfOne * Double(statistics.accepted)) }

  /// Judges a method's runs on a problem, tolerances descending.
  ///
  /// The error may not grow when the tolerance is tightened a hundredfold: neighbouring tolerances are not compared,
  /// for an error that changes its sign in between is small by luck. Runs that did not complete are misses, and those
  /// after them are compared with the last that did.
  static func judged(_ runs: [VerificationRun], _ amplification: Amplification) -> [VerificationRun] {
    runs.indices.map { index in
      var run = runs[index]
      run.amplification = amplification.value
      let looser = runs[..<index].last { $0.failure == nil && $0.tolerance > 99 * run.tolerance }
      run.miss = run.fault(amplification, after: looser)
      return run
    }
  }

  private func fault(_ amplification: Amplification, after looser: VerificationRun?) -> String? {
    if let failure { return failure }
    guard amplification.value.isFinite else {
      let values = amplification.measurements.map { "\(Self.short($0.value)) by \($0.method)" }
      return "the amplification is not known: " + values.joined(separator: ", ")
    }
    // Comparisons are written so that NaN is a miss.
    guard digits >= requiredDigits else {
      return String(format: "%.1f digits, %.1f required", digits, requiredDigits)
    }
    guard let looser else { return nil }
    guard error <= Self.slack * max(looser.error, roundingFloor) else {
      return
        "error \(Self.short(error)), which was \(Self.short(looser.error)) at \(Self.short(looser.tolerance))"
    }
    return nil
  }

  private static func short(_ value: Double) -> String { String(format: "%.1e", value) }
}

extension VerificationRun {
  /// Integrates a problem.
  init(of problem: ReferenceProblem, with method: some Integrator, tolerance: Double) {
    let options = IntegrationOptions(problem.tolerances(relative: tolerance), maximumSteps: 1_000_000)
    var solution: Solution?
    let time = ContinuousClock().measure { solution = problem.problem().solve(with: method, options) }
    guard let solution else { preconditionFailure("the clock has measured it") }
    let isComplete = solution.outcome == .completed
    self.init(
      number: problem.number, problem: problem.name, method: method.name, tolerance: tolerance,
      error: isComplete ? problem.error(of: solution.finalState) : .infinity,
      statistics: solution.statistics, milliseconds: time / .milliseconds(1),
      failure: isComplete ? nil : solution.failure?.description ?? "interrupted")
  }

  /// Integrates a flow on the simplex.
  init(of problem: SimplexReference, tolerance: Double) {
    var run: SimplexReference.Run?
    let time = ContinuousClock().measure { run = problem.integrate(from: problem.initialLogits, tolerance) }
    guard let run else { preconditionFailure("the clock has measured it") }
    self.init(
      number: problem.number, problem: problem.name, method: SimplexReference.method, tolerance: tolerance,
      error: run.failure == nil ? problem.error(of: run.logWeights) : .infinity, statistics: run.statistics,
      milliseconds: time / .milliseconds(1), failure: run.failure?.description)
  }
}
