import Foundation
import TestSupport
import Testing

/// The instrument of the conformance suites, against derivatives known in closed form.
@Suite struct NumericalDerivativeTests {
  static func functions(_ t: Double) -> [Double] {
    [exp(1 + t), sin(0.3 + t), 1 / (2 + t), (3 + t) * (3 + t)]
  }
  static let derivatives: [Double] = [exp(1.0), cos(0.3), -0.25, 6]

  @Test(arguments: [1.0, 0.1])
  func elementaryFunctions(_ step: Double) {
    let found = NumericalDerivative.derivative(step: step, of: Self.functions)
    for (value, exact) in zip(found, Self.derivatives) {
      #expect(abs(value - exact) <= 2e-11 * abs(exact))
    }
  }
}
