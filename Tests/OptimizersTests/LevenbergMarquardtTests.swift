import LinearAlgebra
import Objectives
import Optimizers
import Testing

@Suite struct LevenbergMarquardtTests {
  func loss(_ objective: some Objective, _ point: [Double]) -> Double {
    objective.valueAndGradient(at: point).loss
  }

  @Test func forSmallLearningRatesTheFirstStepIsGradientDescent() {
    let rule = with(LevenbergMarquardt()) { $0.learningRate = 1e-9 }
    let point = path(rule, on: tiltedQuadratic, from: tiltedStart, steps: 1)[0]
    let gradient = tiltedQuadratic.valueAndGradient(at: tiltedStart).gradient
    let step = difference(tiltedStart, point).map { $0 / 1e-9 }
    #expect(distance([step], [gradient]) < 1e-6)
  }

  @Test func withLittleDampingALinearProblemIsSolvedAtOnce() {
    let rule = with(LevenbergMarquardt()) { $0.learningRate = 1e8 }
    let points = path(rule, on: tiltedQuadratic, from: tiltedStart, steps: 3)
    #expect(loss(tiltedQuadratic, points[0]) < 1e-12)
    #expect(loss(tiltedQuadratic, points[2]) < 1e-28)
  }

  @Test func rosenbrockInAFewSteps() {
    let objective = Rosenbrock()
    let points = path(LevenbergMarquardt(), on: objective, from: [-1.2, 1], steps: 60)
    #expect(loss(objective, points[59]) < 1e-25)
  }

  @Test func aRankDeficientProblemIsSolvedAndTheNullSpaceIsLeftAlone() {
    let objective = Quadratic(factor: Matrix(rowByRow: [[1, 2, 0, -1], [2, 4, 0, -2]]))
    let rule = with(LevenbergMarquardt()) { $0.learningRate = 1e6 }
    let start = [1.0, 1, 5, 1]
    let points = path(rule, on: objective, from: start, steps: 60)
    #expect(loss(objective, points[59]) < 1e-28)
    // The shortest solution: the change is along (1, 2, 0, −1), of which the start has 2, so δ = −(1, 2, 0, −1)/3.
    #expect(distance([points[59]], [[2.0 / 3, 1.0 / 3, 5, 4.0 / 3]]) < 1e-9)
  }

  @Test func aWorseTrialIsTakenBack() {
    // A factor a thousand times too small promises too much: the first steps overshoot and are undone.
    let rule = with(LevenbergMarquardt()) { $0.learningRate = 1e3 }
    var state = rule.makeState(dimension: 1)
    var point = [1.0]
    var losses: [Double] = []
    for _ in 0..<40 {
      losses.append(0.5 * point[0] * point[0])
      let evaluation = Evaluation(loss: losses.last ?? 0, gradient: [point[0]]) { _ in
        Matrix(rows: 1, columns: 1, storage: [1e-3])
      }
      rule.step(&point, evaluation, state: &state)
    }
    #expect(losses[1] > losses[0])
    #expect(state.loss < 1e-3)
    #expect(state.loss == losses.min())
  }

  @Test func theDampingFollowsTheGain() {
    // On a linear problem the promise is kept exactly, ρ = 1: each step divides the damping by 3.
    let rule = with(LevenbergMarquardt()) { $0.learningRate = 0.5 }
    var state = rule.makeState(dimension: 4)
    var point = tiltedStart
    for _ in 0..<3 {
      let (loss, gradient) = tiltedQuadratic.valueAndGradient(at: point)
      let evaluation = Evaluation(loss: loss, gradient: gradient) { _ in tiltedQuadratic.factor }
      rule.step(&point, evaluation, state: &state)
    }
    #expect(abs(state.damping - 2.0 / 9) < 1e-9)
  }

  @Test func itStaysAtTheMinimum() {
    let points = path(LevenbergMarquardt(), on: tiltedQuadratic, from: tiltedQuadratic.minimizer, steps: 2000)
    #expect(points.allSatisfy { $0 == tiltedQuadratic.minimizer })
  }
}
