import Experiments
import LinearAlgebra
import Objectives
import Optimizers
import Spectra
import Testing

@Suite struct ModalRateTests {
  private static let axis = [1, -2, 0.5, 3.0]
  /// Modes that oscillate with momentum 0.9 and modes that do not.
  private static let eigenvalues = [1e-4, 0.003, 0.2, 1]
  private static let objective = Quadratic(spectrum: eigenvalues, reflectedAlong: axis)
  private static let vectors: Matrix = {
    var matrix = Matrix.identity(4)
    for i in 0..<4 { for j in 0..<4 { matrix[i, j] -= 2 * axis[i] * axis[j] / axis.dot(axis) } }
    return matrix
  }()

  @Test func theCataloguesRulesAreMeasuredAsForecast() {
    let rates = ModalRate.all(Self.objective, eigenvalues: Self.eigenvalues, vectors: Self.vectors)
    #expect(rates.map(\.optimizer) == ["gradient-descent", "heavy-ball", "nesterov"])
    for rate in rates { #expect(rate.error < 1e-10 && rate.worstModeError < 1e-7, "\(rate)") }
    #expect(rates.map(\.oscillating) == [0, 3, 2])
  }

  /// The planted faults: a momentum that is not the forecast's, and one update taken for another.
  @Test func wrongRulesAreFoundOut() {
    func error(_ optimizer: HeavyBall, _ forecast: LinearDescentRule) -> Double {
      ModalRate(
        optimizer, forecast, Self.objective, eigenvalues: Self.eigenvalues, vectors: Self.vectors,
        momentum: \.buffer
      ).error
    }
    var rule = HeavyBall()
    (rule.learningRate, rule.momentum) = (1, 0.9)
    #expect(error(rule, .heavyBall(learningRate: 1, momentum: 0.9)) < 1e-10)
    #expect(error(rule, .heavyBall(learningRate: 1.0001, momentum: 0.9)) > 1e-5)
    #expect(error(rule, .heavyBall(learningRate: 1, momentum: 0.89)) > 1e-2)
    #expect(error(rule, .nesterov(learningRate: 1, momentum: 0.9)) > 1e-5)
    #expect(error(rule, .adam(learningRate: 1, beta1: 0.9)) > 1e-2)
  }
}
