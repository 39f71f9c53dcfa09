import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import Spectra
import Testing

@Suite struct StepForecastTests {
  @Test func oneModeNeedsTheLogarithmOverTheRate() {
    #expect(
      abs(StepForecast.steps(from: 1, to: 1e-6, logRate: log(0.9)) - log(1e-6) / (2 * log(0.9))) < 1e-11)
    #expect(StepForecast.steps(from: 1, to: 2, logRate: -0.1) == 0)
    #expect(StepForecast.steps(from: 1, to: 0.1, logRate: 0) == .infinity)
    #expect(StepForecast.steps(from: 1, to: 0.1, logRate: 0.1) == .infinity)
    // The best learning rate of κ = 3 removes half of every error.
    #expect(abs(StepForecast.steps(from: 1, to: 1.0 / 1024, smallest: 2, largest: 6) - 5) < 1e-12)
  }

  private static let spectrum = [0.01, 0.1, 1, 3]
  private static let axis = [1, -2, 0.5, 3.0]
  private static let start = [0.3, -1.2, 0.7, 1.1]

  /// Gradient descent in coordinates that are not the modes'; its losses and first steps are the forecast's.
  private static func measured(_ learningRate: Double, to target: Double) throws -> Int? {
    var rule = GradientDescent()
    rule.learningRate = learningRate
    var descent = try Descent(
      on: Quadratic(spectrum: spectrum, reflectedAlong: axis), members: [DescentMember(rule, from: start)],
      options: DescentOptions(lossTarget: target, thresholds: [target]))
    descent.advance(to: 20_000)
    return descent.trajectories[0].firstSteps[0]
  }

  private static func forecast(_ learningRate: Double, _ amplitudes: [Double]) -> ModalForecast {
    ModalForecast(learningRate: learningRate, eigenvalues: spectrum, amplitudes: amplitudes)
  }

  /// The start along the reflected axes.
  private static let amplitudes: [Double] = {
    let scale = 2 * axis.dot(start) / axis.dot(axis)
    return zip(start, axis).map { $0 - scale * $1 }
  }()

  @Test(arguments: [0.05, 0.5, 0.66], [1e-1, 1e-3, 1e-9])
  func allModesArriveAsForecast(_ learningRate: Double, _ target: Double) throws {
    let steps = try #require(try Self.measured(learningRate, to: target))
    let forecast = Self.forecast(learningRate, Self.amplitudes).steps(to: target)
    #expect(Int(forecast.rounded(.up)) == steps)
  }

  /// The planted fault: components in the wrong order of modes.
  @Test func theSuiteRejectsExchangedModes() throws {
    let steps = try #require(try Self.measured(0.5, to: 1e-3))
    let forecast = Self.forecast(0.5, Self.amplitudes.reversed()).steps(to: 1e-3)
    #expect(abs(forecast - Double(steps)) > 10)
  }

  @Test func limits() {
    let forecast = Self.forecast(0.5, [1, 0, 0, 0])
    #expect(
      abs(forecast.steps(to: 0.005e-4) - StepForecast.steps(from: 1, to: 1e-4, logRate: log1p(-0.005))) < 1e-9
    )
    #expect(forecast.steps(to: 1) == 0)
    #expect(Self.forecast(0.7, [1, 1, 1, 1]).steps(to: 1e-3) == .infinity)
    // A mode that does not grow because it is not there.
    #expect(Self.forecast(0.7, [1, 1, 1, 0]).steps(to: 1e-3).isFinite)
    // One step removes a mode with ηλ = 1 altogether.
    let gone = ModalForecast(learningRate: 1, eigenvalues: [1, 0.5], amplitudes: [1, 1])
    #expect(gone.losses(after: 1) == [0, 0.0625])
    #expect(gone.losses(after: 0) == [0.5, 0.25])
  }
}
