import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite("Flows on the simplex")
struct SimplexIntegrationTests {
  private func run(_ flow: SimplexFlow, from logits: [Double], to time: Double, tolerance: Double = 1e-8)
    -> SimplexIntegration
  {
    var integration = SimplexIntegration(
      flow, fromLogits: logits, options: SimplexIntegration.Options(tolerance: tolerance))
    #expect(throws: Never.self) { try integration.advance(to: time) }
    #expect(integration.time == time)
    return integration
  }

  private func logarithms(_ weights: [Double]) -> [Double] { weights.map { log($0) } }

  /// The times at which ẋ₁ = −2h·x₁²(1 − x₁)²(x₁ − c), from x₁ = ½ and with h = 3, reaches c(1 + δ): from the
  /// antiderivative in partial fractions, at 700 digits (mpmath).
  static let twoTokens: [(c: Double, time: Double, logRatio: Double)] = [
    (0.1, 2.1501879578240069, 1.0938746125197065), (0.1, 485.81325160403285, 2.49999999996875e-11),
    (1e-5, 3.6145132994196484, 9.896422950299533), (1e-5, 131537.90658247707, 4.3827381502892194),
    (1e-5, 1349116840.9369166, 0.22314355131420976), (1e-25, 3.6147168296680254, 55.948074454431847),
    (1e-25, 1.3333333333315062e+25, 27.396019301306945),
    (1e-25, 4.3175655493986697e+48, 0.58253367822879951),
    (1e-25, 3.9020242151850579e+50, 2.49999999996875e-11),
    (1e-140, 1.3333333333333333e+140, 159.79466214846331),
    (1e-140, 1.3490631873901673e+279, 0.22314355131420976),
  ]

  /// The largest error of log(x₁/c), for a flow with the Hessian's h = H₁₁ − 2H₁₂ + H₂₂ = 3.
  private func worstErrorOfTwoTokens(_ geometry: SimplexFlow.Geometry) -> Double {
    let hessian = Matrix(rowByRow: [[1, -0.5], [-0.5, 1]])
    return Self.twoTokens.map { row in
      let flow = SimplexFlow(
        geometry, .quadraticLoss(logTarget: [log(row.c), log1p(-row.c)], hessian: hessian))
      var integration = SimplexIntegration(flow, fromLogits: [0, 0])
      #expect(throws: Never.self) { try integration.advance(to: row.time) }
      return abs(integration.state.logRatios[0] - row.logRatio)
    }.max() ?? .infinity
  }

  @Test("Two tokens follow their closed form through 279 decades of time, and another metric does not")
  func closedForm() {
    #expect(worstErrorOfTwoTokens(.gradient) < 1e-7)
    // The same suite on ẋ = −J∇L̃ must fail.
    #expect(worstErrorOfTwoTokens(.replicator) > 1)
  }

  @Test("A tighter tolerance gives a smaller error, never more than the tolerance times ten")
  func tolerance() {
    let row = Self.twoTokens[7]
    let flow = SimplexFlow(
      .gradient,
      .quadraticLoss(logTarget: [log(row.c), 0], hessian: Matrix(rowByRow: [[1, -0.5], [-0.5, 1]])))
    var previous = Double.infinity
    for exponent in 4...10 {
      let tolerance = pow(10, -Double(exponent))
      let error = abs(
        run(flow, from: [0, 0], to: row.time, tolerance: tolerance).state.logRatios[0] - row.logRatio)
      #expect(error <= 10 * tolerance)
      #expect(error <= 3 * previous + 1e-13)
      previous = error
    }
  }

  @Test("Constant payoffs: log-ratios grow linearly, to ratios of 1e300 at the default tolerance")
  func constantPayoffs() {
    let payoffs = [0, 1, 2.5]
    for decades in [1.0, 25, 100, 300] {
      let time = decades * log(10) / 2.5
      let integration = run(SimplexFlow(.replicator, .payoffs(payoffs)), from: [0.5, 0, 0], to: time)
      let logs = integration.state.logRatios
      for i in 0..<2 {
        let exact = (i == 0 ? 0.5 : 0) + (payoffs[i] - payoffs[2]) * time
        #expect(abs(logs[i] - logs[2] - exact) <= 1e-14 * abs(exact) + 1e-14)
      }
      #expect(integration.evaluations <= 100)
      #expect(abs(integration.state.weights.reduce(-1, +)) <= 1e-15)
    }
  }

