public import Reporting
internal import SignalPropagation

/// Signal propagation at initialisation: `softmaxlab propagate`.
public enum PropagationInstrument {
  /// What the interface has for the input in `text`; `source` is what errors call it.
  ///
  /// - Throws: ``SpecificationError`` for bad input.
  public static func run(text: String, source: String) throws -> JSONValue {
    switch try PropagationInput(text: text, source: source) {
    case .network(let network, let correlation, let circleLayers):
      return json(network, correlation, circleLayers)
    case .critical(let activation, let biasScale):
      let point = CriticalPoint(activation, biasScale: biasScale)
      return ["sigmaW": .double(point.weightScale), "q": .double(point.fixedLength)]
    case .transformer(let transformer, let layers, let start): return json(transformer, layers, start)
    case .kernel(let activation, let varU, let varV, let covariance):
      let kernel = ActivationKernel(activation, varU: varU, varV: varV, covariance: covariance)
      return ["value": .double(kernel.value), "derivative": .double(kernel.derivative)]
    case .attention(let tokens, let scale, let correlation):
      let overlaps = AttentionOverlaps(tokens: tokens, scale: scale, correlation: correlation)
      return [
        "S2": .double(overlaps.row), "S11": .double(overlaps.pair), "T2": .double(overlaps.rowResponse),
        "T11": .double(overlaps.pairResponse),
      ]
    }
  }

  private static func json(
    _ network: MeanFieldNetwork, _ correlation: PropagationInput.Correlation?, _ circleLayers: Int?
  ) -> JSONValue {
    let phase = NetworkPhase(network)
    var json: JSONValue = [
      "qStar": .double(phase.map.fixedLength), "chi1": .double(phase.chi1),
      "lyapunov": .double(phase.lyapunovExponent), "chi2": .double(phase.chi2), "chiQ": .double(phase.chiQ),
      "xiQ": .double(phase.lengthDepth), "cStar": .double(phase.stableCorrelation),
      "slopeAtCStar": .double(phase.stableSlope), "xiC": .double(phase.correlationDepth),
      "phase": .string(phase.phase.rawValue),
    ]
    if let correlation {
      let iterates = phase.map.iterates(from: correlation.start, layers: correlation.layers)
      json["correlations"] = .array(iterates.map { .double($0) })
    }
    if let circleLayers {
      let circle = CircleManifold(phase, layers: circleLayers)
      json["metric"] = .double(circle.metric)
      json["curvatureSquared"] = .double(circle.curvatureSquared)
      json["grassmannianLength"] = .double(circle.grassmannianLength)
    }
    return json
  }

  private static func json(
    _ transformer: TransformerInitialization, _ layers: Int, _ start: TokenGeometry?
  ) -> JSONValue {
    let point = CollapsedPoint(transformer)
    var json: JSONValue = [
      "F1": .double(point.meanSquare), "chiM": .double(point.slope), "qStar": .double(point.length),
      "qPrimeStar": .double(point.middleLength), "lambdaAngle": .double(point.angleExponent),
      "lambdaAngleFirstBlock": .double(point.firstBlockAngleExponent),
      "lambdaToken": .double(point.tokenExponent),
      "lambdaGradient": .double(point.gradientExponent(tokens: transformer.tokens, layers: layers)),
    ]
    guard let start else { return json }
    let trajectory = SignalTrajectory(BlockMap(transformer), from: start, layers: layers)
    func list(_ values: [Double]) -> JSONValue { .array(values.map { .double($0) }) }
    // A single token has no angle with another.
    let isAlone = transformer.tokens == 1
    json["q"] = list(trajectory.tokens.map(\.length))
    json["c"] = list(trajectory.tokens.map { isAlone ? .nan : $0.correlation })
    json["u"] = list(trajectory.gradients.map(\.length))
    json["w"] = list(trajectory.gradients.map(\.overlap))
    return json
  }
}
