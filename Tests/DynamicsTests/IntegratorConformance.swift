import Dynamics
import Foundation
import LinearAlgebra

/// What every integrator must satisfy, as checks that return what is violated.
enum IntegratorConformance {
  /// - Parameter orderTolerance: How far a measured order may be from the nominal one.
  static func violations(_ method: some Integrator, orderTolerance: Double = 0.1) -> [String] {
    orderViolations(method, orderTolerance) + errorViolations(method) + denseViolations(method)
      + toleranceViolations(method) + consistencyViolations(method)
  }

  /// The largest error at the end of any step, steps of one size.
  private static func globalError(_ method: some Integrator, _ form: ClosedForm, steps: Int)
    -> (size: Double, isOfStiffMethod: Bool)
  {
    let solution = form.problem.solve(
      with: method, .fixedStep(form.finalTime / Double(steps), saving: .everyStep(1)))
    let size = zip(solution.times, solution.states).reduce(0) {
      max($0, distance($1.1, form.solution($1.0)))
    }
    return (size, solution.statistics.acceptedStiff > 0)
  }

  /// Global errors shrink as h^order.
  private static func orderViolations(_ method: some Integrator, _ tolerance: Double) -> [String] {
    ClosedForm.forOrders.compactMap { form in
      var slopes: [Double] = []
      var steps = 4
      var previous = globalError(method, form, steps: steps).size
      while steps < 1024 {
        steps *= 2
        let error = globalError(method, form, steps: steps)
        // Rounding, or the last Newton iteration, decides from here on.
        if error.size < (error.isOfStiffMethod ? 1e-11 : 2e-16 * Double(steps)) { break }
        slopes.append(log2(previous / error.size))
        previous = error.size
      }
      guard let measured = limit(slopes, near: Double(method.order)),
        abs(measured - Double(method.order)) <= tolerance
      else { return "\(method.name): orders \(slopes) on \(form.name), not \(method.order)" }
      return nil
    }
  }

  /// The limit of orders measured between steps h and h/2, which are off by a multiple of h: the last, or better.
  private static func limit(_ slopes: [Double], near wanted: Double) -> Double? {
    guard let last = slopes.last else { return nil }
    guard slopes.count > 1 else { return last }
    let extrapolated = 2 * last - slopes[slopes.count - 2]
    return abs(extrapolated - wanted) < abs(last - wanted) ? extrapolated : last
  }

  /// The error estimate of one step shrinks as h^errorExponent; faster perhaps on some problem, but not on all.
  private static func errorViolations<Method: Integrator>(_ method: Method) -> [String] {
    let wanted = Double(method.errorExponent)
    let slopes = ClosedForm.forOrders.map { errorSlopes(method, $0) }
    let measured = slopes.map { limit($0, near: wanted) ?? .nan }
    guard measured.allSatisfy({ $0 >= wanted - 0.1 }), measured.contains(where: { $0 <= wanted + 0.1 }) else {
      return ["\(method.name): error estimates of orders \(slopes), not \(wanted)"]
    }
    return []
  }

  private static func errorSlopes<Method: Integrator>(_ method: Method, _ form: ClosedForm) -> [Double] {
    func estimate(_ size: Double) -> Double {
      // From a point in general position.
      let start = 0.4
      var integration = Integration(
        of: form.field, from: form.solution(start), at: start, with: method, .fixedStep(size))
      do { try integration.step(notBeyond: start + size) } catch { return .nan }
      return integration.lastStep.error.euclideanNorm
    }
    var slopes: [Double] = []
    var size = method.order > 5 ? 1.0 : 0.25
    while size > 1e-3, estimate(size / 2) > 2e-14 {
      slopes.append(log2(estimate(size) / estimate(size / 2)))
      size /= 2
    }
    return slopes
  }

  /// Dense output is the solution to its order, and continuous: at interior points of steps of one size.
  private static func denseViolations<Method: Integrator>(_ method: Method) -> [String] {
    ClosedForm.forOrders.compactMap { form in
      func largestError(_ steps: Int) -> Double {
        let size = form.finalTime / Double(steps)
        var integration = Integration(
          of: form.field, from: form.initialState, with: method, .fixedStep(size))
        var (state, largest) = (form.initialState, 0.0)
        while integration.time < form.finalTime {
          do { try integration.step(notBeyond: form.finalTime) } catch { return .nan }
          let step = integration.lastStep
          for k in 1..<10 {
            let time = step.time + step.size * Double(k) / 10
            integration.interpolate(at: time, into: &state)
            largest = max(largest, distance(state, form.solution(time)))
          }
        }
        return largest
      }
      var slopes: [Double] = []
      var steps = 8
      var previous = largestError(steps)
      while steps < 512 {
        steps *= 2
        let error = largestError(steps)
        if error < 2e-13 { break }
        slopes.append(log2(previous / error))
        previous = error
      }
      // Interpolation of order q has errors h^(q+1) within a step, unless those of the step itself are larger.
      let wanted = Double(min(method.denseOrder + 1, method.order))
      guard let measured = limit(slopes, near: wanted), measured >= wanted - 0.1 else {
        return "\(method.name): dense output of orders \(slopes) on \(form.name), not \(wanted)"
      }
      return nil
    }
  }

  /// Errors follow the tolerance, down to where rounding takes over.
  private static func toleranceViolations(_ method: some Integrator) -> [String] {
    var found: [String] = []
    for form in ClosedForm.all {
      var previous = Double.infinity
      for exponent in stride(from: -3, through: -11, by: -2) {
        let tolerance = pow(10, Double(exponent))
        let options = IntegrationOptions(
          Tolerances(relative: tolerance, absolute: tolerance), maximumSteps: 3000)
        let solution = form.problem.solve(with: method, options)
        let error = distance(solution.finalState, form.solution(form.finalTime))
        if solution.outcome != .completed || !(error <= 100 * tolerance) {
          found.append("\(method.name): error \(error) on \(form.name) at tolerance \(tolerance)")
        }
        if error > 3 * max(previous, 1e-14) {
          found.append(
            "\(method.name): a tighter tolerance, \(tolerance), gives a larger error on \(form.name)")
        }
        previous = error
      }
    }
    return found
  }

  /// f at the end of a step is f of the state there, and constants of linear fields stay.
  private static func consistencyViolations<Method: Integrator>(_ method: Method) -> [String] {
    let form = ClosedForm.spiral
    var found: [String] = []
    var integration = Integration(
      of: form.field, from: form.initialState, with: method,
      IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6)))
    var rate = form.initialState
    while integration.time < form.finalTime {
      do { try integration.step(notBeyond: form.finalTime) } catch {
        return ["\(method.name): \(error)"]
      }
      form.field.rate(integration.time, integration.state, &rate)
      if integration.derivative != rate {
        found.append("\(method.name): the derivative at t = \(integration.time) is not that of the state")
        break
      }
    }
    let cycle = ClosureField(
      3,
      { _, x, dx in
        for i in 0..<3 { dx[i] = x[(i + 1) % 3] - 2 * x[i] + x[(i + 2) % 3] }
      }, derivatives: { _, _ in ([[-2, 1, 1], [1, -2, 1], [1, 1, -2]], [0, 0, 0]) })
    let solution = InitialValueProblem(cycle, from: [1, 2, 4], to: 1).solve(
      with: method, IntegrationOptions(Tolerances(relative: 1e-4, absolute: 1e-4)))
    if !(abs(solution.finalState.reduce(0, +) - 7) < 1e-13) {
      found.append("\(method.name): a linear invariant drifts")
    }
    return found
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { $0 - $1 }.maximumMagnitude
  }
}
