import Foundation
import Testing

@testable import Dynamics

@Suite struct EventScanTests {
  /// y₁ = cos t, y₂ = −sin t.
  private static let oscillator = ClosureField(
    2, { _, y, dy in (dy[0], dy[1]) = (y[1], -y[0]) },
    derivatives: { _, _ in ([[0, 1], [-1, 0]], [0, 0]) })

  private static func options(_ tolerance: Double, saving: SavePoints = .ends) -> IntegrationOptions {
    IntegrationOptions(Tolerances(relative: tolerance, absolute: tolerance), saving: saving)
  }

  /// Zeros and extrema of a rotation, by every method: their times are multiples of π/2.
  @Test(arguments: IntegratorCatalog.names) func rotation(_ name: String) throws {
    func solve<Method: Integrator>(_ method: Method) -> Solution {
      InitialValueProblem(Self.oscillator, from: [1, 0], to: 20).solve(
        with: method, Self.options(1e-9),
        events: [
          Event { _, y in y[0] }, Event(.rising) { _, y in y[1] }, Event(.falling) { _, y in y[0] - 2 },
        ])
    }
    let solution = solve(try IntegratorCatalog.integrator(named: name))
    #expect(solution.outcome == .completed && solution.finalTime == 20)
    // cos at odd multiples of π/2; −sin rises at odd multiples of π, and at the start it leaves zero.
    let exact: [(event: Int, time: Double)] = (1...12).compactMap { k in
      let time = Double(k) * Double.pi / 2
      return k.isMultiple(of: 2) ? (k % 4 == 2 ? (1, time) : nil) : (0, time)
    }
    #expect(solution.events.map(\.event) == exact.map { $0.event })
    for (found, exact) in zip(solution.events, exact) {
      #expect(abs(found.time - exact.time) < 2e-6, "\(name)")
      #expect(abs(found.state[found.event]) < 1e-12)
    }
    #expect(
      solution.events.filter { $0.event == 0 }.map(\.isRising) == [false, true, false, true, false, true])
  }

  /// The period of a pendulum by the arithmetic-geometric mean, Gauss: T = 2π/M(1, cos(θ₀/2)).
  @Test(arguments: [0.1, 1.5, 3.0]) func pendulum(_ angle: Double) {
    let field = ClosureField(2) { _, y, dy in (dy[0], dy[1]) = (y[1], -sin(y[0])) }
    var (a, g) = (1.0, cos(angle / 2))
    while abs(a - g) > 1e-15 { (a, g) = (0.5 * (a + g), (a * g).squareRoot()) }
    let solution = InitialValueProblem(field, from: [angle, 0], to: 1000).solve(
      with: ExplicitRungeKutta(.dormandPrince8), Self.options(1e-12),
      events: [Event(.falling, terminalCount: 2) { _, y in y[1] }])
    #expect(solution.outcome == .event(0))
    // The velocity falls through zero where the angle is largest: after one period, and after two.
    #expect(solution.events.count == 2)
    #expect(abs(solution.finalTime - 2 * 2 * .pi / a) < 1e-9)
  }

  /// A hundred crossings in one step: a slow state, and a function of time that is fast.
  @Test(arguments: IntegratorCatalog.names) func manyCrossingsPerStep(_ name: String) throws {
    func solve<Method: Integrator>(_ method: Method) -> Solution {
      var options = Self.options(1e-2)
      options.initialStep = 5
      return InitialValueProblem(ClosureField(1) { _, _, dy in dy[0] = 1 }, from: [0], to: 10).solve(
        with: method, options, events: [Event { _, y in sin(100 * y[0] + 0.5) }])
    }
    let solution = solve(try IntegratorCatalog.integrator(named: name))
    #expect(solution.events.count == Int((1000.5 / Double.pi).rounded(.down)))
    #expect(solution.events.count > 100 * solution.statistics.accepted)
    for (k, event) in solution.events.enumerated() {
      #expect(abs(event.time - (Double(k + 1) * .pi - 0.5) / 100) < 1e-10)
    }
  }

  /// A ball that loses a tenth of its speed at each bounce: flights last 2v/g, each restarted at the last one's event.
  @Test(arguments: IntegratorCatalog.names) func bouncingBall(_ name: String) throws {
    func bounces<Method: Integrator>(_ method: Method) -> [Double] {
      let field = ClosureField(2) { _, y, dy in (dy[0], dy[1]) = (y[1], -10) }
      var (time, state) = (3.0, [0.0, 5.0])
      var times: [Double] = []
      for _ in 0..<40 {
        let flight = InitialValueProblem(field, from: state, at: time, to: 100).solve(
          with: method, Self.options(1e-8), events: [.terminal(of: { _, y in y[0] })])
        guard flight.outcome == .event(0) else { break }
        (time, state) = (flight.finalTime, [flight.finalState[0], -0.9 * flight.finalState[1]])
        times.append(time)
      }
      return times
    }
    let times = bounces(try IntegratorCatalog.integrator(named: name))
    #expect(times.count == 40)
    var exact = 3.0
    for (k, time) in times.enumerated() {
      exact += 2 * 5 * pow(0.9, Double(k)) / 10
      #expect(abs(time - exact) < 1e-6)
    }
  }

  /// A wall just within reach is hit and left, one just beyond it never: y = cos t against 1 − δ.
  @Test func grazing() {
    for depth in [1e-3, 1e-6, 1e-8] {
      for sign in [1.0, -1] {
        let solution = InitialValueProblem(Self.oscillator, from: [-1, 0], to: 6).solve(
          with: ExplicitRungeKutta(.dormandPrince8), Self.options(1e-13),
          events: [Event { _, y in y[0] - (1 - sign * depth) }])
        let half = acos(1 - depth)
        let exact = sign > 0 ? [Double.pi - half, .pi + half] : []
        #expect(solution.events.count == exact.count, "\(depth)")
        for (found, exact) in zip(solution.events, exact) { #expect(abs(found.time - exact) < 1e-7) }
      }
    }
  }

  /// A terminal event cuts what is saved, the state and the path, whatever comes after it in its step.
  @Test(arguments: [
    SavePoints.ends, .times([0, 0.5, 1, 1.5, 1.8, 3]), .logarithmic(from: 1e-2, pointsPerDecade: 5),
    .everyStep(1),
  ])
  func terminalEventsCut(_ saving: SavePoints) {
    let path = PathLength(of: Self.oscillator)
    let solution = InitialValueProblem(path, from: [1, 0, 0], to: 100).solve(
      with: ExplicitRungeKutta(.tsitouras5), Self.options(1e-10, saving: saving),
      events: [
        Event { _, y in sin(40 * y[2]) }, .terminal(of: { _, y in y[0] + 0.1 }), Event { t, _ in t - 2 },
      ])
    let end = acos(-0.1)
    #expect(solution.outcome == .event(1) && abs(solution.finalTime - end) < 1e-8)
    // The length of an arc of the unit circle is its angle.
    #expect(abs(solution.finalState[2] - end) < 1e-8 && abs(solution.finalState[0] + 0.1) < 1e-14)
    #expect(solution.events.last?.event == 1 && solution.events.filter { $0.event == 1 }.count == 1)
    #expect(solution.events.count == 1 + Int(40 * end / .pi))
    #expect(zip(solution.events, solution.events.dropFirst()).allSatisfy { $0.time <= $1.time })
    if case .times = saving {
      #expect(solution.times == [0, 0.5, 1, 1.5])
    } else {
      #expect(solution.times.last == solution.finalTime && solution.states.last == solution.finalState)
      #expect(Set(solution.times).count == solution.times.count)
    }
    #expect(zip(solution.times, solution.states).allSatisfy { abs($1[0] - cos($0)) < 1e-8 })
  }

  /// The end of the last step is part of it: ẏ = 1 reaches 2 at the final time exactly.
  @Test func eventsAtTheEnd() {
    let field = ClosureField(1) { _, _, dy in dy[0] = 1 }
    let problem = InitialValueProblem(field, from: [0], to: 2)
    let event = Event { t, _ in t - 2 }
    let solution = problem.solve(with: RadauIIA5(), Self.options(1e-6), events: [event, event])
    #expect(solution.events.map(\.time) == [2, 2] && solution.events.map(\.event) == [0, 1])
    #expect(solution.outcome == .completed)
  }

  /// Occurrences cost no steps, and the solution is the same.
  @Test func lookingCostsNoSteps() {
    let problem = InitialValueProblem(Self.oscillator, from: [1, 0], to: 20)
    let method = ExplicitRungeKutta(.tsitouras5)
    let (plain, watched) = (
      problem.solve(with: method, Self.options(1e-6)),
      problem.solve(with: method, Self.options(1e-6), events: [Event { _, y in y[0] }])
    )
    #expect(plain.statistics == watched.statistics && plain.finalState == watched.finalState)
  }

  @Test func whatIsNotANumberIsNamed() {
    let problem = InitialValueProblem(Self.oscillator, from: [1, 0], to: 20)
    func failure(_ event: Event) -> IntegrationError? {
      problem.solve(
        with: RadauIIA5(), Self.options(1e-6), events: [Event { t, _ in t - 1 }, event]
      ).failure
    }
    guard case .eventUndefined(1, let time)? = failure(Event { t, _ in t < 3 ? 1 : .nan }) else {
      Issue.record("no failure")
      return
    }
    #expect(time >= 3 && time < 5)
    #expect(failure(Event { _, _ in .nan }) == .eventUndefined(event: 1, time: 0))
  }
}
