import Foundation
import Optimizers
import Testing

@Suite struct AnyOptimizerTests {
  func decode(_ json: String) throws -> AnyOptimizer {
    try JSONDecoder().decode(AnyOptimizer.self, from: Data(json.utf8))
  }

  @Test func missingHyperparametersTakeTheirDefaults() throws {
    let optimizer = try decode(#"{"name": "heavy-ball", "learningRate": 0.5}"#)
    #expect(optimizer == AnyOptimizer(with(HeavyBall()) { $0.learningRate = 0.5 }))
  }

  @Test func unknownAndInvalidHyperparametersAreErrors() {
    #expect(
      throws: OptimizerError.unknownHyperparameter(
        optimizer: "heavy-ball", name: "momentun", nearest: "momentum")
    ) { try decode(#"{"name": "heavy-ball", "momentun": 0.5}"#) }
    #expect(throws: OptimizerError.self) { try decode(#"{"name": "heavy-ball", "momentum": 2}"#) }
    #expect(throws: DecodingError.self) { try decode(#"{"learningRate": 2}"#) }
  }

  @Test func equality() {
    #expect(AnyOptimizer(HeavyBall()) != AnyOptimizer(Nesterov()))
    #expect(AnyOptimizer(HeavyBall()) != AnyOptimizer(with(HeavyBall()) { $0.momentum = 0 }))
  }

  @Test func whatIsListed() {
    let listed = AnyOptimizer(HeavyBall()).hyperparameters
    #expect(
      listed.map { "\($0.name) = \($0.value) (\($0.constraint))" } == [
        "learningRate = 0.001 (positive and finite)", "momentum = 0.9 (in [0, 1))",
      ])
  }
}
