import Foundation
import LinearAlgebra
import Randomness
import SignalPropagation
import TestSupport
import Testing

@Suite("RandomTransformer")
struct RandomTransformerTests {
  static let transformers = [
    TransformerInitialization(
      .tanh, attentionStrength: 0.6, mlpStrength: 0.5, attentionScale: 1.5, weightScale: 2, tokens: 4),
    TransformerInitialization(
      .erf, attentionStrength: 0.7, mlpStrength: 0.3, attentionScale: 3, weightScale: 1, tokens: 3,
      residual: .plain, valueScale: 1.4, outputScale: 0.6),
    TransformerInitialization(
      .gelu, attentionStrength: 1, mlpStrength: 1, attentionScale: 0.5, weightScale: 1.5, tokens: 5,
      outputScale: 2),
    TransformerInitialization(
      .tanh, attentionStrength: 0.5, mlpStrength: 0, attentionScale: 2, weightScale: 1, tokens: 1),
    TransformerInitialization(
      .erf, attentionStrength: 0, mlpStrength: 0.8, attentionScale: 2, weightScale: 3, tokens: 2),
  ]

  /// A draw, tokens and a readout of no particular geometry.
  struct Sample {
    let transformer: RandomTransformer
    let tokens, readout: Matrix

    init(
      _ initialization: TransformerInitialization, width: Int = 6, hiddenWidth: Int = 8, layers: Int = 2,
      seed: UInt64 = 1
    ) {
      transformer = RandomTransformer(
        initialization,
        weights: TransformerWeights(width: width, hiddenWidth: hiddenWidth, layers: layers, seed: seed))
      var stream = RandomStream(seed: seed, name: "sample")
      let n = initialization.tokens
      tokens = Matrix(rows: width, columns: n, storage: stream.normals(width * n, scale: 1.3))
      readout = Matrix(rows: width, columns: n, storage: stream.normals(width * n))
    }

    func propagate() -> (signal: RandomTransformer.Signal, workspace: RandomTransformer.Workspace) {
      var workspace = transformer.makeWorkspace()
      let signal = transformer.propagate(tokens, readout: readout, &workspace)
      return (signal, workspace)
    }
  }

  /// The largest difference of outputs, and of the gradient from the numerical derivative of the formulas.
  private func disagreement(_ sample: Sample, _ fault: DirectTransformer.Fault? = nil) -> [Double] {
    let direct = DirectTransformer(sample.transformer, fault)
    let workspace = sample.propagate().workspace
    let output = direct.output(sample.tokens)
    let difference = zip(output.storage, workspace.tokens.storage).map { abs($0 - $1) }.max() ?? .nan
    var slope = 0.0
    for place in sample.tokens.storage.indices {
      let derivative = NumericalDerivative.derivative(step: 0.1, levels: 7) { step in
        var moved = sample.tokens
        moved.storage[place] += step
        return [zip(direct.output(moved).storage, sample.readout.storage).reduce(0) { $0 + $1.0 * $1.1 }]
      }
      slope = max(slope, abs(derivative[0] - workspace.gradient.storage[place]))
    }
    return [difference, slope]
  }

  @Test(arguments: transformers)
  func agreesWithTheFormulasAndTheirDerivative(_ initialization: TransformerInitialization) {
    let errors = disagreement(Sample(initialization))
    #expect(errors[0] < 1e-13 && errors[1] < 1e-8, "\(errors)")
  }

  /// The planted faults: other formulas are told apart, in the output and in the gradient.
  @Test(arguments: DirectTransformer.Fault.allCases)
  func otherFormulasDoNotAgree(_ fault: DirectTransformer.Fault) {
    let errors = disagreement(Sample(Self.transformers[0]), fault)
    #expect(errors.allSatisfy { $0 > 1e-3 }, "\(errors)")
  }

  /// With σ_A = 0 and no perceptron each block adds the same vector to all tokens.
  @Test func uniformAttentionKeepsDifferences() {
    let initialization = TransformerInitialization(
      .tanh, attentionStrength: 0.6, mlpStrength: 0, attentionScale: 0, weightScale: 1, tokens: 5)
    let signal = Sample(initialization, layers: 4).propagate().signal
    for (before, after) in zip(signal.tokens, signal.tokens.dropFirst()) {
      #expect(relativeError(after.gap, 0.64 * before.gap) < 1e-13)
    }
  }

