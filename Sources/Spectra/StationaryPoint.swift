internal import LinearAlgebra
public import Objectives

/// A point where the gradient of an objective vanishes to rounding, found by descent from a starting point.
///
/// Three phases, each as long as it gets anywhere:
/// 1. Levenberg–Marquardt with the Gauss–Newton factor, while the loss falls;
/// 2. Newton steps −(|H| + μI)⁻¹g with the exact Hessian, damped in the same manner, which residuals do not slow down;
/// 3. plain Newton steps −H⁺g, halved where need be, while the norm of the gradient falls.
///
/// Phases 1 and 2 only accept points of lower loss, so that the point belongs to the start's own descent; how far it
/// is from there is ``distance``, since steps may leave the basin of the start. Phase 3 is for the digits
/// that a loss no longer shows. In arithmetic that knows distances from a zero of the loss there is no floor
/// but underflow.
///
/// When it stops, the gradient is compared with what it is worth: ``gradientNoise`` is its rounding error, measured by
/// differences around the point.
///
/// - Complexity: An SVD of the factor a step, O(rows·d·min(rows, d)); with a Hessian O(d³) beside it.
/// - Reference: Marquardt (1963); damping of Nielsen (1999), IMM-REP-1999-05; |H| as in Gill and Murray (1974).
public struct StationaryPoint: Sendable {
  /// Why the search ended.
  public enum Stop: String, CaseIterable, Codable, Sendable {
    /// The gradient is zero.
    case zeroGradient
    /// The gradient falls no further, and is at most ten times its rounding error.
    case roundingLevel
    /// The gradient falls no further, but is above the level of rounding.
    case stalled
    /// The parameters grew, and steps did not become shorter or the last Newton step still asked for more than a
    /// thousandth of them: the loss falls towards a limit at infinity.
    case escapesToInfinity
    /// All steps allowed are done.
    case stepLimit
  }

  /// How many steps a search may take.
  public struct Options: Codable, Equatable, Sendable {
    /// Of Levenberg–Marquardt.
    public var levenbergMarquardtSteps = 500
    /// Of each of the two Newton phases.
    public var newtonSteps = 200

    /// The default limits.
    public init() {}
  }

  /// The parameters.
  public let parameters: [Double]
  /// The loss at them.
  public let loss: Double
  /// The loss at the start.
  public let initialLoss: Double
  /// The gradient there.
  public let gradient: [Double]
  /// ‖ ‖₂ of the gradient's rounding error, from its third differences around the point.
  public let gradientNoise: Double
  /// Why the search ended.
  public let stop: Stop
  /// ‖θ − θ_start‖₂.
  public let distance: Double
  /// The steps that were taken, of Levenberg–Marquardt and of Newton.
  public let steps: (levenbergMarquardt: Int, newton: Int)

  /// ‖∇L‖₂.
  public var gradientNorm: Double { gradient.euclideanNorm }

  /// Whether this is a stationary point as far as the arithmetic can tell.
  public var isConverged: Bool { stop == .zeroGradient || stop == .roundingLevel }

  /// Searches from `start`; a start that is stationary already is kept.
  ///
  /// - Throws: ``StationaryPointError``.
  public init(
    of objective: some TwiceDifferentiable, from start: [Double], options: Options = Options()
  ) throws(StationaryPointError) {
    precondition(start.count == objective.dimension, "the start must have the objective's dimension")
    var search = StationarySearch(objective, start)
    guard search.loss.isFinite, search.gradient.maximumMagnitude.isFinite else {
      throw .startNotFinite(loss: search.loss)
    }
    initialLoss = search.loss
    do throws(LinearAlgebraError) {
      stop = try search.run(options)
    } catch { throw .notConverged(routine: "\(error)") }
    parameters = search.parameters
    loss = search.loss
    gradient = search.gradient
    gradientNoise = search.gradientNoise()
    steps = (search.levenbergMarquardtSteps, search.newtonSteps)
    distance = zip(search.parameters, start).map { $0 - $1 }.euclideanNorm
  }
}

/// Why there is no search.
public enum StationaryPointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The loss or its gradient is not finite at the start.
  case startNotFinite(loss: Double)
  /// A decomposition gave up.
  case notConverged(routine: String)

  /// The error as one line.
  public var description: String {
    switch self {
    case .startNotFinite(let loss):
      "at the starting point the loss is \(loss) or its gradient is not finite: there is nothing to descend on"
    case .notConverged(let routine): "the search for a stationary point: \(routine)"
    }
  }
}
