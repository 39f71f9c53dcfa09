import Foundation
import SignalPropagation
import Testing

@Suite("Activation")
struct ActivationTests {
  @Test(arguments: Activation.allCases)
  func slopesAreDerivatives(_ activation: Activation) {
    for x in [-3, -0.7, 0.2, 1.9] {
      let h = 1e-5
      let difference = (activation.value(x + h) - activation.value(x - h)) / (2 * h)
      #expect(abs(activation.slope(x) - difference) < 1e-9)
      let second = (activation.slope(x + h) - activation.slope(x - h)) / (2 * h)
      #expect(abs(activation.curvature(x) - second) < 1e-9)
    }
    #expect(activation.value(0) == 0)
    #expect(activation.slopeAtZero.isNaN == (activation == .relu))
  }

  @Test func farOutNothingOverflows() {
    for x in [-1e300, -800, 800, 1e300] {
      #expect(Activation.tanh.slope(x) == 0 && Activation.gelu.value(x) == max(0, x))
    }
  }
}
