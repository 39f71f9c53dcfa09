import Testing

@testable import Dynamics

@Suite struct ConvergenceOrderTests {
  private static func problem(_ name: String) throws -> ReferenceProblem {
    try #require(ReferenceProblems.all.first { $0.name.hasPrefix(name) })
  }

  /// Measured on a problem that is none of those of the verification.
  @Test(arguments: [("rodas-4", 4.0), ("tsitouras-5", 5), ("radau-5", 5)])
  func ofTheLogistic(_ name: String, _ order: Double) throws {
    let method = try IntegratorCatalog.integrator(named: name)
    let problem = try Self.problem(name == "radau-5" ? "DETEST A3" : "DETEST A4")
    let measured = ConvergenceOrder(of: method, on: problem)
    #expect(measured.miss == nil && abs(measured.measured - order) < 0.1, "\(measured)")
    let estimate = ConvergenceOrder(ofErrorEstimate: method, on: try Self.problem("Lotka"))
    #expect(estimate.miss == nil, "\(estimate)")
  }

  /// A wrong weight makes the method inconsistent, a wrong error weight its estimate linear in h.
  @Test func faults() throws {
    let problem = try Self.problem("Euler")
    let wrong = ConvergenceOrder(of: FaultyIntegrator(fault: .wrongWeight), on: problem)
    #expect(wrong.miss != nil && wrong.measured < 1, "\(wrong)")
    let estimate = ConvergenceOrder(
      ofErrorEstimate: FaultyIntegrator(fault: .wrongErrorWeight), on: problem)
    #expect(estimate.miss != nil && estimate.measured < 2, "\(estimate)")
  }

  /// Without errors to measure there is no order, which is a miss.
  @Test func nothingMeasuredIsAMiss() throws {
    let estimate = ConvergenceOrder(
      ofErrorEstimate: FaultyIntegrator(fault: .noError), on: try Self.problem("Euler"))
    #expect(estimate.measured.isNaN && estimate.miss != nil)
    let field = ReferenceField(1) { _, y, dy in dy[0] = -y[0] }
    let wrong = ReferenceProblem(0, "wrong", field, from: [1], to: 1, [0.5])
    #expect(ConvergenceOrder(of: ExplicitRungeKutta(.dormandPrince5), on: wrong).miss != nil)
  }
}
