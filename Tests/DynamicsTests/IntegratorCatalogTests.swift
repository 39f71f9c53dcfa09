import Dynamics
import Testing

@Suite struct IntegratorCatalogTests {
  @Test func names() {
    #expect(
      IntegratorCatalog.names == [
        "dormand-prince-5", "tsitouras-5", "dormand-prince-8", "rodas-4", "radau-5",
        "automatic",
      ])
    for integrator in IntegratorCatalog.integrators {
      #expect(integrator.summary.hasSuffix(")") && !integrator.summary.contains("\n"))
    }
  }

  @Test func unknownNames() {
    #expect(throws: IntegratorError.unknownIntegrator(name: "tsitouras5", nearest: "tsitouras-5")) {
      try IntegratorCatalog.integrator(named: "tsitouras5")
    }
    #expect(
      IntegratorError.unknownIntegrator(name: "x", nearest: nil).description == "there is no integrator 'x'")
  }
}
