import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Dynamics

/// The right-hand sides, by their invariants, closed forms and formulas written a second time.
@Suite struct ReferenceProblemsTests {
  private static func problem(_ number: Int, _ name: String? = nil) throws -> ReferenceProblem {
    try #require(ReferenceProblems.all.first { $0.number == number && (name.map($0.name.contains) ?? true) })
  }

  private static func rates(_ problem: ReferenceProblem, _ state: [Double], at time: Double = 0) -> [Double] {
    var rates = [Double](repeating: .nan, count: state.count)
    var workspace = problem.field.makeWorkspace()
    problem.field.evaluate(at: time, state, into: &rates, workspace: &workspace)
    return rates
  }

  /// A state in general position, of the initial state's size or `size`.
  private static func state(_ problem: ReferenceProblem, size: Double = 1) -> [Double] {
    problem.initialState.indices.map { i in
      let unit = problem.initialState[i] == 0 ? size * min(1, problem.scales[i]) : problem.initialState[i]
      return unit * (1 + 0.3 * sin(Double(3 * i + 1)))
    }
  }

  /// Each number has its problem, in order, and those of the simplex have both kinds.
  @Test func everyNumberIsThere() {
    let numbers = ReferenceProblems.all.map(\.number)
    #expect(numbers == numbers.sorted())
    #expect(Set(numbers) == Set(1...23))
    #expect(Set(SimplexReference.all.map(\.number)) == [20, 21, 22, 23])
    #expect(Set(ReferenceProblems.all.map(\.name)).count == numbers.count)
    // DETEST A2 to A5, and constant payoffs to three ratios.
    #expect(numbers.filter { $0 == 13 }.count == 4)
    #expect(SimplexReference.all.filter { $0.number == 23 }.count == 3)
  }

