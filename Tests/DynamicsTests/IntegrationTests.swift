import Foundation
import LinearAlgebra
import Objectives
import TestSupport
import Testing

@testable import Dynamics

@Suite struct IntegrationTests {
  private let method = ExplicitRungeKutta(.dormandPrince5)
  private let tolerances = Tolerances(relative: 1e-8, absolute: 1e-10)

  private func failure(
    _ field: ClosureField, from state: [Double], to end: Double,
    _ adjust: (inout IntegrationOptions) -> Void = { _ in }
  ) -> (error: IntegrationError?, solution: Solution) {
    var options = IntegrationOptions(tolerances)
    adjust(&options)
    let solution = InitialValueProblem(field, from: state, to: end).solve(with: method, options)
    return (solution.failure, solution)
  }

  @Test func theEndIsHitExactly() {
    var integration = Integration(
      of: ClosedForm.decay.field, from: ClosedForm.decay.initialState, with: method,
      IntegrationOptions(tolerances))
    for end in [0.1, 0.1 + 1e-9, 0.3, 1.7, 3] {
      while integration.time < end {
        #expect(throws: Never.self) { try integration.step(notBeyond: end) }
      }
      #expect(integration.time == end)
    }
    #expect(abs(integration.state[0] - 0.1) < 1e-8)
  }

  /// A step cut short by the end does not make the next ones short.
  @Test func stopsDoNotSlowItDown() {
    func steps(_ stops: [Double]) throws -> Int {
      var integration = Integration(
        of: ClosedForm.spiral.field, from: ClosedForm.spiral.initialState, with: method,
        IntegrationOptions(tolerances))
      for end in stops { while integration.time < end { try integration.step(notBeyond: end) } }
      return integration.statistics.accepted
    }
    let (free, stopped) = (try? steps([2]), try? steps([0.5, 1, 1.5, 2]))
    #expect((stopped ?? .max) <= (free ?? 0) + 4)
  }

  /// A tolerance below the spacing of doubles cannot be met by any step, and is refused before the first one.
  @Test func tolerancesBelowRoundingAreRefused() {
    for (tolerance, isRefused) in [(1e-17, true), (1e-14, false)] {
      let problem = InitialValueProblem(ClosedForm.decay.field, from: [1, 0], to: 1e-3)
      let solution = problem.solve(
        with: method, IntegrationOptions(Tolerances(relative: tolerance, absolute: 0, combination: .maximum)))
      let error = IntegrationError.toleranceBelowRounding(time: 0, coordinate: 0, value: 1)
      #expect(solution.failure == (isRefused ? error : nil) && (solution.finalTime == 0) == isRefused)
    }
  }

  /// ẏ₁ = y₁²: the solution ends at t = 1, and coordinate 1 is the one to blame.
  @Test func aSingularityIsNamed() {
    let field = ClosureField(2) { _, y, dy in
      dy[0] = -y[0]
      dy[1] = y[1] * y[1]
    }
    let (error, solution) = failure(field, from: [1, 1], to: 2)
    guard case .stepSizeUnderflow(let time, _, let coordinate, _) = error else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(abs(time - 1) < 1e-6 && coordinate == 1)
    #expect(solution.finalTime == time && solution.finalState[1] > 1e6)
    #expect(abs(solution.finalState[0] - exp(-1)) < 1e-6)
    #expect(error?.description.contains("coordinate 1") == true)
  }

