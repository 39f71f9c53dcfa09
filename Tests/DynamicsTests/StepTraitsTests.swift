import Testing

@testable import Dynamics

@Suite struct StepTraitsTests {
  @Test func theyAreThoseOfTheMethod() throws {
    for method in IntegratorCatalog.integrators {
      let traits = StepTraits(of: method)
      #expect(traits.errorExponent == method.errorExponent && traits.isStiff == method.isStiff)
      #expect(traits.controller == method.controller)
    }
  }

  /// A step by a method that does not choose has the traits of that method, and is counted so.
  @Test(arguments: ["tsitouras-5", "radau-5", "rodas-4"]) func stepsHaveThem(_ name: String) throws {
    func check<Method: Integrator>(_ method: Method) throws {
      var integration = Integration(
        of: ClosedForm.decay.field, from: ClosedForm.decay.initialState, with: method,
        IntegrationOptions(Tolerances(relative: 1e-6, absolute: 1e-6)))
      while integration.time < 3 {
        try integration.step(notBeyond: 3)
        #expect(integration.lastStep.traits == StepTraits(of: method))
      }
      let statistics = integration.statistics
      #expect(statistics.acceptedStiff == (method.isStiff ? statistics.accepted : 0))
      #expect(statistics.acceptedExplicit == (method.isStiff ? 0 : statistics.accepted))
    }
    try check(try IntegratorCatalog.integrator(named: name))
  }
}
