internal import LinearAlgebra
internal import Randomness
public import Reporting
internal import Spectra

/// How long the condition number of the softmax Jacobian takes for a million tokens.
public struct SpectrumBenchmark: Sendable {
  /// n.
  public let tokens = 1_000_000
  /// The median over nine calls, from logits to log10 κ.
  public let milliseconds: Double

  /// Runs the benchmark: below a second.
  ///
  /// - Throws: ``Interruption``.
  public init() throws {
    var stream = RandomStream(seed: 0, name: "spectrum benchmark")
    let logits = stream.normals(tokens, scale: 10)
    var times: [Double] = []
    for _ in 0..<9 {
      if let interruption = Interruption.received { throw interruption }
      var condition = 0.0
      let time = try ContinuousClock().measure {
        condition = ExtremeEigenvalues(try SimplexPoint(logits: logits)).log10ConditionNumber
      }
      precondition(condition > 0, "logits of a wide range are ill-conditioned")
      times.append(time.seconds)
    }
    milliseconds = 1000 * times.median
  }
}

extension SpectrumBenchmark {
  /// What stands under `spectrum` in `bench --json`.
  public var json: JSONValue { ["tokens": .integer(tokens), "milliseconds": .double(milliseconds)] }
}
