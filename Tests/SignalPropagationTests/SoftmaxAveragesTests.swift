import Foundation
import Testing

@testable import SignalPropagation

@Suite("SoftmaxAverages")
struct SoftmaxAveragesTests {
  /// Without spread they are the functions themselves.
  @Test func functions() {
    var averages = SoftmaxAverages(deviation: 0, step: 0.2)
    for x in [-50.0, -1, 0, 2, 1000] {
      let q = averages.values(at: x)
      #expect(abs(q.0 + expm1(-exp(x))) < 1e-16)
      if x < 100 { #expect(abs(q.3 - exp(3 * x - exp(x))) < 1e-15) }
    }
  }

  /// Their integrals over x are Γ(k), and Q₀ rises from 0 to 1; the same above and below the width at which the rule
  /// changes.
  @Test(arguments: [0.01, 1, 2.99, 3.01, 20, 1e5])
  func integrals(_ deviation: Double) {
    var averages = SoftmaxAverages(deviation: deviation, step: 1.0 / 6)
    let step = max(0.15, deviation / 12)
    let count = Int((9 * deviation + 60) / step)
    var sums = [0.0, 0, 0, 0]
    for i in -count...count {
      let q = averages.values(at: Double(i) * step)
      for (k, value) in [q.1, q.2, q.3, q.4].enumerated() { sums[k] += step * value }
    }
    for (sum, expected) in zip(sums, [1.0, 1, 2, 6]) { #expect(abs(sum / expected - 1) < 1e-12) }
    #expect(abs(averages.values(at: 10 * deviation + 50).0 - 1) < 1e-14)
    #expect(averages.values(at: -10 * deviation - 50).0 < 1e-15)
  }

  /// The slope of Q₀ is Q₁.
  @Test(arguments: [0.5, 2.9, 3.1, 9])
  func theFirstIsADerivative(_ deviation: Double) {
    var averages = SoftmaxAverages(deviation: deviation, step: 1.0 / 6)
    for x in [-5.0, -0.3, 2] {
      let h = 1e-4
      let difference = (averages.values(at: x + h).0 - averages.values(at: x - h).0) / (2 * h)
      #expect(abs(difference - averages.values(at: x).1) < 1e-8)
    }
  }
}
