import Foundation
import LinearAlgebra
import Objectives
import Optimizers

/// What every optimizer must satisfy, as checks that return what is violated.
enum OptimizerConformance {
  static func violations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    var found: [String] = []
    found += degenerateViolations(rule)
    found += scalingViolations(rule)
    found += symmetryViolations(rule)
    found += stateViolations(rule)
    found += hyperparameterViolations(rule)
    found += textViolations(rule)
    return found
  }

  /// At a stationary point at the origin nothing moves, now or later, and nothing becomes NaN.
  private static func degenerateViolations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    var found: [String] = []
    let flat = Quadratic(factor: Matrix(rows: 1, columns: 2))
    if path(rule, on: flat, from: [0, 0], steps: 5).last != [0, 0] {
      found.append("\(Rule.name): it leaves a stationary point at the origin")
    }
    // One coordinate without a gradient, and gradients whose squares underflow.
    for weights in [[1.0, 0], [1e-100, 1e-90]] {
      let objective = Quadratic(factor: Matrix(diagonal: weights))
      for point in path(rule, on: objective, from: [1, 1], steps: 5) where !point.maximumMagnitude.isFinite {
        found.append("\(Rule.name): not finite on a quadratic with factor \(weights)")
      }
    }
    return found
  }

  /// The first step goes downhill, and for small η it is proportional to η.
  private static func scalingViolations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    var found: [String] = []
    func firstStep(_ learningRate: Double) -> [Double] {
      var rule = rule
      rule.learningRate = learningRate
      return difference(path(rule, on: tiltedQuadratic, from: tiltedStart, steps: 1)[0], tiltedStart)
    }
    let (small, half) = (firstStep(2e-6), firstStep(1e-6))
    let gradient = tiltedQuadratic.valueAndGradient(at: tiltedStart).gradient
    if !(gradient.dot(small) < 0) { found.append("\(Rule.name): the first step is not downhill") }
    if !(distance([small], [half.map { 2 * $0 }]) < 1e-3) {
      found.append("\(Rule.name): the first step does not scale with the learning rate")
    }
    return found
  }

  /// The names of the coordinates do not matter: a permuted problem gives the permuted path.
  private static func symmetryViolations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    let order = [2, 0, 3, 1]
    let factor = tiltedQuadratic.factor
    let permuted = Quadratic(
      factor: Matrix(columnByColumn: order.map(factor.column)),
      minimizer: order.map { tiltedQuadratic.minimizer[$0] })
    let plain = path(rule, on: tiltedQuadratic, from: tiltedStart, steps: 10)
    let moved = path(rule, on: permuted, from: order.map { tiltedStart[$0] }, steps: 10)
    let expected = plain.map { point in order.map { point[$0] } }
    return distance(moved, expected) < 1e-9 ? [] : ["\(Rule.name): the order of the coordinates matters"]
  }

  /// A run stopped after some steps, encoded, decoded and resumed is the run without a stop, to the bit.
  private static func stateViolations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    func advance(_ state: inout Rule.State, _ point: inout [Double]) {
      for _ in 0..<4 {
        let (loss, gradient) = tiltedQuadratic.valueAndGradient(at: point)
        let evaluation = Evaluation(loss: loss, gradient: gradient) { _ in tiltedQuadratic.factor }
        rule.step(&point, evaluation, state: &state)
      }
    }
    var (point, state) = (tiltedStart, rule.makeState(dimension: tiltedStart.count))
    advance(&state, &point)
    guard
      let encoded = try? JSONEncoder().encode(state),
      var decoded = try? JSONDecoder().decode(Rule.State.self, from: encoded)
    else { return ["\(Rule.name): the state cannot be encoded and decoded"] }
    var resumed = point
    advance(&state, &point)
    advance(&decoded, &resumed)
    return resumed == point ? [] : ["\(Rule.name): a resumed run is another run"]
  }

  /// Each hyperparameter named is stored under its name, can be set, and changes nothing else.
  private static func hyperparameterViolations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    var found: [String] = []
    func stored(_ optimizer: AnyOptimizer) -> [String: HyperparameterValue] {
      func encode<R: Optimizer>(_ rule: R) -> Data? { try? JSONEncoder().encode(rule) }
      return encode(optimizer.base).flatMap {
        try? JSONDecoder().decode([String: HyperparameterValue].self, from: $0)
      } ?? [:]
    }
    let before = stored(AnyOptimizer(rule))
    let listed = AnyOptimizer(rule).hyperparameters
    if listed.first?.name != "learningRate" { found.append("\(Rule.name): the learning rate comes first") }
    if Set(listed.map(\.name)) != Set(before.keys) {
      found.append("\(Rule.name): the hyperparameters listed are not those stored")
    }
    for setting in listed {
      var changed = AnyOptimizer(rule)
      let values: [HyperparameterValue] = [0.25, 3, "insideBiasCorrection", "outsideBiasCorrection"]
      let value = values.first { value in
        guard value != setting.value else { return false }
        do { try changed.set(setting.name, to: value) } catch { return false }
        return true
      }
      guard let value else {
        found.append("\(Rule.name): \(setting.name) cannot be set")
        continue
      }
      var expected = before
      expected[setting.name] = value
      if stored(changed) != expected {
        found.append("\(Rule.name): setting \(setting.name) does not change it alone")
      }
      for bad in [HyperparameterValue.number(.nan), .number(-.infinity), .text("?"), .flag(true)] {
        var refused = AnyOptimizer(rule)
        if (try? refused.set(setting.name, to: bad)) != nil {
          found.append("\(Rule.name): \(setting.name) accepts '\(bad)'")
        }
      }
    }
    return found
  }

  /// The update is stated with its source: a year in brackets at the end.
  private static func textViolations<Rule: Optimizer>(_ rule: Rule) -> [String] {
    var found: [String] = []
    if !Rule.update.contains("←") || !Rule.update.hasSuffix(")") || Rule.update.contains("\n") {
      found.append("\(Rule.name): the update is not one line of formulas with its source")
    }
    if !Rule.name.allSatisfy({ $0.isLowercase || $0 == "-" }) { found.append("\(Rule.name): not a name") }
    return found
  }
}
