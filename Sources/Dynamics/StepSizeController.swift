internal import Foundation

/// How the size of the next step follows from the errors of the last ones.
///
///     h' = h · safety · e_n^(−β₁/k) · e_{n−1}^(−β₂/k) · e_{n−2}^(−β₃/k) · (h_n/h_{n−1})^(−α)
///
/// with e the norms of the last errors (1 where there was no step) and k the method's exponent. After a rejection
/// only e_n counts, and the step accepted next does not grow. A predictive controller takes no longer step than
///
///     h' = h · safety · (h_n/h_{n−1}) · (e_{n−1}/e_n²)^(1/k),
///
/// which is right if errors go on to grow as they did from the last step to this one.
///
/// - Reference: Söderlind (2003), "Digital filters in adaptive time-stepping", ACM TOMS 29; Gustafsson
///   (1994), "Control-theoretic techniques for stepsize selection in implicit Runge-Kutta methods", ACM TOMS 20.
public struct StepSizeController: Codable, Equatable, Sendable {
  /// β₁, β₂, β₃.
  public var errorExponents: [Double]
  /// α.
  public var ratioExponent: Double
  /// Aims below the tolerance, so that few steps are rejected.
  public var safety: Double
  /// A step shrinks by no more than this.
  public var smallestFactor: Double
  /// A step grows by no more than this.
  public var largestFactor: Double
  /// A step that would grow by less than this stays as it is, and so do the factors of an implicit method; 1: none.
  public var deadZone: Double
  /// Whether steps shrink before errors that grow become too large.
  public var isPredictive: Bool
  /// A step that gave no error, such as one whose stages did not converge, is tried again shorter by this.
  public var failureFactor: Double

  /// A controller with three error exponents.
  public init(
    errorExponents: [Double], ratioExponent: Double = 0, safety: Double = 0.9, smallestFactor: Double = 0.2,
    largestFactor: Double = 10, deadZone: Double = 1, isPredictive: Bool = false, failureFactor: Double = 0.2
  ) {
    precondition(errorExponents.count == 3, "a controller has three error exponents")
    precondition(
      safety > 0 && safety <= 1 && smallestFactor > 0 && smallestFactor < 1 && largestFactor > 1,
      "a controller shrinks and grows steps")
    self.errorExponents = errorExponents
    self.ratioExponent = ratioExponent
    self.safety = safety
    self.smallestFactor = smallestFactor
    self.largestFactor = largestFactor
    self.deadZone = deadZone
    self.isPredictive = isPredictive
    self.failureFactor = failureFactor
  }

  /// I: only the last error counts. The right choice where the step follows from accuracy alone.
  public static let integral = StepSizeController(errorExponents: [1, 0, 0])
  /// PI 4.2 of Söderlind: smooth also where stability limits the step of an explicit method.
  public static let proportionalIntegral = StepSizeController(errorExponents: [0.6, -0.2, 0])
  /// PID with the parameters of SUNDIALS (ARKODE): 0.58, −0.21, 0.10.
  public static let proportionalIntegralDerivative = StepSizeController(errorExponents: [0.58, -0.21, 0.1])
  /// H211b with b = 4: a digital filter for rough errors.
  public static let h211b = StepSizeController(errorExponents: [0.25, 0.25, 0], ratioExponent: 0.25)

  /// The controllers by name: `i`, `pi`, `pid`, `h211b`.
  public static let named: [(name: String, controller: StepSizeController)] = [
    ("i", .integral), ("pi", .proportionalIntegral), ("pid", .proportionalIntegralDerivative),
    ("h211b", .h211b),
  ]

  /// What a controller remembers.
  struct History: Equatable, Sendable {
    var previousError = 1.0
    var errorBefore = 1.0
    var previousSize = 0.0
    var isAfterRejection = false
  }

  /// Errors below this grow the step by the largest factor anyhow; keeps the powers finite.
  private static let smallestError = 1e-12

  /// The factor for the step after an accepted one.
  func factorAfterAcceptance(error: Double, size: Double, exponent k: Int, history: inout History) -> Double {
    let error = max(error, Self.smallestError)
    let inverse = -1 / Double(k)
    var factor = safety * pow(error, inverse * errorExponents[0])
    factor *= pow(history.previousError, inverse * errorExponents[1])
    if errorExponents[2] != 0 { factor *= pow(history.errorBefore, inverse * errorExponents[2]) }
    if ratioExponent != 0, history.previousSize > 0 {
      factor *= pow(size / history.previousSize, -ratioExponent)
    }
    if isPredictive, history.previousSize > 0 {
      let growth = pow(max(history.previousError, 0.01) / (error * error), 1 / Double(k))
      factor = min(factor, safety * size / history.previousSize * growth)
    }
    let largest = history.isAfterRejection ? 1 : largestFactor
    history.errorBefore = history.previousError
    history.previousError = error
    history.previousSize = size
    history.isAfterRejection = false
    if factor >= 1, factor < deadZone { return 1 }
    return min(largest, max(smallestFactor, factor))
  }

  /// The factor by which a rejected step is tried again, below 1; `error` is NaN if there was none.
  func factorAfterRejection(error: Double, exponent k: Int, history: inout History) -> Double {
    history.isAfterRejection = true
    guard error.isFinite else { return failureFactor }
    return min(0.95, max(smallestFactor, safety * pow(error, -1 / Double(k))))
  }
}
