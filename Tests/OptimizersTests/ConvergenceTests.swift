import LinearAlgebra
import Objectives
import Optimizers
import Testing

/// How fast the rules converge: exactly as the theory of quadratics says, and everywhere as far as stated.
@Suite struct ConvergenceTests {
  /// The larger magnitude of the roots of r² − b·r + c.
  static func spectralRadius(_ b: Double, _ c: Double) -> Double {
    let discriminant = b * b / 4 - c
    return discriminant < 0 ? c.squareRoot() : abs(b / 2) + discriminant.squareRoot()
  }

  /// The factor by which the error of the slowest mode shrinks per step, measured over the last steps.
  static func measuredRate(_ rule: some Optimizer, _ spectrum: [Double], steps: Int, over window: Int)
    -> Double
  {
    let start = Array(repeating: 1.0, count: spectrum.count)
    let points = path(rule, on: Quadratic(spectrum: spectrum), from: start, steps: steps)
    let (late, later) = (points[steps - 1 - window].euclideanNorm, points[steps - 1].euclideanNorm)
    return Root.nth(later / late, window)
  }

  @Test func gradientDescent() {
    let rule = with(GradientDescent()) { $0.learningRate = 0.15 }
    let rate = Self.measuredRate(rule, [0.1, 1, 10], steps: 400, over: 100)
    #expect(abs(rate - (1 - 0.15 * 0.1)) < 1e-12)
  }

  @Test(arguments: [(0.02, 0.5), (0.1, 0.25)])
  func heavyBallWithRealRoots(_ learningRate: Double, _ momentum: Double) {
    let rule = with(HeavyBall()) { ($0.learningRate, $0.momentum) = (learningRate, momentum) }
    let spectrum = [0.2, 1, 3]
    let rates = spectrum.map { Self.spectralRadius(1 + momentum - learningRate * $0, momentum) }
    let measured = Self.measuredRate(rule, spectrum, steps: 3000, over: 200)
    #expect(abs(measured - (rates.max() ?? 0)) < 1e-11)
  }

  @Test(arguments: [(0.02, 0.5), (0.1, 0.25)])
  func nesterovWithRealRoots(_ learningRate: Double, _ momentum: Double) {
    let rule = with(Nesterov()) { ($0.learningRate, $0.momentum) = (learningRate, momentum) }
    let spectrum = [0.2, 1, 3]
    let rates = spectrum.map {
      Self.spectralRadius(
        (1 + momentum) * (1 - learningRate * $0), momentum * (1 - learningRate * $0))
    }
    let measured = Self.measuredRate(rule, spectrum, steps: 3000, over: 200)
    #expect(abs(measured - (rates.max() ?? 0)) < 1e-11)
  }

  /// With complex roots the error turns as it shrinks; pₜ₊₁ = b·pₜ − c·pₜ₋₁ holds at every step all the same.
  @Test func complexRootsFollowTheirRecurrence() {
    let (learningRate, momentum, curvature) = (0.1, 0.9, 2.0)
    func check(_ points: [Double], _ b: Double, _ c: Double) {
      for t in 2..<points.count {
        let predicted = b * points[t - 1] - c * points[t - 2]
        #expect(abs(points[t] - predicted) < 1e-15)
      }
    }
    let quadratic = Quadratic(spectrum: [curvature])
    let heavyBall = with(HeavyBall()) { ($0.learningRate, $0.momentum) = (learningRate, momentum) }
    check(
      path(heavyBall, on: quadratic, from: [1], steps: 100).map { $0[0] },
      1 + momentum - learningRate * curvature, momentum)
    let nesterov = with(Nesterov()) { ($0.learningRate, $0.momentum) = (learningRate, momentum) }
    let contraction = 1 - learningRate * curvature
    check(
      path(nesterov, on: quadratic, from: [1], steps: 100).map { $0[0] }, (1 + momentum) * contraction,
      momentum * contraction)
  }

