import Dynamics
import Testing

/// The conformance suite over the whole catalogue, and its planted-fault twin.
@Suite struct IntegratorTests {
  @Test(arguments: IntegratorCatalog.names)
  func everyIntegratorConforms(_ name: String) throws {
    let method = try IntegratorCatalog.integrator(named: name)
    #expect(IntegratorConformance.violations(method) == [])
  }

  @Test(arguments: FaultyIntegrator.Fault.allCases)
  func faultsAreRejected(_ fault: FaultyIntegrator.Fault) {
    let found = IntegratorConformance.violations(FaultyIntegrator(fault: fault))
    #expect(found.isEmpty == (fault == .none), "\(found)")
  }
}
