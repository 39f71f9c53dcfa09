import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import Spectra
import Testing

@Suite struct ValleyForecastTests {
  private static func descend(
    _ objective: some TwiceDifferentiable, _ start: [Double], _ learningRate: Double, _ losses: [Double]
  ) throws -> [Int] {
    var rule = GradientDescent()
    rule.learningRate = learningRate
    var descent = try Descent(
      on: objective, members: [DescentMember(rule, from: start)],
      options: DescentOptions(lossTarget: losses.last, thresholds: losses))
    descent.advance(to: 2_000_000)
    return try descent.trajectories[0].firstSteps.map { try #require($0) }
  }

  /// A floor along an eigenvector: log(s₁/s₂)/λ, to the error of the spacing.
  @Test func alongAnEigenvectorItIsTheModesTime() throws {
    let axis = [1, -2, 0.5]
    let objective = Quadratic(spectrum: [0.01, 1, 3], reflectedAlong: axis, minimizer: [1, 2, 3])
    let slow = (0..<3).map { ($0 == 0 ? 1 : 0) - 2 * axis[$0] * axis[0] / axis.dot(axis) }
    let start = [0.0, 0, 0]
    for points in [25, 50] {
      let valley = try ValleyForecast(
        objective, minimizer: [1, 2, 3], along: slow.map { 7 * $0 }, from: start, downTo: 1e-9,
        pointsPerDecade: points)
      let first = valley.points[0].loss
      let time = try #require(valley.time(from: first, to: 1e-8))
      let spacing = log(10) / Double(points)
      let expected = log(first / 1e-8) / 2 / 0.01
      #expect(abs(time / (expected * (1 - spacing * spacing / 12)) - 1) < 1e-5)
      #expect(valley.steps(from: 1e-7, to: 1e-8, learningRate: 4).map { $0 < time / 4 } == true)
    }
  }

  /// Along another direction the floor of a quadratic is a straight line w·s, and the time is |w|²·log(s₁/s₂)/(wᵀHw).
  @Test func aLeaningFloorIsFollowed() throws {
    let objective = Quadratic(spectrum: [0.01, 1, 3])
    let direction = [1, 0.2, 0]
    let valley = try ValleyForecast(
      objective, minimizer: [0, 0, 0], along: direction, from: [2, -1, 1], downTo: 1e-10)
    let ends = try #require(valley.points.last).parameters
    // Perpendicular to the direction the gradient vanishes: H·w ∝ direction.
    let line = [1 / 0.01, 0.2, 0]
    for (a, b) in zip(ends, line) { #expect(abs(a / ends[0] - b / line[0]) < 1e-12) }
    let curvature = line.dot([1, 0.2, 0]) / line.dot(line)
    let time = try #require(valley.time(from: 1e-6, to: 1e-8))
    #expect(abs(time * curvature / log(10) - 1) < 1e-4)
  }

  /// Rosenbrock's valley is curved: gradient descent itself takes the steps forecast.
  @Test func rosenbrocksValleyTakesTheStepsForecast() throws {
    let objective = Rosenbrock()
    let losses = [1e-1, 1e-2, 1e-4]
    let steps = try Self.descend(objective, [-0.2, 0.04], 2e-4, losses)
    let valley = try ValleyForecast(
      objective, minimizer: [1, 1], along: [1, 0], from: [-0.2, 0.04], downTo: losses[2])
    let forecast = try #require(valley.steps(from: losses[0], to: losses[2], learningRate: 2e-4))
    #expect(abs(forecast / Double(steps[2] - steps[0]) - 1) < 5e-3)
    // The planted faults: the slowest eigenvalue at the minimum is not what decides, nor is the direction alone.
    let slowest = try objective.hessian(at: [1, 1]).symmetricEigenvalues()[0]
    let modal = StepForecast.steps(
      from: losses[0], to: losses[2], logRate: log1p(-2e-4 * slowest))
    #expect(abs(modal / Double(steps[2] - steps[0]) - 1) > 2e-2)
    var straight = 0.0
    for (a, b) in zip(valley.points, valley.points.dropFirst())
    where a.loss <= losses[0] && b.loss >= losses[2] {
      straight += (a.distance - b.distance) * (a.distance - b.distance) / (a.loss - b.loss) / 2e-4
    }
    #expect(abs(straight / Double(steps[2] - steps[0]) - 1) > 0.5)
  }

  @Test func whatCannotBeFollowedIsRefused() {
    let objective = Quadratic(spectrum: [0.01, 1])
    #expect(throws: ValleyError.startsAtTheMinimizer) {
      try ValleyForecast(objective, minimizer: [1, 0], along: [1, 0], from: [1, 5], downTo: 1e-3)
    }
    // Away from a point that is no minimiser the floor may rise.
    #expect(throws: ValleyError.self) {
      try ValleyForecast(objective, minimizer: [2, 0], along: [1, 0], from: [-1, 0], downTo: 1e-8)
    }
  }

  @Test func distancesKeepTheirSign() throws {
    let objective = Quadratic(spectrum: [4, 9])
    let valley = try ValleyForecast(
      objective, minimizer: [0, 0], along: [1, 0], from: [-3, 1], downTo: 1e-6)
    #expect(valley.points[0].distance == -3 && valley.points[0].loss == 18)
    // L = 2s²: two ways to say where it begins.
    let (own, other) = (
      valley.steps(fromDistance: -0.01, to: 1e-5, learningRate: 0.1),
      valley.steps(from: 2e-4, to: 1e-5, learningRate: 0.1)
    )
    #expect(own.flatMap { own in other.map { abs(own - $0) < 1e-9 * own } } == true)
    #expect(valley.steps(fromDistance: 0.01, to: 1e-5, learningRate: 0.1) == nil)
    #expect(valley.steps(fromDistance: -4, to: 1e-5, learningRate: 0.1) == nil)
    #expect(valley.steps(fromDistance: -1e-3, to: 1e-5, learningRate: 0.1) == nil)
    #expect(valley.time(from: 20, to: 1e-4) == nil && valley.time(from: 1, to: 1e-9) == nil)
    #expect(valley.time(from: 18, to: 18) == 0)
  }

  /// One dimension has no complement.
  @Test func aLineIsItsOwnFloor() throws {
    let objective = Quadratic(spectrum: [2])
    let valley = try ValleyForecast(objective, minimizer: [0], along: [1], from: [1], downTo: 1e-6)
    #expect(valley.time(from: 1e-2, to: 1e-4).map { abs($0 * 2 / log(10) - 1) < 1e-4 } == true)
  }
}
