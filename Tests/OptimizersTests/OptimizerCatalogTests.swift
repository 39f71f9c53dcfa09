import Optimizers
import Testing

@Suite struct OptimizerCatalogTests {
  @Test func names() {
    #expect(
      OptimizerCatalog.names == [
        "gradient-descent", "heavy-ball", "nesterov", "normalized-gradient", "sign-descent", "polyak",
        "rmsprop", "adagrad", "adam", "amsgrad", "adamw", "lion", "lbfgs", "levenberg-marquardt",
      ])
  }

  @Test func unknownNames() {
    #expect(throws: OptimizerError.unknownOptimizer(name: "nadam", nearest: "adam")) {
      try OptimizerCatalog.optimizer(named: "nadam")
    }
    #expect(throws: OptimizerError.unknownOptimizer(name: "shampoo", nearest: nil)) {
      try OptimizerCatalog.optimizer(named: "shampoo")
    }
  }

  @Test func settings() throws {
    let optimizer = try OptimizerCatalog.optimizer(
      named: "adam", learningRate: 0.5,
      setting: ["beta1": 0.5, "epsilonPlacement": "insideBiasCorrection"])
    let expected = with(Adam()) {
      ($0.learningRate, $0.beta1, $0.epsilonPlacement) = (0.5, 0.5, .insideBiasCorrection)
    }
    #expect(optimizer == AnyOptimizer(expected))
  }

  /// The message of the error that a setting meets.
  func refusal(_ name: String, _ key: String, _ value: HyperparameterValue) -> String? {
    do throws(OptimizerError) {
      _ = try OptimizerCatalog.optimizer(named: name, setting: [key: value])
      return nil
    } catch {
      return error.description
    }
  }

  @Test func refusals() {
    #expect(
      refusal("adam", "beta", 0.5) == "adam has no hyperparameter 'beta' (did you mean 'beta1'?)")
    #expect(refusal("adam", "momentum", 0.5) == "adam has no hyperparameter 'momentum'")
    #expect(refusal("adam", "beta1", "high") == "adam: beta1 must be a number, not 'high'")
    #expect(refusal("adam", "beta1", 1) == "adam: beta1 must be in [0, 1), not '1'")
    #expect(refusal("adam", "beta1", true) == "adam: beta1 must be a number, not 'true'")
    #expect(refusal("adam", "epsilon", -1e-8) == "adam: epsilon must be at least 0 and finite, not '-1e-08'")
    #expect(
      refusal("adam", "epsilonPlacement", "inside")
        == "adam: epsilonPlacement must be outsideBiasCorrection or insideBiasCorrection, not 'inside'")
    #expect(refusal("lbfgs", "history", 2.5) == "lbfgs: history must be a whole number, not '2.5'")
    #expect(
      refusal("lbfgs", "history", 0) == "lbfgs: history must be a whole number from 1 to 10000, not '0'")
    // What no machine holds is refused before it is allocated.
    #expect(refusal("lbfgs", "history", 1e12)?.hasPrefix("lbfgs: history must be a whole number") == true)
    for bad in [0, -1, .nan, .infinity] {
      #expect(refusal("gradient-descent", "learningRate", .number(bad)) != nil)
    }
    #expect(throws: OptimizerError.self) { try OptimizerCatalog.optimizer(named: "adam", learningRate: -1) }
  }
}
