/// One flow or one descent from an instance, and how far inside the theorem's bounds it stayed.
///
/// Every margin is 1 where the bound is attained; a decay margin below 1, or a path or drop margin above 1, is a
/// violation.
package struct PolyakLojasiewiczRun: Codable, Sendable {
  /// What moves.
  package enum Process: Codable, Equatable, Sendable {
    /// θ̇ = −∇L.
    case flow
    /// θ ← θ − (c/Λ)∇L.
    case descent(rate: Double)

    var name: String {
      switch self {
      case .flow: "flow"
      case .descent: "descent"
      }
    }

    /// c, NaN for the flow.
    var rate: Double {
      switch self {
      case .flow: .nan
      case .descent(let rate): rate
      }
    }
  }

  /// How it ended.
  package enum Outcome: Codable, Equatable, Sendable {
    /// The loss reached its target, or the audit its horizon.
    case completed
    /// It was audited up to where it stopped, for this reason.
    case abandoned(String)
  }

  package let process: Process
  /// |r₀| over that at which the process's hypothesis is an equality; below 1 the theorem applies.
  package let alpha: Double
  package let instance: PolyakLojasiewiczInstance.Constants
  package var outcome = Outcome.completed
  /// s₀²t for the flow, s₀²η·steps for descent.
  package var scaledTime = 0.0
  /// Steps.
  package var steps = 0
  /// log10 L/L₀ in the end.
  package var log10LossRatio = 0.0
  /// min over time of −log(L/L₀) over that of the bound.
  package var decayMargin = Double.infinity
  /// Length of the path over its bound.
  package var pathMargin = 0.0
  /// max over time of 1 − σ_N(Φ)/s₀ over ½.
  package var dropMargin = 0.0
  /// The four inequalities the bound on σ_N is made of, each as measured/bound in the end.
  package var slack = Slack()
  /// λ_max of the Hessian at the start over its bound Λ; NaN for the flow.
  package var curvatureMargin = Double.nan
  /// log L/L₀ on the grid of scaled times.
  package var curve: [Double] = []

  /// Why σ_N drops less than its bound says.
  package struct Slack: Codable, Sendable {
    /// Length of the path over 2|r₀|/s₀ (4|r₀|/s₀ for descent).
    var path = Double.nan
    /// |p − p₀| over the length of the path, which p and v share and which may bend.
    var displacement = Double.nan
    /// |Φ − Φ₀| over (w/2)Ξ|p − p₀|.
    var features = Double.nan
    /// s₀ − σ_N(Φ), if positive, over |Φ − Φ₀|.
    var singularValue = Double.nan
  }

  package var holdsLoss: Bool { decayMargin >= 1 - 1e-9 }
  package var holdsPath: Bool { pathMargin <= 1 + 1e-9 }
  package var holdsSingularValue: Bool { dropMargin <= 1 + 1e-9 }
  /// Whether the theorem applies.
  package var satisfiesHypothesis: Bool { alpha < 1 }

  package init(_ process: Process, alpha: Double, _ instance: PolyakLojasiewiczInstance) {
    (self.process, self.alpha, self.instance) = (process, alpha, instance.constants)
  }

  /// Takes the loss at an instant into account, beside the bound's logarithm, which is negative.
  package mutating func note(logLossRatio: Double, logBound: Double) {
    guard logBound < 0 else { return }
    let margin = logLossRatio / logBound
    // NaN becomes the margin, stays, and fails.
    if !(margin >= decayMargin), !decayMargin.isNaN { decayMargin = margin }
  }

  /// Takes σ_N at an instant into account.
  package mutating func note(singularValue: Double) {
    let drop = 2 * (1 - singularValue / instance.smallestSingularValue)
    if !(drop <= dropMargin), !dropMargin.isNaN { dropMargin = drop }
  }
}