  @Test("Rock, paper, scissors: the orbit and its invariant x₁x₂x₃")
  func rockPaperScissors() {
    let game = SimplexFlow(
      .replicator, .payoffMatrix(Matrix(rowByRow: [[0, -1, 1], [1, 0, -1], [-1, 1, 0]])))
    let integration = run(game, from: logarithms([0.5, 0.3, 0.2]), to: 100)
    // A 128-bit Radau IIA collocation of order 17 on two meshes.
    let reference = [0.41790543757052906138, 0.17737254791317600819, 0.40472201451629493043]
    for (x, exact) in zip(integration.state.weights, reference) { #expect(abs(x / exact - 1) <= 1e-7) }
    #expect(abs(integration.state.logRatios.reduce(0, +) - log(0.03)) <= 1e-7)
  }

  @Test("A softmax flow that stalls: every coordinate to ten times the tolerance")
  func stall() {
    let target = [0.9, 0.09, 0.009999, 1e-6]
    let flow = SimplexFlow(
      .gradient, .quadraticLoss(logTarget: logarithms(target), hessian: .identity(4)))
    // As above.
    let references: [(Double, [Double])] = [
      (
        1e4,
        [
          0.89861066915775868723, 0.088472209177804945953, 0.0081639014949434068367, 0.0047532201694929599852,
        ]
      ),
      (
        1e8,
        [0.89998256552925679299, 0.089982553102660480856, 0.0099814416488111697356, 5.3439719271556414821e-5]
      ),
    ]
    for (time, reference) in references {
      let weights = run(flow, from: [0, 0, 0, 0], to: time).state.weights
      for (x, exact) in zip(weights, reference) { #expect(abs(x / exact - 1) <= 1e-7) }
    }
  }

  @Test("Three tokens against an explicit method of order 8 for ẋ = −J²H(x − x*)")
  func explicitMethod() {
    let hessian = Matrix(rowByRow: [[2, 0.5, 0], [0.5, 1, -0.25], [0, -0.25, 3]])
    let flow = SimplexFlow(
      .gradient, .quadraticLoss(logTarget: logarithms([1e-4, 0.6, 0.3999]), hessian: hessian))
    // scipy.integrate.solve_ivp, DOP853, rtol = 1e-13, atol = 1e-18.
    let references: [(Double, [Double])] = [
      (10, [0.1339121750491588, 0.4824439564427337, 0.38364386850810756]),
      (100, [0.04481373338106884, 0.5629323107727447, 0.39225395584618633]),
      (1e4, [0.00428229940692027, 0.5965177334022606, 0.39919996719081813]),
    ]
    for (time, reference) in references {
      let state = run(flow, from: logarithms([0.2, 0.3, 0.5]), to: time, tolerance: 1e-10).state
      for (x, exact) in zip(state.weights, reference) { #expect(abs(x / exact - 1) <= 1e-9) }
    }
  }

  @Test("Stopping on the way changes nothing beyond the tolerance, and the loss never rises")
  func stops() {
    var logits = [Double](repeating: 0, count: 6)
    (logits[1], logits[4]) = (-57, -30)
    let target = SimplexState(logits: logits, on: SimplexFlow(.replicator, .payoffs(logits))).logRatios
    let hessian = Matrix(diagonal: [1, 2, 0.5, 3, 1, 1.5])
    for geometry in SimplexFlow.Geometry.allCases {
      let flow = SimplexFlow(geometry, .quadraticLoss(logTarget: target, hessian: hessian))
      var integration = SimplexIntegration(flow, fromLogits: [0, 3, -2, 1, 0, -4])
      var loss = flow.loss(integration.state)
      for exponent in -2...40 {
        #expect(throws: Never.self) { try integration.advance(to: pow(10, Double(exponent))) }
        let next = flow.loss(integration.state)
        #expect(next <= loss)
        loss = next
        let weights = integration.state.weights
        #expect(weights.allSatisfy { $0 > 0 })
        #expect(abs(weights.reduce(-1, +)) <= 1e-15)
      }
      let direct = run(flow, from: [0, 3, -2, 1, 0, -4], to: 1e40)
      for (a, b) in zip(integration.state.logRatios, direct.state.logRatios) { #expect(abs(a - b) <= 2e-7) }
    }
  }

  @Test("A linear loss on a face: x_j·Δ_j·t tends to 1/(1 + k‖x_F‖²)")
  func faceLaw() {
    let gradient = [0.0, 0, 0, 1, 2]
    let flow = SimplexFlow(.gradient, .payoffs(gradient.map { -$0 }))
    let time = 1e12
    let weights = run(flow, from: [0, 0, 0, 0, 0], to: time).state.weights
    for j in 3..<5 { #expect(abs(weights[j] * gradient[j] * time - 0.6) <= 1e-6) }
  }

  @Test("Extinct strategies: log-ratios keep growing linearly, beyond where doubles resolve the tolerance")
  func extinction() {
    let payoffs = [0, 1, 2.5]
    let game = Matrix(rowByRow: payoffs.map { [$0, $0, $0] })
    for flow in [SimplexFlow(.replicator, .payoffs(payoffs)), SimplexFlow(.replicator, .payoffMatrix(game))] {
      for time in [1e6, 1e8, 1e12] {
        let integration = run(flow, from: [0, 0, 0], to: time)
        for i in 0..<2 {
          let exact = (payoffs[i] - payoffs[2]) * time
          #expect(abs(integration.state.logRatios[i] / exact - 1) <= 1e-12)
        }
        #expect(integration.steps + integration.rejected <= 200)
      }
    }
  }

  @Test("A singular Hessian: the flow comes to rest beside its target and stays, to the end of time")
  func singularHessian() {
    let slope = [1.0, 2, 3, 4]
    let hessian = Matrix(rowByRow: slope.map { a in slope.map { a * $0 } })
    let target = logarithms([0.4, 0.3, 0.2, 0.1])
    for geometry in SimplexFlow.Geometry.allCases {
      let flow = SimplexFlow(geometry, .quadraticLoss(logTarget: target, hessian: hessian))
      var integration = SimplexIntegration(flow, fromLogits: [0, 0, 0, 0])
      #expect(throws: Never.self) { try integration.advance(to: 1e6) }
      let early = integration.state
      #expect(abs(early.distances.dot(slope)) <= 1e-14)
      #expect(early.logRatios.contains { abs($0) > 0.1 })
      #expect(throws: Never.self) { try integration.advance(to: 1e290) }
      for (a, b) in zip(early.logRatios, integration.state.logRatios) { #expect(abs(a - b) <= 1e-8) }
    }
  }

  @Test("A flow from its target stays there, and one without time stays where it is")
  func still() {
    let target = logarithms([0.5, 0.25, 0.25])
    for geometry in SimplexFlow.Geometry.allCases {
      let flow = SimplexFlow(geometry, .quadraticLoss(logTarget: target, hessian: .identity(3)))
      #expect(run(flow, from: target, to: 1e30).state.logRatios.allSatisfy { abs($0) <= 1e-15 })
      #expect(run(flow, from: [0, 1, 2], to: 0).steps == 0)
    }
  }

  @Test(
    "A concave loss drives weights to extinction, log-ratios falling like t, through eight decades of time")
  func concave() throws {
    let hessian = Matrix(diagonal: [-1, -1, -1])
    let flow = SimplexFlow(
      .replicator, .quadraticLoss(logTarget: logarithms([0.3, 0.3, 0.4]), hessian: hessian))
    let integration = run(flow, from: [0, 0, 1], to: 1e8)
    // At the vertex e₃ payoffs are x − x*: those of the others are below its own by x*₃ − x*_j − 1 = −0.9.
    for j in 0..<2 {
      #expect(abs((integration.state.logRatios[j] - integration.state.logRatios[2]) / -0.9e8 - 1) < 1e-6)
    }
    #expect(integration.steps < 5000)
  }

  @Test("A step limit ends a flow with what it has reached")
  func stepLimit() {
    let flow = SimplexFlow(
      .gradient, .quadraticLoss(logTarget: logarithms([0.9, 0.1 - 1e-9, 1e-9]), hessian: .identity(3)))
    var options = SimplexIntegration.Options()
    options.stepLimit = 10
    var integration = SimplexIntegration(flow, fromLogits: [0, 0, 0], options: options)
    #expect(throws: IntegrationError.self) { try integration.advance(to: 1e20) }
    #expect(integration.steps + integration.rejected == 10)
    #expect(integration.time > 0 && integration.time < 1e20)
  }
}
