import Attention
import Foundation
import Optimizers
import Testing

@testable import Experiments

@Suite struct RenewedAdamTests {
  /// ½ Σ λᵢxᵢ², whose gradient is λᵢxᵢ.
  private static func bowl(_ point: [Double]) -> (loss: Double, gradient: [Double]) {
    let curvatures = [1, 0.1, 0.01]
    let gradient = zip(curvatures, point).map { $0 * $1 }
    return (0.5 * zip(gradient, point).reduce(0) { $0 + $1.0 * $1.1 }, gradient)
  }

  /// A state of Adam's after some steps, and how many more it takes to the target.
  private static func adam(after before: Int, to target: Double) -> (
    rule: Adam, point: [Double], state: Adam.State, steps: Int
  ) {
    var rule = Adam()
    rule.learningRate = 0.01
    var point = [1.0, -1, 1]
    var state = rule.makeState(dimension: 3)
    func step(_ point: inout [Double], _ state: inout Adam.State) {
      let (loss, gradient) = bowl(point)
      rule.step(&point, Evaluation(loss: loss, gradient: gradient), state: &state)
    }
    for _ in 0..<before { step(&point, &state) }
    let start = (point, state)
    var steps = 0
    while bowl(point).loss > target {
      step(&point, &state)
      steps += 1
    }
    return (rule, start.0, start.1, steps)
  }

  @Test func renewedAtEveryStepItIsAdam() throws {
    let adam = Self.adam(after: 5, to: 1e-6)
    var descent = RenewedAdam(adam.rule, from: adam.point, adam.state, renewedEvery: 1)
    let isFinished = descent.advance(to: 1e-6, limit: 100_000, { false }, Self.bowl)
    #expect(isFinished && descent.steps == Double(adam.steps) && adam.steps > 50)
  }

  @Test func whatDoesNotArriveTakesForEver() {
    let adam = Self.adam(after: 5, to: 1e-6)
    var descent = RenewedAdam(adam.rule, from: adam.point, adam.state, renewedEvery: nil)
    let isFinished = descent.advance(to: -1, limit: 30, { false }, Self.bowl)
    #expect(isFinished && descent.steps == .infinity)
  }

  /// Stopped, written down and read again every few steps: the same count, and no step twice.
  @Test(arguments: [nil, 1, 10], [1, 7]) func itGoesOnWhereItWasStopped(_ period: Int?, _ stretch: Int) throws
  {
    let adam = Self.adam(after: 5, to: 1e-6)
    var whole = RenewedAdam(adam.rule, from: adam.point, adam.state, renewedEvery: period)
    var parts = whole
    _ = whole.advance(to: 1e-4, limit: 2000, { false }, Self.bowl)
    let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var evaluations = 0
    while true {
      var asked = 0
      let isFinished = parts.advance(to: 1e-4, limit: 2000) {
        asked += 1
        return asked > stretch
      } _: {
        evaluations += 1
        return Self.bowl($0)
      }
      if isFinished { break }
      parts = try decoder.decode(RenewedAdam.self, from: encoder.encode(parts))
    }
    #expect(parts.steps == whole.steps)
    #expect(evaluations == (whole.steps.isFinite ? Int(whole.steps) + 1 : 2000))
  }
}