  /// Exact Jacobians are those of extrapolated differences.
  @Test(arguments: ReferenceProblems.all.indices)
  func jacobians(_ index: Int) throws {
    let problem = ReferenceProblems.all[index]
    guard problem.field.hasJacobian else {
      // Only those whose rates are long have none.
      #expect([9, 10, 16].contains(problem.number))
      return
    }
    let (state, time) = (Self.state(problem), 0.7)
    let n = state.count
    var jacobian = Matrix(rows: n, columns: n)
    var workspace = problem.field.makeWorkspace()
    _ = problem.field.jacobian(
      at: time, state, derivative: Self.rates(problem, state, at: time), into: &jacobian,
      workspace: &workspace)
    for k in 0..<n {
      let size = max(abs(state[k]), 1e-3 * problem.scales[k])
      let differences = NumericalDerivative.derivative(step: 0.1 * size) { shift in
        var moved = state
        moved[k] += shift
        return Self.rates(problem, moved, at: time)
      }
      // Rounding of the largest terms of f is what differences cannot be better than.
      let row = (0..<n).map { i in
        (0..<n).reduce(0) { $0 + abs(jacobian[i, $1] * state[$1]) }
          + abs(Self.rates(problem, state, at: time)[i])
      }
      for i in 0..<n {
        let tolerance = 1e-8 * abs(jacobian[i, k]) + 1e-11 * row[i] / size
        #expect(
          abs(jacobian[i, k] - differences[i]) <= tolerance,
          "\(problem.name): ∂f\(i)/∂y\(k) = \(jacobian[i, k]), by differences \(differences[i])")
      }
    }
  }

  /// A quantity that a problem conserves.
  struct Invariant: Sendable {
    let number: Int
    let quantity: @Sendable ([Double]) -> Double

    init(_ number: Int, _ quantity: @escaping @Sendable ([Double]) -> Double) {
      (self.number, self.quantity) = (number, quantity)
    }

    static let all: [Invariant] = kinetics + bodies + populations

    static let kinetics = [
      Invariant(1) { y in y[0] + y[1] + y[2] },
      Invariant(2) { y in y[0] + y[1] + y[2] },
    ]
    static let bodies = [
      Invariant(10, jacobiIntegral),
      Invariant(15) { y in y[0] * y[0] + y[1] * y[1] },
      Invariant(15) { y in 0.51 * y[0] * y[0] + y[2] * y[2] },
      Invariant(16) { y in (y[2] * y[2] + y[3] * y[3]) / 2 - 1 / hypot(y[0], y[1]) },
      Invariant(16) { y in y[0] * y[3] - y[1] * y[2] },
      Invariant(17) { y in 1.25 * y[0] * y[0] + 2 * y[1] * y[1] },
      Invariant(17) { y in 0.5 * y[0] * y[0] - 2 * y[2] * y[2] },
    ]
    static let populations = [
      Invariant(14) { y in y[0] - log(y[0]) + 2 * (y[1] - log(y[1])) },
      Invariant(19) { y in y[0] - 3 * log(y[0]) + y[1] - 1.5 * log(y[1]) },
      Invariant(20) { y in y[0] + y[1] + y[2] },
      Invariant(20) { y in y[0] * y[1] * y[2] },
      // The logarithms of weights grow apart in proportion to the payoffs 1, 0.3, −0.7, −1.
      Invariant(23) { y in
        let (a, b, c) = (log(y[0]), log(y[1]), log(y[2]))
        return a - 1.7 * b + 0.7 * c
      },
      Invariant(23) { y in
        let (a, b, c) = (log(y[0]), log(y[1]), log(y[3]))
        return 1.3 * a - 2 * b + 0.7 * c
      },
    ]

    /// 2Ω − v², Ω = r²/2 + (1 − μ)/r₁ + μ/r₂, in the rotating frame.
    @Sendable private static func jacobiIntegral(_ y: [Double]) -> Double {
      let m = 0.012277471
      let near = hypot(y[0] + m, y[1])
      let far = hypot(y[0] - 1 + m, y[1])
      let potential: Double = (1 - m) / near + m / far
      let radius: Double = y[0] * y[0] + y[1] * y[1]
      return radius + 2 * potential - y[2] * y[2] - y[3] * y[3]
    }
  }

  /// Rates are tangent to what is conserved, and the solution is where the initial state is.
  @Test(arguments: Invariant.all.indices)
  func invariants(_ index: Int) throws {
    let (number, quantity) = (Invariant.all[index].number, Invariant.all[index].quantity)
    let problem = try Self.problem(number)
    let state = Self.state(problem)
    let rates = Self.rates(problem, state)
    let scale = zip(rates, state).reduce(0.01) { max($0, abs($1.0 / $1.1)) }
    let drift = NumericalDerivative.derivative(step: 0.01 / scale) { shift in
      [quantity(zip(state, rates).map { $0 + shift * $1 })]
    }
    #expect(abs(drift[0]) <= 1e-8 * scale * abs(quantity(state)), "\(problem.name)")
    #expect(rates.contains { $0 != 0 })
    // Where the trajectory begins, with what it ends: the solutions belong to the equations.
    let end = problem.solution.compactMap(\.self)
    if end.count == state.count {
      let (before, after) = (quantity(problem.initialState), quantity(end))
      #expect(abs(after - before) <= 1e-13 * max(1, abs(before)), "\(problem.name): \(before), \(after)")
    }
  }

  /// Energy, momentum and angular momentum of the seven bodies stay.
  @Test func pleiades() throws {
    let problem = try Self.problem(9)
    let state = Self.state(problem)
    let rates = Self.rates(problem, state)
    let conserved: @Sendable ([Double]) -> [Double] = { y in
      var (energy, spin, px, py) = (0.0, 0.0, 0.0, 0.0)
      for i in 0..<7 {
        let mass = Double(i + 1)
        energy += mass * (y[14 + i] * y[14 + i] + y[21 + i] * y[21 + i]) / 2
        spin += mass * (y[i] * y[21 + i] - y[7 + i] * y[14 + i])
        px += mass * y[14 + i]
        py += mass * y[21 + i]
        for j in 0..<i {
          energy -= mass * Double(j + 1) / hypot(y[i] - y[j], y[7 + i] - y[7 + j])
        }
      }
      return [energy, spin, px, py]
    }
    let drift = NumericalDerivative.derivative(step: 1e-2) { shift in
      conserved(zip(state, rates).map { $0 + shift * $1 })
    }
    for (change, value) in zip(drift, conserved(state)) { #expect(abs(change) <= 1e-8 * (1 + abs(value))) }
    // The force on a body by itself, once: the seventh, of mass 7, pulls the first.
    var pair = [Double](repeating: 0, count: 28)
    for i in 1..<6 { (pair[i], pair[7 + i]) = (1e9 * Double(i), 1e9) }
    (pair[6], pair[13]) = (3, 4)
    let pull = Self.rates(problem, pair)
    #expect(abs(pull[14] - 7 * 3 / 125.0) < 1e-15 && abs(pull[21] - 7 * 4 / 125.0) < 1e-15)
  }

  /// HIRES, equation by equation.
  @Test func hires() throws {
    let problem = try Self.problem(3)
    let y = Self.state(problem, size: 0.5)
    let flux: Double = 280 * y[5] * y[7]
    let f1: Double = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007
    let f2: Double = 1.71 * y[0] - 8.75 * y[1]
    let f3: Double = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4]
    let f4: Double = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3]
    let f5: Double = -1.745 * y[4] + 0.43 * (y[5] + y[6])
    var f6: Double = -flux + 0.69 * y[3] + 1.71 * y[4]
    f6 += -0.43 * y[5] + 0.69 * y[6]
    let f7: Double = flux - 1.81 * y[6]
    let wanted = [f1, f2, f3, f4, f5, f6, f7, -f7]
    for (rate, value) in zip(Self.rates(problem, y), wanted) {
      #expect(abs(rate - value) <= 1e-14 * (abs(value) + 1))
    }
  }

  /// E5 in its four coordinates.
  @Test func e5() throws {
    let problem = try Self.problem(7)
    let (y1, y3, y4) = (1.7e-3, 2e-10, 3e-11)
    let y2 = y3 + y4
    let (a, b) = (7.89e-10 * y1, 1.1e7 * y1 * y3)
    let (c, e) = (1.13e3 * 1e6 * y2 * y3, 1.13e3 * y4)
    let (f2, f4) = (a - c, b - e)
    let rates = Self.rates(problem, [y1, y3, y4])
    for (rate, wanted) in zip(rates, [-a - b, f2 - f4, f4]) {
      #expect(abs(rate - wanted) <= 1e-14 * (a + b + c + e))
    }
  }

  /// Pollution, equation by equation.
  @Test func pollution() throws {
    let problem = try Self.problem(8)
    let y = problem.scales.enumerated().map { $1 * (1 + 0.4 * sin(Double($0))) }
    // Rates and reactants, both counted from 1.
    let reactions: [(Double, [Int])] = [
      (0.35, [1]), (26.6, [2, 4]), (1.23e4, [5, 2]), (8.6e-4, [7]), (8.2e-4, [7]), (1.5e4, [7, 6]),
      (1.3e-4, [9]), (2.4e4, [9, 6]), (1.65e4, [11, 2]), (9e3, [11, 1]), (0.022, [13]), (1.2e4, [10, 2]),
      (1.88, [14]), (1.63e4, [1, 6]), (4.8e6, [3]), (3.5e-4, [4]), (0.0175, [4]), (1e8, [16]),
      (4.44e11, [16]), (1.24e3, [17, 6]), (2.1, [19]), (5.78, [19]), (0.0474, [1, 4]), (1.78e3, [19, 1]),
      (3.12, [20]),
    ]
    let r = reactions.map { rate, reactants in reactants.reduce(rate) { $0 * y[$1 - 1] } }
    let signs: [[Int]] = [
      [-1, -10, -14, -23, -24, 2, 3, 9, 11, 12, 22, 25], [-2, -3, -9, -12, 1, 21], [-15, 1, 17, 19, 22],
      [-2, -16, -17, -23, 15], [-3, 4, 4, 6, 7, 13, 20], [-6, -8, -14, -20, 3, 18, 18], [-4, -5, -6, 13],
      [4, 5, 6, 7], [-7, -8], [-12, 7, 9], [-9, -10, 8, 11], [9], [-11, 10], [-13, 12], [14], [-18, -19, 16],
      [-20], [20], [-21, -22, -24, 23, 25], [-25, 24],
    ]
    for (rate, terms) in zip(Self.rates(problem, y), signs) {
      let parts = terms.map { $0 < 0 ? -r[-$0 - 1] : r[$0 - 1] }
      let size = parts.reduce(0) { $0 + abs($1) }
      #expect(abs(rate - parts.reduce(0, +)) <= 1e-14 * size)
    }
  }

  /// Solutions in closed form: they satisfy the equation at any time, and end where the problem says.
  @Test(arguments: ["A1", "A2", "A3", "A4"])
  func closedForms(_ name: String) throws {
    let forms: [String: (Double) -> Double] = [
      "A1": { exp(-$0) }, "A2": { 1 / (1 + $0).squareRoot() }, "A3": { exp(sin($0)) },
      "A4": { 20 / (1 + 19 * exp(-$0 / 4)) },
    ]
    let solution = try #require(forms[name])
    let problem = try #require(ReferenceProblems.all.first { $0.name.contains("DETEST " + name) })
    #expect(problem.initialState == [solution(0)])
    let wanted = try #require(problem.solution[0])
    #expect(abs(solution(problem.finalTime) - wanted) <= 1e-14 * abs(wanted))
    for time in [0.5, 3.1, 11] {
      let slope = NumericalDerivative.derivative(step: 0.1) { [solution(time + $0)] }
      #expect(abs(Self.rates(problem, [solution(time)], at: time)[0] - slope[0]) < 1e-9)
    }
  }

  /// A5 in polar coordinates: log r + atan(y/t) stays.
  @Test func spiral() throws {
    let problem = try Self.problem(13, "A5")
    func constant(_ t: Double, _ y: Double) -> Double { log(hypot(t, y)) + atan2(y, t) }
    let end = try #require(problem.solution[0])
    #expect(abs(constant(20, end) - constant(0, 4)) < 1e-14)
    let slope = Self.rates(problem, [2.5], at: 3)[0]
    let drift = NumericalDerivative.derivative(step: 0.1) { [constant(3 + $0, 2.5 + slope * $0)] }
    #expect(abs(drift[0]) < 1e-10)
  }

  /// D5 by Kepler's equation E − e·sin E = t.
  @Test func kepler() throws {
    let problem = try Self.problem(16)
    let (e, time) = (0.9, problem.finalTime)
    var anomaly = time
    for _ in 0..<100 { anomaly -= (anomaly - e * sin(anomaly) - time) / (1 - e * cos(anomaly)) }
    let minor = (1 - e * e).squareRoot()
    let rate = 1 / (1 - e * cos(anomaly))
    let solution = [
      cos(anomaly) - e, minor * sin(anomaly), -sin(anomaly) * rate, minor * cos(anomaly) * rate,
    ]
    for (value, wanted) in zip(solution, problem.solution) { #expect(abs(value - (wanted ?? .nan)) < 1e-13) }
  }

  /// The fixed points of Lorenz's equations, of the Brusselator and of the Oregonator; and the Oregonator's rates at a
  /// point by hand.
  @Test func fixedPoints() throws {
    let c = 72.0.squareRoot()
    for state in [[0, 0, 0], [c, c, 27], [-c, -c, 27]] {
      #expect(Self.rates(try Self.problem(18), state).allSatisfy { abs($0) < 1e-13 })
    }
    #expect(Self.rates(try Self.problem(18), [1, 2, 3]) == [10, 23, -6])
    #expect(Self.rates(try Self.problem(11), [1, 3]).allSatisfy { abs($0) < 1e-15 })
    #expect(Self.rates(try Self.problem(11), [2, 3]) == [1 + 12 - 8, 6 - 12])
    let oregonator = Self.rates(try Self.problem(6), [1, 2, 3])
    for (rate, wanted) in zip(oregonator, [77.27 * (2 + 1 - 8.375e-6 - 2), -1 / 77.27, -0.161 * 2]) {
      #expect(abs(rate - wanted) < 1e-12)
    }
  }

  /// Both forms of van der Pol's equation are one equation: y₂ and t in other units, ε = μ⁻².
  @Test func vanDerPol() throws {
    let (small, large) = (try Self.problem(4), try Self.problem(5))
    let (x, v) = (1.3, -0.4)
    let slow = Self.rates(small, [x, v])
    let fast = Self.rates(large, [x, v / 1000])
    #expect(slow[0] == v && abs(1000 * fast[0] - slow[0]) < 1e-13)
    #expect(abs(1e6 * fast[1] - slow[1]) < 1e-9 * abs(slow[1]))
    #expect(abs(slow[1] - ((1 - x * x) * v - x) * 1e6) < 1e-9)
  }

  /// The softmax flow in log-ratios is −J²(x − x*) in weights.
  @Test(arguments: [21, 22])
  func softmaxFlow(_ number: Int) throws {
    let problem = try Self.problem(number)
    let reference = try #require(SimplexReference.all.first { $0.number == number })
    let target = [0.9, 0.09, 0.009999, 1e-6]
    let w = [-0.4, 1.1, 5.7]
    let ratios = zip(target, [0] + w).map { $0 * exp($1) }
    let x = ratios.map { $0 / ratios.reduce(0, +) }
    let jacobian = Matrix(
      rowByRow: (0..<4).map { i in (0..<4).map { x[i] * (($0 == i ? 1 : 0) - x[$0]) } })
    let rates = (jacobian * (jacobian * zip(x, target).map { $0 - $1 })).map { -$0 }
    for (i, rate) in Self.rates(problem, w).enumerated() {
      #expect(abs(rate - (rates[i + 1] / x[i + 1] - rates[0] / x[0])) < 1e-15)
    }
    // Weights in a stall: beyond the target of the smallest by far.
    let end = reference.logWeights(ofGeneralState: problem.solution.map { $0 ?? .nan })
    for (log, wanted) in zip(end, reference.logSolution) { #expect(abs(log - wanted) < 1e-14) }
    #expect(end[3] > log(50e-6))
  }

  /// A method fit for each problem comes to its solution.
  @Test func everySolutionIsMet() {
    for problem in ReferenceProblems.all {
      let options = IntegrationOptions(problem.tolerances(relative: 1e-8))
      let solution =
        problem.isStiff
        ? problem.problem().solve(with: RadauIIA5(), options)
        : problem.problem().solve(with: ExplicitRungeKutta(.dormandPrince8), options)
      #expect(solution.outcome == .completed, "\(problem.name)")
      // Lorenz's equations amplify errors by 2e5.
      let wanted = problem.number == 18 ? 1e-1 : 1e-4
      #expect(problem.error(of: solution.finalState) < wanted, "\(problem.name)")
    }
  }
}