  /// ẏ = −1/√(1 − t): the derivative itself ends at t = 1.
  @Test func aDerivativeThatIsNotFiniteIsNamed() {
    let field = ClosureField(2) { t, _, dy in
      dy[0] = 0
      dy[1] = t < 1 ? 1 : .nan
    }
    guard case .notFinite(let time, 1, let value) = failure(field, from: [0, 0], to: 2).error else {
      Issue.record("no failure")
      return
    }
    #expect(abs(time - 1) < 1e-12 && value.isNaN)
    let atOnce = ClosureField(1) { _, y, dy in dy[0] = 1 / y[0] }
    #expect(
      failure(atOnce, from: [0], to: 1).error == .notFinite(time: 0, coordinate: 0, value: .infinity))
    #expect(failure(atOnce, from: [.infinity], to: 1).solution.finalTime == 0)
  }

  /// ẏ = −1 from 1, admissible while positive.
  @Test func theDomainIsNotLeft() {
    var field = ClosureField(1) { _, _, dy in dy[0] = -1 }
    field.domain = { $0[0] < 0 ? 0 : nil }
    let (error, solution) = failure(field, from: [1], to: 2)
    guard case .leftDomain(let time, 0, _) = error else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(abs(time - 1) < 1e-12 && solution.finalState[0] >= 0)
    #expect(failure(field, from: [-1], to: 2).error == .leftDomain(time: 0, coordinate: 0, value: -1))
  }

  @Test func limits() {
    let stiff = ClosureField(2) { t, y, dy in
      dy[0] = -1e6 * (y[0] - cos(t))
      dy[1] = -y[1]
    }
    let (error, solution) = failure(stiff, from: [1, 1], to: 100) { $0.maximumSteps = 300 }
    guard case .tooManySteps(300, let time, _, 0, let stiffness) = error else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(time < 1 && solution.statistics.steps == 300)
    // At the edge of stability: 3.3 for this pair.
    #expect(stiffness > 2.5 && stiffness < 4)
    #expect(error?.description.contains("use a stiff method") == true)
    let late = failure(stiff, from: [1, 1], to: 100) {
      ($0.maximumSteps, $0.maximumSeconds) = (.max, 0.01)
    }
    guard case .outOfTime(0.01, _, _, 0) = late.error else {
      Issue.record("\(late.solution.outcome)")
      return
    }
  }

  @Test func statistics() {
    let solution = ClosedForm.spiral.problem.solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6), initialStep: 2))
    #expect(solution.statistics.rejected > 0)
    // Six a step, and one at the beginning.
    #expect(solution.statistics.evaluations == 6 * solution.statistics.steps + 1)
    #expect(solution.statistics.jacobians == 0 && solution.statistics.factorizations == 0)
  }

  /// Every count is what the field saw, for every method, steps rejected included.
  @Test(arguments: IntegratorCatalog.names) func statisticsAreWhatTheFieldSaw(_ name: String) throws {
    for knowsJacobian in [true, false] {
      let field = CountingField(knowsJacobian: knowsJacobian)
      let options = IntegrationOptions(
        Tolerances(relative: 1e-6, absolute: 1e-6), saving: .times([0, 0.5, 1, 7.7]), initialStep: 3)
      let problem = InitialValueProblem(field, from: [2, 0], to: 8)
      let method = try IntegratorCatalog.integrator(named: name)
      let solution = problem.solve(with: method, options)
      let statistics = solution.statistics
      #expect(solution.outcome == .completed && statistics.rejected > 0)
      #expect(statistics.evaluations == field.counter.evaluations)
      #expect(statistics.jacobians == field.counter.jacobians)
      #expect(statistics.acceptedStiff > 0 || statistics.jacobians == 0 && statistics.factorizations == 0)
      if method is Dynamics.Rosenbrock {
        // One Jacobian for each step, however often it is tried; one factorisation a try.
        #expect(statistics.jacobians == statistics.accepted)
        #expect(statistics.factorizations == statistics.steps)
      }
      if method is RadauIIA5 {
        #expect(statistics.jacobians > 0 && statistics.jacobians < statistics.accepted)
        #expect(statistics.factorizations >= statistics.jacobians)
      }
    }
  }

  @Test func stepsAreNoLongerThanAllowed() {
    let options = IntegrationOptions(
      Tolerances(relative: 1e-2, absolute: 1e-2), saving: .everyStep(1), largestStep: 0.125)
    let times = ClosedForm.decay.problem.solve(with: method, options).times
    #expect(zip(times.dropFirst(), times).allSatisfy { $0 - $1 <= 0.125 + 1e-12 })
  }

  @Test(arguments: StepSizeController.named.map(\.name)) func everyControllerWorks(_ name: String) {
    let controller = StepSizeController.named.first { $0.name == name }?.controller
    let options = IntegrationOptions(tolerances, controller: controller)
    let solution = ClosedForm.spiral.problem.solve(with: method, options)
    let exact = ClosedForm.spiral.solution(2)
    #expect(zip(solution.finalState, exact).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(solution.statistics.rejected <= solution.statistics.accepted / 4)
  }
}

@Suite(.enabled(if: AllocationCounter.isAvailable)) struct IntegrationAllocationTests {
  static let dimension = AllocationCounter.large / MemoryLayout<Double>.stride

  /// A field that makes a temporary array at each evaluation.
  static func rotation(allocates: Bool) -> ClosureField {
    let half = dimension / 2
    return ClosureField(2 * half) { t, y, dy in
      let source = allocates ? y.map { 1 * $0 } : y
      for i in 0..<half {
        dy[i] = -source[half + i] * (1 + 0.1 * t)
        dy[half + i] = source[i] * (1 + 0.1 * t)
      }
    }
  }

  /// The allocations of steps after a warm-up.
  static func allocations(_ method: some Integrator, _ field: ClosureField) throws -> Int {
    let start = (0..<field.dimension).map { 1 + 0.01 * Double($0 % 7) }
    var integration = Integration(
      of: field, from: start, with: method,
      IntegrationOptions(
        Tolerances(relative: 1e-9, absolute: 1e-9), initialStep: 2, maximumSeconds: 1000))
    var state = start
    func advance(_ end: Double) throws {
      while integration.time < end {
        try integration.step(notBeyond: end)
        integration.interpolate(
          at: integration.lastStep.time + integration.lastStep.size / 2, into: &state)
      }
    }
    try advance(0.5)
    let before = integration.statistics
    let count = try AllocationCounter.countOfOwn { try advance(2) }
    #expect(integration.statistics.accepted > before.accepted + 3)
    return count
  }

  @Test func stepsAllocateNothing() throws {
    for method in IntegratorCatalog.integrators where method is ExplicitRungeKutta {
      let count = try Self.allocations(method, Self.rotation(allocates: false))
      #expect(count == 0, "\(method.name)")
    }
  }

  @Test func anAllocationIsNoticed() throws {
    let count = try Self.allocations(
      ExplicitRungeKutta(.dormandPrince5), Self.rotation(allocates: true))
    #expect(count > 10)
  }
}
