internal import Foundation

/// How a layer changes the correlation of two inputs of the length it keeps: c ↦ C(c).
///
/// C(c) = (σ_w² E φ(u)φ(v) + σ_b²)/q* for normal u, v of variance q* and correlation c; C(1) = 1.
public struct CorrelationMap: Sendable {
  /// The network.
  public let network: MeanFieldNetwork
  /// q*.
  public let fixedLength: Double
  private let dual: DualActivation
  /// Whether q* is positive and finite.
  private let hasLength: Bool
  /// Whether C does not depend on a length there is none of.
  private let isScaleFree: Bool

  /// The map at the network's fixed length.
  ///
  /// Where there is none, or it is 0, C is undetermined and its values are NaN; not so for ReLU, whose correlations
  /// do not depend on length but through the bias, which counts for nothing where lengths grow and is absent where
  /// they shrink.
  public init(_ network: MeanFieldNetwork) {
    self.network = network
    let length = network.fixedLength
    fixedLength = length
    // From far away GELU is ReLU, whose dual is proportional to the variance: 1 stands for any.
    hasLength = length > 0 && length.isFinite
    isScaleFree = !hasLength && (network.activation == .relu || length == .infinity)
    dual =
      hasLength
      ? DualActivation(network.activation, variance: length)
      : isScaleFree
        ? DualActivation(.relu, variance: 1) : DualActivation(network.activation, variance: 0)
  }

  /// What the drop of the dual counts in that of C.
  private var gain: Double {
    hasLength ? network.weightVariance / fixedLength : isScaleFree ? 2 : .nan
  }

  /// C(c).
  public func callAsFunction(_ c: Double) -> Double {
    guard c <= 0.5 else { return 1 - (1 - c) * secant(at: c) }
    return gain * dual.value(at: c) + (hasLength ? network.biasVariance / fixedLength : 0)
  }

  /// (1 − C(c))/(1 − c): what a layer multiplies 1 − c by; χ₁ at c = 1. Increases with c on [0, 1].
  public func secant(at c: Double) -> Double { gain * dual.secant(at: c) }

  /// C′(c) = σ_w² E φ′(u)φ′(v); at q* = 0 in the limit of a vanishing bias, where lengths are kept.
  public func slope(at c: Double) -> Double {
    (isScaleFree && fixedLength != 0 ? 2 : network.weightVariance) * dual.derivative(at: c)
  }

  /// C at many correlations.
  ///
  /// - Complexity: For tanh some 40·q* multiplications a point, up to q* = 100.
  public func callAsFunction(_ correlations: [Double]) -> [Double] { correlations.map { self($0) } }

  /// c¹ … c^k, the correlations after each of `layers` layers from c⁰.
  public func iterates(from start: Double, layers: Int) -> [Double] {
    // What is small is carried along: c itself, or 1 − c where that is smaller.
    var (c, rest) = (start, 1 - start)
    return (0..<layers).map { _ in
      if c > 0.5 {
        rest *= secant(at: 1 - rest)
        c = 1 - rest
      } else {
        c = self(c)
        rest = 1 - c
      }
      return c
    }
  }

  /// c*, where c ends up from below 1, and 1 − c*: 1 if χ₁ ≤ 1, else the only root of C(c) = c in [0, 1).
  func stablePoint(chi1: Double) -> (c: Double, rest: Double) {
    guard chi1 > 1 else { return (1, 0) }
    guard hasLength else { return (1, 0) }
    // The secant's slope rises from 1 − C(0) ≤ 1 to χ₁: solved for the logarithm of 1 − c near c = 1.
    func excess(_ rest: Double) -> Double { secant(at: 1 - rest) - 1 }
    if excess(1) >= 0 { return (0, 1) }
    if excess(0.5) > 0, let c = BrentRoot.find(0, 0.5, { secant(at: $0) - 1 }) { return (c, 1 - c) }
    guard let x = BrentRoot.find(-36, log(0.5), { excess(exp($0)) }) else { return (1, 0) }
    return (1 - exp(x), exp(x))
  }
}
