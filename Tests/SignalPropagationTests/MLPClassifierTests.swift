import LinearAlgebra
import Objectives
import Randomness
import SignalPropagation
import TestSupport
import Testing

@Suite struct MLPClassifierTests {
  private static func classifier(_ activation: Activation, samples: Int = 5) -> MLPClassifier {
    var stream = RandomStream(seed: 3, name: "samples")
    return MLPClassifier(
      MeanFieldNetwork(activation, weightScale: 1.6, biasScale: 0.4), layers: 3,
      inputs: Matrix(rows: 4, columns: samples, storage: stream.normals(4 * samples)),
      labels: (0..<samples).map { $0 % 3 }, classes: 3)
  }

  @Test(arguments: [Activation.tanh, .erf, .gelu])
  func gradientsAreThoseOfTheLoss(_ activation: Activation) {
    let classifier = Self.classifier(activation)
    let points = [classifier.initialParameters(seed: 1), classifier.initialParameters(seed: 2)]
    #expect(ObjectiveConformance.violations(of: classifier, at: points) == [])
    #expect(ObjectiveConformance.samplingViolations(of: classifier, at: points) == [])
  }

  /// The planted faults.
  @Test(arguments: FaultyObjective<MLPClassifier>.Fault.ofEvaluation)
  func faultyGradientsAreRejected(_ fault: FaultyObjective<MLPClassifier>.Fault) {
    let classifier = Self.classifier(.tanh)
    let points = [classifier.initialParameters(seed: 1), classifier.initialParameters(seed: 2)]
    #expect(ObjectiveConformance.violations(of: FaultyObjective(classifier, fault), at: points) != [])
  }

  @Test(arguments: FaultyObjective<MLPClassifier>.Fault.ofSampling)
  func faultySamplingIsRejected(_ fault: FaultyObjective<MLPClassifier>.Fault) {
    let classifier = Self.classifier(.tanh)
    let points = [classifier.initialParameters(seed: 1), classifier.initialParameters(seed: 2)]
    #expect(ObjectiveConformance.samplingViolations(of: FaultyObjective(classifier, fault), at: points) != [])
  }

  /// More samples than are evaluated side by side.
  @Test func manySamples() {
    let classifier = Self.classifier(.tanh, samples: 150)
    #expect(
      ObjectiveConformance.samplingViolations(of: classifier, at: [classifier.initialParameters(seed: 1)])
        == [])
  }

  /// The formulas of the network, neuron by neuron.
  @Test func theLossIsThatOfTheFormulas() {
    let classifier = Self.classifier(.tanh, samples: 1)
    let p = classifier.initialParameters(seed: 5)
    var stream = RandomStream(seed: 3, name: "samples")
    var h = stream.normals(4)
    var offset = 0
    for _ in 0..<3 {
      let active = h.map(Activation.tanh.value)
      h = (0..<4).map { i in
        (0..<4).reduce(0.4 * p[offset + 16 + i]) { $0 + 1.6 / 2 * p[offset + i + 4 * $1] * active[$1] }
      }
      offset += 20
    }
    let z = (0..<3).map { k in
      (0..<4).reduce(0) { $0 + p[offset + k + 3 * $1] * Activation.tanh.value(h[$1]) / 2 }
    }
    let expected = logSumExp(z) - z[0]
    #expect(abs(classifier.valueAndGradient(at: p).loss - expected) < 1e-13)
    var workspace = classifier.makeWorkspace(trajectories: 1)
    let result = classifier.classification(p, samples: 0..<1, workspace: &workspace)
    #expect(abs(result.loss - expected) < 1e-13)
    #expect(result.accuracy == (z[0] == z.max() ? 1 : 0))
  }

  @Test func deeperNetworksBeginWithTheSameLayers() {
    let inputs = Matrix(rows: 4, columns: 1, storage: [1, 2, 3, 4])
    let network = MeanFieldNetwork(.tanh, weightScale: 1, biasScale: 0)
    let starts = [2, 5].map {
      MLPClassifier(network, layers: $0, inputs: inputs, labels: [0], classes: 2).initialParameters(seed: 9)
    }
    #expect(starts[0].prefix(40) == starts[1].prefix(40) && starts[0].suffix(8) == starts[1].suffix(8))
    #expect(starts[0].count == 48 && starts[1].count == 108)
  }
}