  /// Both branches see directions only, so that along a token the gradient is that of the residual (Euler).
  @Test(arguments: [true, false])
  func branchesAreHomogeneous(_ isAttention: Bool) {
    let initialization = TransformerInitialization(
      .gelu, attentionStrength: isAttention ? 0.6 : 0, mlpStrength: isAttention ? 0 : 0.6, attentionScale: 2,
      weightScale: 2, tokens: 4)
    let sample = Sample(initialization, layers: 1)
    let gradient = sample.propagate().workspace.gradient
    func product(_ a: Matrix, _ b: Matrix, _ i: Int) -> Double {
      zip(a.column(i), b.column(i)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for i in 0..<4 {
      let residual = 0.8 * product(sample.tokens, sample.readout, i)
      #expect(abs(product(sample.tokens, gradient, i) - residual) < 1e-13)
    }
  }

  @Test func tokensHaveNoOrder() {
    let sample = Sample(Self.transformers[0], layers: 3)
    let order = [2, 0, 3, 1]
    func permuted(_ matrix: Matrix) -> Matrix { Matrix(columnByColumn: order.map(matrix.column)) }
    let (_, plain) = sample.propagate()
    var workspace = sample.transformer.makeWorkspace()
    _ = sample.transformer.propagate(
      permuted(sample.tokens), readout: permuted(sample.readout), &workspace)
    for (a, b) in [(plain.tokens, workspace.tokens), (plain.gradient, workspace.gradient)] {
      #expect(zip(permuted(a).storage, b.storage).allSatisfy { abs($0 - $1) < 1e-13 })
    }
  }

  @Test func nothingHappensWithoutLayersOrStrength() {
    let none = TransformerInitialization(
      .tanh, attentionStrength: 0, mlpStrength: 0, attentionScale: 1, weightScale: 1, tokens: 3)
    for layers in [0, 2] {
      let sample = Sample(none, layers: layers)
      let (signal, workspace) = sample.propagate()
      #expect(workspace.tokens == sample.tokens && workspace.gradient == sample.readout)
      #expect(signal.tokens == Array(repeating: TokenGeometry(of: sample.tokens), count: layers + 1))
    }
  }

  /// For one block the theory of the perceptron is exact at every width, up to the one direction normalisation removes.
  @Test func onePerceptronOfAnyWidth() {
    let initialization = TransformerInitialization(
      .erf, attentionStrength: 0, mlpStrength: 0.8, attentionScale: 1, weightScale: 2, tokens: 3)
    let (d, h, seeds) = (6, 4, 4000)
    let start = TokenGeometry(length: 1.7, correlation: 0.4)
    let step = BlockMap(initialization).step(start)
    let tokens = start.simplex(width: d, tokens: 3)
    var readout = Matrix(rows: d, columns: 3)
    for i in 0..<3 { readout[5 - i, i] = Double(d).squareRoot() }
    let signals = Parallel.map(seeds) { seed in
      let weights = TransformerWeights(width: d, hiddenWidth: h, layers: 1, seed: UInt64(seed))
      let transformer = RandomTransformer(initialization, weights: weights)
      var workspace = transformer.makeWorkspace()
      return transformer.propagate(tokens, readout: readout, &workspace)
    }
    let dual = DualActivation(.erf, variance: 4)
    let gain = 0.64 * 4 * dual.moments.meanSquareSlope / 1.7
    let length = 0.36 + gain * (1 - 1 / Double(d))
    #expect(abs(deviation(signals.map { $0.tokens[1].length }, step.output.length)) < 4.5)
    #expect(abs(deviation(signals.map { $0.tokens[1].gap }, step.output.gap)) < 4.5)
    #expect(abs(deviation(signals.map { $0.gradients[1].length }, length)) < 4.5)
    // The planted fault: without that correction, or with a tenth less of the branch.
    #expect(abs(deviation(signals.map { $0.gradients[1].length }, 0.36 + gain)) > 6)
    #expect(abs(deviation(signals.map { $0.tokens[1].length }, 0.9 * step.output.length)) > 6)
  }

  /// Attention and perceptron over two blocks: what the theory says, but for an O(1/d).
  @Test func agreesWithTheTheoryOfLargeWidth() {
    let initialization = TransformerInitialization(
      .tanh, attentionStrength: 0.7, mlpStrength: 0.5, attentionScale: 1.5, weightScale: 2, tokens: 4)
    let (d, seeds) = (64, 100)
    let start = TokenGeometry(length: 1, correlation: 0.3)
    let theory = SignalTrajectory(BlockMap(initialization), from: start, layers: 2)
    let tokens = start.simplex(width: d, tokens: 4)
    let signals = Parallel.map(seeds) { seed in
      let transformer = RandomTransformer(
        initialization,
        weights: TransformerWeights(width: d, hiddenWidth: d, layers: 2, seed: UInt64(seed)))
      var stream = RandomStream(seed: UInt64(seed), name: "readout")
      let readout = Matrix(rows: d, columns: 4, storage: stream.normals(4 * d))
      var workspace = transformer.makeWorkspace()
      return transformer.propagate(tokens, readout: readout, &workspace)
    }
    func agrees(_ values: [Double], _ expected: Double) -> Bool {
      let (mean, error) = meanAndStandardError(values)
      return abs(mean - expected) < 4 * error + 2 / Double(d) * abs(expected)
    }
    for block in 1...2 {
      #expect(agrees(signals.map { $0.tokens[block].length }, theory.tokens[block].length))
      #expect(agrees(signals.map { $0.tokens[block].gap }, theory.tokens[block].gap))
      #expect(agrees(signals.map { $0.gradients[block].length }, theory.gradients[block].length))
      #expect(agrees(signals.map { $0.gradients[block].overlap }, theory.gradients[block].overlap))
    }
    // The planted faults: a theory with other attention.
    for change in [\TransformerInitialization.attentionScale, \.valueScale] {
      var other = initialization
      other[keyPath: change] *= 1.5
      let wrong = SignalTrajectory(BlockMap(other), from: start, layers: 2)
      #expect(!agrees(signals.map { $0.gradients[2].overlap }, wrong.gradients[2].overlap))
    }
  }

  @Test func exponentsAreThoseOfTheEnds() {
    let signal = RandomTransformer.Signal(
      tokens: [TokenGeometry(length: 1, gap: 0.1), TokenGeometry(length: 2, gap: 0.4)],
      gradients: [.independent, GradientGeometry(length: exp(0.3), overlap: 0)])
    #expect(abs(signal.angleExponent - log(2.0)) < 1e-15 && abs(signal.gradientExponent - 0.3) < 1e-15)
  }

  private func meanAndStandardError(_ values: [Double]) -> (Double, Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean, (variance / count).squareRoot())
  }

  private func deviation(_ values: [Double], _ expected: Double) -> Double {
    let (mean, error) = meanAndStandardError(values)
    return (mean - expected) / error
  }
}
