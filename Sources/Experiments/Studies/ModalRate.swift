internal import Foundation
package import LinearAlgebra
package import Objectives
package import Optimizers
package import Spectra

/// How fast an optimizer shrinks errors near the teacher, measured mode by mode, beside the forecast.
///
/// From 1e-20 away the real optimizer runs on the real loss, in arithmetic that knows distances. Parameters and
/// momentum projected on one eigenvector of the Hessian obey x(t + k) = A·x(t); A is fitted to all pairs of states, and
/// its spectral radius is the rate. Losses would not do: with momentum the modes turn, and the loss oscillates.
package struct ModalRate {
  package let optimizer: String
  package let learningRate: Double
  /// log of the factor by which the slowest mode shrinks a step.
  package let measured: Double
  package let forecast: Double
  /// The largest relative difference over all modes.
  package let worstModeError: Double
  /// How many modes oscillate.
  package let oscillating: Int

  /// The relative difference of the rates of the slowest mode.
  package var error: Double { abs(measured / forecast - 1) }

  /// Gradient descent, heavy ball and Nesterov, momentum 0.9, at 0.45 of the largest stable rate.
  ///
  /// At one half, gradient descent would remove the strongest mode in one step, and leave nothing to measure.
  package static func all(
    _ objective: some TwiceDifferentiable, eigenvalues: [Double], vectors: Matrix
  ) -> [ModalRate] {
    let (beta, scale) = (0.9, 0.9 / (eigenvalues.max() ?? .nan))
    var descent = GradientDescent()
    descent.learningRate = scale
    var heavyBall = HeavyBall()
    (heavyBall.learningRate, heavyBall.momentum) = ((1 + beta) * scale, beta)
    var nesterov = Nesterov()
    (nesterov.learningRate, nesterov.momentum) = ((1 + beta) / (1 + 2 * beta) * scale, beta)
    func rate<Rule: Optimizer>(
      _ rule: Rule, _ forecast: LinearDescentRule, _ momentum: (Rule.State) -> [Double]
    ) -> ModalRate {
      ModalRate(
        rule, forecast, objective, eigenvalues: eigenvalues, vectors: vectors, momentum: momentum)
    }
    return [
      rate(descent, .gradientDescent(learningRate: descent.learningRate)) { _ in [] },
      rate(heavyBall, .heavyBall(learningRate: heavyBall.learningRate, momentum: beta), \.buffer),
      rate(nesterov, .nesterov(learningRate: nesterov.learningRate, momentum: beta), \.buffer),
    ]
  }

  private static let gap = 4
  private static let steps = 80

  /// Measures a rule near the zero of an objective at the origin, with this Hessian there.
  ///
  /// - Parameter momentum: What of its state obeys the recurrence together with the parameters, if anything.
  package init<Rule: Optimizer>(
    _ rule: Rule, _ forecast: LinearDescentRule, _ objective: some TwiceDifferentiable,
    eigenvalues: [Double], vectors: Matrix, momentum: (Rule.State) -> [Double]
  ) {
    let start = (vectors * eigenvalues.map { _ in 1 }).map { 1e-20 * $0 }
    let trace = StallTrace(
      rule, on: objective, from: start, targets: [0], limit: Self.steps, schedule: .every(1))
    // Momentum in units of a step, so that both coordinates of a state are of one size.
    let points = trace.instants.map { vectors.transposedProduct(with: $0.parameters) }
    let buffers = trace.instants.map { instant in
      let buffer = momentum(instant.state)
      return buffer.isEmpty ? [] : vectors.transposedProduct(with: buffer).map { rule.learningRate * $0 }
    }
    let rates = eigenvalues.indices.map { k in
      Self.logRadius(
        zip(points, buffers).map { point, buffer in [point[k]] + (buffer.isEmpty ? [] : [buffer[k]]) })
    }
    let forecasts = eigenvalues.map { forecast.logRate(curvature: $0) }
    optimizer = Rule.name
    learningRate = rule.learningRate
    measured = rates.max() ?? .nan
    self.forecast = forecast.logRate(spectrum: eigenvalues)
    worstModeError = zip(rates, forecasts).map { abs($0 / $1 - 1) }.max() ?? .nan
    oscillating = eigenvalues.count { forecast.oscillates(curvature: $0) }
  }

  /// log of the spectral radius of the A with x(t + k) = A·x(t), by least squares over all t, a k-th of it.
  private static func logRadius(_ states: [[Double]]) -> Double {
    let size = states[0].count
    // Early states count most: what is left of a fast mode later is rounding of the others.
    let pairs = Array(zip(states, states.dropFirst(gap)))
    let before = Matrix(columnByColumn: pairs.map(\.0)).transposed()
    guard let solver = try? QR(before) else { return .nan }
    let rows = (0..<size).compactMap { i in try? solver.leastSquares(pairs.map { $0.1[i] }) }
    guard rows.count == size else { return .nan }
    guard size == 2 else { return log(abs(rows[0][0])) / Double(gap) }
    let trace = rows[0][0] + rows[1][1]
    let determinant = rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    let discriminant = trace * trace / 4 - determinant
    let radius = discriminant < 0 ? determinant.squareRoot() : abs(trace) / 2 + discriminant.squareRoot()
    return log(radius) / Double(gap)
  }
}