  /// With β2 → 1 after a long time Adam's scale is frozen and a mode follows r² − (1 + β1 − η(1 − β1)λ/s)·r + β1.
  @Test func adamWithAFrozenScale() {
    let rule = with(Adam()) { ($0.learningRate, $0.beta1, $0.beta2, $0.epsilon) = (0.02, 0.5, 0.5, 1e6) }
    // ε ≫ √v̂ is another way to freeze the scale: P = ε.
    let spectrum = [2e6, 1e7]
    let rates = spectrum.map { Self.spectralRadius(1 + 0.5 - 0.02 * 0.5 * $0 / 1e6, 0.5) }
    let points = path(rule, on: Quadratic(spectrum: spectrum), from: [1e-9, 1e-9], steps: 900)
    let measured = Root.nth(points[899].euclideanNorm / points[699].euclideanNorm, 200)
    #expect(abs(measured - (rates.max() ?? 0)) < 1e-9)
  }

  @Test func polyakNeverMovesAwayFromTheMinimum() {
    var before = Double.infinity
    for point in path(Polyak(), on: tiltedQuadratic, from: tiltedStart, steps: 200) {
      let error = difference(point, tiltedQuadratic.minimizer).euclideanNorm
      #expect(error < before)
      before = error
    }
  }

  /// One line a rule: the learning rate and how far it comes on the tilted quadratic (condition number 100) and
  /// on Rosenbrock's function from its standard start.
  static let goals: [(name: String, quadratic: (Double, Int, Double), rosenbrock: (Double, Int, Double))] = [
    ("gradient-descent", (0.1, 1500, 1e-12), (1.5e-3, 10000, 1e-3)),
    ("heavy-ball", (0.1, 400, 1e-12), (1e-3, 4000, 1e-6)),
    ("nesterov", (0.1, 400, 1e-12), (5e-4, 4000, 1e-6)),
    ("normalized-gradient", (1e-3, 6000, 1e-4), (1e-3, 6000, 1e-2)),
    // Steps along the diagonals only: it follows a straight valley to within η, a curved one worse.
    ("sign-descent", (1e-3, 6000, 2e-4), (1e-3, 6000, 0.1)),
    ("polyak", (1, 1500, 1e-12), (1, 2000, 1e-6)),
    ("rmsprop", (1e-3, 6000, 1e-4), (1e-3, 6000, 1e-2)),
    ("adagrad", (1, 1500, 1e-12), (0.5, 6000, 1e-3)),
    ("adam", (0.1, 1500, 1e-12), (0.05, 6000, 1e-6)),
    ("amsgrad", (0.1, 1500, 1e-12), (0.05, 6000, 1e-6)),
    ("adamw", (0.1, 1500, 1e-2), (0.05, 6000, 1e-3)),
    ("lion", (1e-3, 6000, 1e-4), (1e-3, 6000, 1e-2)),
    ("lbfgs", (1, 40, 1e-20), (1, 100, 1e-20)),
    ("levenberg-marquardt", (1, 40, 1e-20), (1, 60, 1e-20)),
  ]

  @Test func everyOptimizerConverges() throws {
    #expect(Self.goals.map(\.name) == OptimizerCatalog.names)
    for (name, quadratic, rosenbrock) in Self.goals {
      #expect(try lowestLoss(name, quadratic, tiltedQuadratic, tiltedStart) <= quadratic.2, "\(name)")
      #expect(try lowestLoss(name, rosenbrock, Rosenbrock(), [-1.2, 1]) <= rosenbrock.2, "\(name)")
    }
  }

  func lowestLoss(
    _ name: String, _ goal: (rate: Double, steps: Int, loss: Double), _ objective: some TwiceDifferentiable,
    _ start: [Double]
  ) throws -> Double {
    let optimizer = try OptimizerCatalog.optimizer(named: name, learningRate: goal.rate)
    var descent = try Descent(
      on: objective, members: [DescentMember(optimizer, from: start)],
      options: DescentOptions(lossTarget: goal.loss))
    descent.advance(to: goal.steps)
    return descent.trajectories[0].lowestLoss
  }
}
