import Foundation
import Optimizers
import Spectra

/// What the optimizers themselves do along one mode of a quadratic.
enum RateMeasurement {
  /// The optimizer a forecast is about.
  ///
  /// Adam's second moments are made to stand still by an ε = 1 beside which they vanish: then P = 1.
  static func optimizer(_ rule: LinearDescentRule) -> any Optimizer {
    switch rule {
    case .gradientDescent(let rate):
      var optimizer = GradientDescent()
      optimizer.learningRate = rate
      return optimizer
    case .heavyBall(let rate, let momentum):
      var optimizer = HeavyBall()
      (optimizer.learningRate, optimizer.momentum) = (rate, momentum)
      return optimizer
    case .nesterov(let rate, let momentum):
      var optimizer = Nesterov()
      (optimizer.learningRate, optimizer.momentum) = (rate, momentum)
      return optimizer
    case .adam(let rate, let beta1):
      var optimizer = Adam()
      (optimizer.learningRate, optimizer.beta1, optimizer.epsilon) = (rate, beta1, 1)
      return optimizer
    }
  }

  /// log |r| of the slower root of the recurrence that the errors of a mode of curvature λ follow.
  ///
  /// Two equations e(t+1) = b·e(t) − c·e(t−1) determine b and c; where one real root is all that is left, the errors'
  /// own quotient is it. Adam's bias correction is given time to fade. Nothing of the forecast is used.
  static func logRate(_ rule: LinearDescentRule, curvature: Double) -> Double {
    var run = OptimizerRun(AnyOptimizer(optimizer(rule)), dimension: 1)
    var point = [1e-100]
    var errors: [Double] = []
    for _ in 0..<(rule.isAdam ? 400 : 5) {
      errors.append(point[0])
      run.step(&point, Evaluation(loss: 0, gradient: [curvature * point[0]]))
    }
    let tail = errors.suffix(4).map { $0 / errors[errors.count - 2] }
    let determinant = tail[1] * tail[1] - tail[0] * tail[2]
    guard abs(determinant) > 1e-9 else { return log(abs(tail[3] / tail[2])) }
    let b = (tail[2] * tail[1] - tail[0] * tail[3]) / determinant
    let c = (tail[2] * tail[2] - tail[1] * tail[3]) / determinant
    let discriminant = b * b / 4 - c
    return discriminant < 0 ? 0.5 * log(c) : log(abs(b) / 2 + discriminant.squareRoot())
  }
}

extension LinearDescentRule {
  /// Whether it has a bias correction.
  var isAdam: Bool {
    if case .adam = self { true } else { false }
  }
}
