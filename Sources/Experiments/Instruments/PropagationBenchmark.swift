internal import LinearAlgebra
internal import SignalPropagation

/// How long maps of signal propagation take: both exponents of a transformer on a grid, and a correlation map.
public struct PropagationBenchmark: Sendable {
  /// Points of the grid of (α, σ_w), and of the correlation map.
  public let points = 10_000
  /// λ_a and λ_g on the grid, tanh.
  public let exponentMilliseconds: Double
  /// C(c) for tanh at σ_w = 2.5, σ_b = 0.3, its fixed length included.
  public let correlationMilliseconds: Double

  /// Runs the benchmark: below a second.
  ///
  /// - Throws: ``Interruption``.
  public init() throws {
    func median(_ work: () -> Double) throws -> Double {
      var times: [Double] = []
      for _ in 0..<5 {
        if let interruption = Interruption.received { throw interruption }
        var result = 0.0
        times.append(ContinuousClock().measure { result = work() }.seconds)
        precondition(result.isFinite, "the result is used, so that nothing is optimised away")
      }
      return 1000 * times.median
    }
    exponentMilliseconds = try median {
      Parallel.map(100) { row in
        (0..<100).map { column in
          let alpha = (Double(row) + 0.5) / 100
          let point = CollapsedPoint(
            TransformerInitialization(
              .tanh, attentionStrength: alpha, mlpStrength: alpha, attentionScale: 1,
              weightScale: 1 + 3 * Double(column) / 99, tokens: 16))
          return point.angleExponent + point.gradientExponent(tokens: 16, layers: 16)
        }.reduce(0, +)
      }.reduce(0, +)
    }
    let count = points
    let correlations = (0..<count).map { Double($0) / Double(count - 1) }
    correlationMilliseconds = try median {
      CorrelationMap(MeanFieldNetwork(.tanh, weightScale: 2.5, biasScale: 0.3))(correlations).reduce(0, +)
    }
  }
}
