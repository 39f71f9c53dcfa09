internal import LinearAlgebra
internal import Randomness
package import SignalPropagation

/// How the readouts of the tokens are drawn.
public enum TransformerReadout: String, CaseIterable, Codable, Sendable {
  /// One of its own for each token.
  case independent
  /// One for all tokens.
  case shared

  var geometry: GradientGeometry { self == .shared ? .shared : .independent }

  /// Normal numbers, scaled so that their mean square is exactly 1.
  func matrix(width: Int, tokens: Int, _ stream: inout RandomStream) -> Matrix {
    let own = (0..<(self == .shared ? 1 : tokens)).map { _ in stream.normals(width) }
    var matrix = Matrix(columnByColumn: (0..<tokens).map { own[self == .shared ? 0 : $0] })
    let scale = (Double(width * tokens)).squareRoot() / matrix.frobeniusNorm
    for place in matrix.storage.indices { matrix.storage[place] *= scale }
    return matrix
  }
}

/// Random transformers of one width: every sample of the weights serves all runs.
package struct TransformerEnsemble: Sendable {
  /// A signal to be sent through.
  package struct Run: Sendable {
    package let initialization: TransformerInitialization
    package let start: TokenGeometry
    package let readout: TransformerReadout

    package init(
      _ initialization: TransformerInitialization, from start: TokenGeometry,
      readout: TransformerReadout = .independent
    ) {
      self.initialization = initialization
      self.start = start
      self.readout = readout
    }
  }

  package let width: Int
  /// By run and sample.
  package let signals: [[RandomTransformer.Signal]]

  /// Simulates; all runs have the same number of tokens.
  ///
  /// - Throws: `Interruption`.
  package init(
    _ runs: [Run], width: Int, layers: Int, samples: Int, seed: UInt64, _ recorder: inout Recorder
  ) throws {
    let names = RandomStream(seed: seed, name: "ensemble").substream("width \(width)")
    let done = try recorder.map(
      samples, "width \(width)", work: Double(width * width),
      label: { "width \(width): \($0) of \(samples) transformers" }
    ) {
      Self.sample(runs, width: width, layers: layers, names.substream("sample \($0)"))
    }
    self.width = width
    signals = runs.indices.map { run in done.map { $0[run] } }
  }

  /// What ``init(_:width:layers:samples:seed:_:)`` adds to the recorder's work.
  package static func work(width: Int, samples: Int) -> Double { Double(samples * width * width) }

  private static func sample(
    _ runs: [Run], width: Int, layers: Int, _ stream: RandomStream
  ) -> [RandomTransformer.Signal] {
    var seeds = stream.substream("weights")
    let weights = TransformerWeights(width: width, hiddenWidth: width, layers: layers, seed: seeds.next())
    guard let first = runs.first else { return [] }
    var workspace = RandomTransformer(first.initialization, weights: weights).makeWorkspace()
    return runs.map { run in
      var draws = stream.substream("readout")
      let tokens = run.initialization.tokens
      return RandomTransformer(run.initialization, weights: weights).propagate(
        run.start.simplex(width: width, tokens: tokens),
        readout: run.readout.matrix(width: width, tokens: tokens, &draws), &workspace)
    }
  }
}
