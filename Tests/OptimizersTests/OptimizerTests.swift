import Optimizers
import Testing

/// The conformance suite over the whole catalogue, and its planted-fault twin.
@Suite struct OptimizerTests {
  @Test(arguments: OptimizerCatalog.names)
  func everyOptimizerConforms(_ name: String) throws {
    let optimizer = try OptimizerCatalog.optimizer(named: name)
    #expect(OptimizerConformance.violations(optimizer.base) == [])
  }

  @Test func variantsConform() {
    #expect(OptimizerConformance.violations(with(SignDescent()) { $0.momentum = 0.9 }) == [])
    #expect(
      OptimizerConformance.violations(with(Adam()) { $0.epsilonPlacement = .insideBiasCorrection }) == [])
    #expect(OptimizerConformance.violations(with(Adam()) { $0.epsilon = 0 }) == [])
    #expect(OptimizerConformance.violations(with(AdaGrad()) { $0.epsilon = 0 }) == [])
    #expect(OptimizerConformance.violations(with(LBFGS()) { $0.history = 2 }) == [])
  }

  @Test(arguments: FaultyOptimizer.Fault.allCases)
  func faultsAreRejected(_ fault: FaultyOptimizer.Fault) {
    let found = FaultyOptimizer.$present.withValue(fault) {
      OptimizerConformance.violations(FaultyOptimizer())
    }
    #expect(found.isEmpty == (fault == .none), "\(found)")
  }
}
