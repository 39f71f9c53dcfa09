import LinearAlgebra
import Objectives
import Randomness
import SignalPropagation
import TestSupport
import Testing

@Suite struct TransformerClassifierTests {
  private static func classifier(
    _ initialization: TransformerInitialization = RandomTransformerTests.transformers[0], sequences: Int = 3
  ) -> TransformerClassifier {
    var stream = RandomStream(seed: 3, name: "samples")
    let columns = sequences * initialization.tokens
    return TransformerClassifier(
      initialization, hiddenWidth: 5, layers: 2,
      tokens: Matrix(rows: 4, columns: columns, storage: stream.normals(4 * columns)),
      labels: (0..<columns).map { ($0 * $0 + 1) % 3 }, classes: 3)
  }

  private static func points(_ classifier: TransformerClassifier) -> [[Double]] {
    [classifier.initialParameters(seed: 1), classifier.initialParameters(seed: 2)]
  }

  /// Of all kinds of blocks: both residuals, every activation but ReLU, without attention, without a perceptron.
  @Test(arguments: RandomTransformerTests.transformers)
  func gradientsAreThoseOfTheLoss(_ initialization: TransformerInitialization) {
    let classifier = Self.classifier(initialization)
    let points = Self.points(classifier)
    #expect(ObjectiveConformance.violations(of: classifier, at: points, tolerance: 1e-8) == [])
    #expect(ObjectiveConformance.samplingViolations(of: classifier, at: points) == [])
  }

  /// The planted faults.
  @Test(arguments: FaultyObjective<TransformerClassifier>.Fault.ofEvaluation)
  func faultyGradientsAreRejected(_ fault: FaultyObjective<TransformerClassifier>.Fault) {
    let classifier = Self.classifier()
    #expect(
      ObjectiveConformance.violations(
        of: FaultyObjective(classifier, fault), at: Self.points(classifier), tolerance: 1e-8) != [])
  }

  @Test(arguments: FaultyObjective<TransformerClassifier>.Fault.ofSampling)
  func faultySamplingIsRejected(_ fault: FaultyObjective<TransformerClassifier>.Fault) {
    let classifier = Self.classifier()
    #expect(
      ObjectiveConformance.samplingViolations(
        of: FaultyObjective(classifier, fault), at: Self.points(classifier)) != [])
  }

  /// More sequences than are evaluated side by side.
  @Test func manySequences() {
    let classifier = Self.classifier(sequences: 70)
    #expect(
      ObjectiveConformance.samplingViolations(of: classifier, at: [classifier.initialParameters(seed: 1)])
        == [])
  }

  /// The blocks written out token by token, with a readout of the normalised tokens.
  @Test func theLossIsThatOfTheFormulas() {
    let initialization = RandomTransformerTests.transformers[0]
    let classifier = Self.classifier(sequences: 1)
    let parameters = classifier.initialParameters(seed: 5)
    var stream = RandomStream(seed: 3, name: "samples")
    let transformer = RandomTransformer(
      initialization, weights: TransformerWeights(width: 4, hiddenWidth: 5, layers: 2, seed: 5))
    func loss(_ fault: DirectTransformer.Fault? = nil) -> Double {
      var tokens = stream
      let output = DirectTransformer(transformer, fault).output(
        Matrix(rows: 4, columns: 4, storage: tokens.normals(16)))
      let readout = parameters.suffix(12).map(\.self)
      return (0..<4).map { i in
        let x = output.column(i)
        let z = (0..<3).map { k in
          (0..<4).reduce(0) { $0 + readout[k + 3 * $1] * x[$1] / x.euclideanNorm }
        }
        return logSumExp(z) - z[(i * i + 1) % 3]
      }.mean
    }
    let expected = loss()
    #expect(abs(classifier.valueAndGradient(at: parameters).loss - expected) < 1e-13)
    var workspace = classifier.makeWorkspace(trajectories: 1)
    let result = classifier.classification(parameters, samples: 0..<1, workspace: &workspace)
    #expect(abs(result.loss - expected) < 1e-13 && (4 * result.accuracy).rounded() == 4 * result.accuracy)
    for fault in DirectTransformer.Fault.allCases { #expect(abs(loss(fault) - expected) > 1e-4) }
    stream.skip(1)
    #expect(abs(loss() - expected) > 1e-4)
  }
}
