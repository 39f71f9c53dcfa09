import Foundation
import SignalPropagation
import Testing

@Suite("CircleManifold")
struct CircleManifoldTests {
  @Test(arguments: ReferenceCase.all("circles"))
  func agreesWithReference(_ reference: ReferenceCase) {
    let circle = CircleManifold(NetworkPhase(reference.network), layers: reference.integer("layers"))
    #expect(relativeError(circle.metric, reference["metric"]) < 1e-10)
    #expect(relativeError(circle.curvatureSquared, reference["curvatureSquared"]) < 1e-10)
    #expect(relativeError(circle.grassmannianLength, reference["grassmannianLength"]) < 1e-10)
  }

  private func phase(_ activation: Activation, _ w: Double, _ b: Double) -> NetworkPhase {
    NetworkPhase(MeanFieldNetwork(activation, weightScale: w, biasScale: b))
  }

  @Test func theCircleItself() {
    let circle = CircleManifold(phase(.tanh, 2, 0.3), layers: 0)
    #expect(circle.grassmannianLength == 2 * .pi)
    #expect(relativeError(circle.metric * circle.curvatureSquared, 1) < 1e-15)
  }

  /// g and κ are derivatives of the autocorrelation R(Δ): −R″(0) and R⁗(0)/R″(0)², here by differences.
  @Test func theAutocorrelationSaysTheSame() {
    let phase = phase(.erf, 1.8, 0.4)
    let layers = 3
    let h = 0.02
    // q·(1 − R/q) at Δ, from 1 − cos Δ carried through the map.
    func drop(_ delta: Double) -> Double {
      let start = 1 - 2 * pow(sin(delta / 2), 2)
      return 1 - phase.map.iterates(from: start, layers: layers)[layers - 1]
    }
    // (1 − R/q)/Δ² = A − BΔ² + CΔ⁴ through three points.
    let (one, two, three) = (drop(h), drop(2 * h) / 4, drop(3 * h) / 9)
    let c = (3 * (three - two) - 5 * (two - one)) / 120
    let b = (15 * c - (two - one)) / 3
    let metric = 2 * phase.map.fixedLength * (one + b - c) / (h * h)
    let fourth = 24 * phase.map.fixedLength * b / pow(h, 4)
    let circle = CircleManifold(phase, layers: layers)
    #expect(relativeError(metric, circle.metric) < 1e-5)
    #expect(relativeError(fourth / (metric * metric), circle.curvatureSquared) < 1e-3)
  }

  /// In the ordered phase the length of the tangent's curve saturates at 1 + 3χ₂q*/(χ₁(1 − χ₁)), in the chaotic one
  /// κ² does.
  @Test func limits() {
    let ordered = phase(.tanh, 1.1, 0.4)
    let factor = 3 * ordered.chi2 * ordered.map.fixedLength / (ordered.chi1 * (1 - ordered.chi1))
    let length = CircleManifold(ordered, layers: 2000).grassmannianLength
    #expect(relativeError(length * length / (4 * .pi * .pi), 1 + factor) < 1e-10)
    let chaotic = phase(.tanh, 2.5, 0.3)
    let curvature = 3 * chaotic.chi2 / (chaotic.chi1 * (chaotic.chi1 - 1))
    #expect(relativeError(CircleManifold(chaotic, layers: 300).curvatureSquared, curvature) < 1e-10)
    #expect(
      relativeError(
        CircleManifold(chaotic, layers: 1).euclideanLength,
        2 * .pi * (chaotic.chi1 * chaotic.map.fixedLength).squareRoot()) < 1e-14)
  }

  @Test func degenerate() {
    let point = CircleManifold(phase(.tanh, 0, 1), layers: 1)
    #expect(point.metric == 0 && point.curvatureSquared.isNaN && point.grassmannianLength.isNaN)
    #expect(CircleManifold(phase(.relu, 1, 1), layers: 1).curvatureSquared == .infinity)
    let none = CircleManifold(phase(.tanh, 0.5, 0), layers: 5)
    #expect(none.metric == 0 && none.curvatureSquared == .infinity && none.grassmannianLength == 2 * .pi)
    #expect(CircleManifold(phase(.tanh, 30, 0.1), layers: 1000).metric == .infinity)
  }
}
