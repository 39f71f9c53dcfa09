internal import Foundation
internal import Reporting
package import SignalPropagation

/// What `softmaxlab propagate` reads: a network and what is asked of it, or one of the averages everything rests on.
package enum PropagationInput {
  /// A fully connected network.
  case network(MeanFieldNetwork, correlation: Correlation?, circleLayers: Int?)
  /// Its critical weight scale.
  case critical(Activation, biasScale: Double)
  /// A transformer.
  case transformer(TransformerInitialization, layers: Int, start: TokenGeometry?)
  /// Averages of an activation over two normal variables.
  case kernel(Activation, varU: Double, varV: Double, covariance: Double)
  /// Averages of a random attention matrix.
  case attention(tokens: Int, scale: Double, correlation: Double)

  /// A correlation and through how many layers it is followed.
  package struct Correlation {
    let start: Double
    let layers: Int
  }

  /// The kinds of networks.
  private enum Network: String, CaseIterable { case mlp, transformer }
  /// What can be looked for.
  private enum Goal: String, CaseIterable { case criticalSigmaW }

  /// The largest scales: beyond, averages are those of their limits, and lattices too long.
  private static let (largestScale, largestAttentionScale) = (1e4, 1e3)
  /// How many layers are listed at most.
  private static let (listedLayers, listedBlocks) = (1_000_000, 10_000)

  private static let networkKeys = [
    "network", "activation", "sigmaW", "sigmaB", "find", "correlation", "circle",
  ]
  private static let transformerKeys = [
    "network", "activation", "alphaA", "alphaM", "sigmaA", "sigmaW", "tokens", "layers", "residual",
    "trajectory",
  ]

  /// Reads one of the interface's objects.
  ///
  /// - Throws: ``SpecificationError`` that names the source and the key path.
  package init(text: String, source: String) throws {
    let all = Set(Self.networkKeys + Self.transformerKeys + ["kernel", "attention"]).sorted()
    let input = try InstrumentInput(text: text, source: source, known: all)
    let (key, value) = try input.one(of: ["network", "kernel", "attention"])
    switch key {
    case "network":
      switch try input.word(value, key) as Network {
      case .mlp:
        try Self.requireOnly(Self.networkKeys, input, text, "network \"mlp\"")
        self = try Self.network(input)
      case .transformer:
        try Self.requireOnly(Self.transformerKeys, input, text, "network \"transformer\"")
        self = try Self.transformer(input)
      }
    case "kernel":
      try Self.requireOnly([key], input, text, key)
      self = try Self.kernel(PropagationSection(input, key, value, ["activation", "varU", "varV", "cov"]))
    default:
      try Self.requireOnly([key], input, text, key)
      self = try Self.attention(PropagationSection(input, key, value, ["tokens", "sigmaA", "c"]))
    }
  }

  /// Refuses keys that belong to another form.
  private static func requireOnly(
    _ known: [String], _ input: InstrumentInput, _ text: String, _ form: String
  ) throws {
    for key in input.keys where !known.contains(key) {
      throw input.invalid(key, "does not belong to \(form)")
    }
  }

  private static func network(_ input: InstrumentInput) throws -> Self {
    let top = PropagationSection(input)
    let activation: Activation = try top.word("activation")
    let biasScale = try top.number("sigmaB", 0...largestScale)
    if let goal = input.value("find") {
      let _: Goal = try input.word(goal, "find")
      for key in ["sigmaW", "correlation", "circle"] where input.value(key) != nil {
        throw input.invalid(key, "stands beside find: the critical point needs sigmaB alone")
      }
      return .critical(activation, biasScale: biasScale)
    }
    let weightScale = try top.number("sigmaW", 0...largestScale)
    var correlation: Correlation?
    if let value = input.value("correlation") {
      let section = try PropagationSection(input, "correlation", value, ["c0", "layers"])
      correlation = Correlation(
        start: try section.number("c0", -1...1), layers: try section.integer("layers", 1...listedLayers))
    }
    let circle = try input.value("circle").map {
      try PropagationSection(input, "circle", $0, ["layers"]).integer("layers", 0...listedLayers)
    }
    return .network(
      MeanFieldNetwork(activation, weightScale: weightScale, biasScale: biasScale),
      correlation: correlation, circleLayers: circle)
  }

  private static func transformer(_ input: InstrumentInput) throws -> Self {
    let top = PropagationSection(input)
    let trajectory = input.value("trajectory")
    let transformer = TransformerInitialization(
      try top.word("activation"), attentionStrength: try top.number("alphaA", 0...1),
      mlpStrength: try top.number("alphaM", 0...1),
      attentionScale: try top.number("sigmaA", 0...largestAttentionScale),
      weightScale: try top.number("sigmaW", 0...largestScale),
      tokens: try top.integer("tokens", 1...1_000_000_000),
      residual: try input.value("residual") == nil ? .sqrt : top.word("residual"))
    let layers = try top.integer("layers", 1...(trajectory == nil ? 1_000_000_000 : listedBlocks))
    guard let trajectory else { return .transformer(transformer, layers: layers, start: nil) }
    let section = try PropagationSection(input, "trajectory", trajectory, ["q0", "c0"])
    let length = try section.number("q0", 0...1e100)
    guard length > 0 else { throw section.invalid("q0", "is 0: a token without length has no direction") }
    let c = try correlation(section, "c0", tokens: transformer.tokens)
    return .transformer(
      transformer, layers: layers, start: TokenGeometry(length: length, correlation: c))
  }

  private static func kernel(_ section: PropagationSection) throws -> Self {
    let activation: Activation = try section.word("activation")
    let varU = try section.number("varU", 0...1e8)
    let varV = try section.number("varV", 0...1e8)
    let covariance = try section.number("cov", -1e8...1e8)
    guard abs(covariance) <= (varU * varV).squareRoot() * (1 + 1e-12) else {
      throw section.invalid("cov", "is \(covariance): no more than √(varU·varV) in magnitude")
    }
    return .kernel(activation, varU: varU, varV: varV, covariance: covariance)
  }

  private static func attention(_ section: PropagationSection) throws -> Self {
    let tokens = try section.integer("tokens", 1...1_000_000_000)
    let scale = try section.number("sigmaA", 0...largestAttentionScale)
    return .attention(
      tokens: tokens, scale: scale, correlation: try correlation(section, "c", tokens: tokens))
  }

  /// A cosine that so many tokens can have with each other, up to the last decimal of −1/(n − 1).
  private static func correlation(_ section: PropagationSection, _ key: String, tokens: Int) throws -> Double
  {
    let lowest = tokens > 1 ? -1 / Double(tokens - 1) : -1
    let c = try section.number(key, -1...1)
    guard c >= lowest - 1e-9 else {
      throw section.invalid(key, "is \(c): \(tokens) tokens cannot all have a cosine below −1/(tokens − 1)")
    }
    return max(c, lowest)
  }
}
