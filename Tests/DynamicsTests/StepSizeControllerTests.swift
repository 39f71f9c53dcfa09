import Foundation
import Testing

@testable import Dynamics

@Suite struct StepSizeControllerTests {
  /// Errors that are exactly C·h^k: every controller settles where the error is safety^k·… of the tolerance.
  @Test(arguments: StepSizeController.named.map(\.name)) func itSettles(_ name: String) throws {
    let controller = try #require(StepSizeController.named.first { $0.name == name }?.controller)
    var history = StepSizeController.History()
    var size = 0.3
    var errors: [Double] = []
    for _ in 0..<200 {
      let error = 40 * pow(size, 5)
      errors.append(error)
      size *= controller.factorAfterAcceptance(error: error, size: size, exponent: 5, history: &history)
    }
    let last = errors.suffix(5)
    #expect(last.allSatisfy { abs($0 / errors[199] - 1) < 1e-6 })
    // e^(β₁ + β₂ + β₃) = safety^k there.
    let wanted = pow(0.9, 5 / controller.errorExponents.reduce(0, +))
    #expect(abs(errors[199] / wanted - 1) < 1e-6)
  }

  @Test func factorsAreBounded() {
    let controller = StepSizeController.integral
    var history = StepSizeController.History()
    func accepted(_ error: Double) -> Double {
      controller.factorAfterAcceptance(error: error, size: 1, exponent: 5, history: &history)
    }
    #expect(accepted(0) == 10 && accepted(1) == 0.9 && accepted(1e-20) == 10)
    #expect(controller.factorAfterRejection(error: 1e30, exponent: 5, history: &history) == 0.2)
    #expect(controller.factorAfterRejection(error: 1.0001, exponent: 5, history: &history) < 0.95)
    #expect(controller.factorAfterRejection(error: .nan, exponent: 5, history: &history) == 0.2)
    // After a rejection the next step does not grow, the one after it may.
    #expect(accepted(1e-9) == 1)
    #expect(accepted(1e-9) == 10)
  }

  /// Errors φ·h⁴ with φ twice as large each step: the next one is safety⁴ of the tolerance, which without foresight
  /// is missed by a factor two for good.
  @Test(arguments: [true, false]) func growthIsForeseen(_ isPredictive: Bool) {
    let controller = StepSizeController(errorExponents: [1, 0, 0], isPredictive: isPredictive)
    var history = StepSizeController.History()
    var (size, factor, error) = (0.3, 3.0, 0.0)
    for _ in 0..<20 {
      error = factor * pow(size, 4)
      size *= controller.factorAfterAcceptance(error: error, size: size, exponent: 4, history: &history)
      factor *= 2
    }
    #expect(abs(error / pow(0.9, 4) - (isPredictive ? 1 : 2)) < 1e-12)
  }

  /// Foresight only ever shortens steps.
  @Test func shrinkingErrorsAreNotForeseen() {
    var factors: [Double] = []
    for isPredictive in [true, false] {
      let controller = StepSizeController(errorExponents: [1, 0, 0], isPredictive: isPredictive)
      var history = StepSizeController.History()
      _ = controller.factorAfterAcceptance(error: 0.9, size: 1, exponent: 4, history: &history)
      factors.append(controller.factorAfterAcceptance(error: 0.1, size: 1, exponent: 4, history: &history))
    }
    #expect(factors[0] == factors[1])
  }

  @Test func stepsWithoutErrorShrinkByTheirOwnFactor() {
    let controller = StepSizeController(errorExponents: [1, 0, 0], failureFactor: 0.5)
    var history = StepSizeController.History()
    #expect(controller.factorAfterRejection(error: .nan, exponent: 4, history: &history) == 0.5)
    #expect(controller.factorAfterRejection(error: 1e30, exponent: 4, history: &history) == 0.2)
  }

  @Test func theyCanBeStored() throws {
    for (_, controller) in StepSizeController.named {
      let data = try JSONEncoder().encode(controller)
      #expect(try JSONDecoder().decode(StepSizeController.self, from: data) == controller)
    }
  }
}
