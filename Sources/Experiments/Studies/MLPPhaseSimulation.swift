internal import LinearAlgebra
internal import SignalPropagation

/// One random network of finite width, with the inputs of the study.
struct MLPPhaseSimulation: Codable, Sendable {
  /// q^l by network, initial length and layer.
  let lengths: [[[Double]]]
  /// c^l by network, initial correlation and layer.
  let correlations: [[[Double]]]
  /// What a layer multiplies a small squared displacement by, by measured σ_w; its mean over the inputs.
  let growth: [Double]

  init(_ spec: MLPPhaseStudy.Spec, _ phases: [NetworkPhase], seed: UInt64) {
    let width = spec.width
    let (first, second) = RandomCurve.orthogonalPair(width: width, seed: seed)
    func combination(_ a: Double, _ b: Double) -> [Double] { zip(first, second).map { a * $0 + b * $1 } }
    // Columns: the lengths, then one reference at q*, then its partners.
    var states = phases.map { phase in
      let radius = phase.map.fixedLength.squareRoot()
      return Matrix(
        columnByColumn: spec.initialLengths.map { combination($0.squareRoot(), 0) } + [combination(radius, 0)]
          + spec.initialCorrelations.map { combination(radius * $0, radius * (1 - $0 * $0).squareRoot()) })
    }
    let count = spec.initialLengths.count
    var lengths = phases.map { _ in spec.initialLengths.map { _ in [Double]() } }
    var correlations = phases.map { _ in spec.initialCorrelations.map { _ in [Double]() } }
    func note() {
      for (k, state) in states.enumerated() {
        for j in 0..<count { lengths[k][j].append(state.column(j).dot(state.column(j)) / Double(width)) }
        let reference = state.column(count)
        for j in spec.initialCorrelations.indices {
          let partner = state.column(count + 1 + j)
          correlations[k][j].append(
            reference.dot(partner) / (reference.euclideanNorm * partner.euclideanNorm))
        }
      }
    }
    note()
    for index in 1...spec.layers {
      let layer = RandomLayer(width: width, seed: seed, index: index)
      for (k, phase) in phases.enumerated() { states[k] = layer(phase.map.network, states[k]) }
      note()
    }
    self.lengths = lengths
    self.correlations = correlations
    growth = Self.growth(spec, seed: seed)
  }

  /// Displacements of random inputs of length q*, through one more layer.
  private static func growth(_ spec: MLPPhaseStudy.Spec, seed: UInt64) -> [Double] {
    let layer = RandomLayer(width: spec.width, seed: seed, index: 0)
    let curve = RandomCurve(
      circleOfLength: 1, width: spec.width, points: 2 * spec.measuredInputs, seed: seed &+ 0x5eed)
    return spec.measuredWeightScales.values.map { weightScale in
      let network = spec.network(weightScale, spec.biasScale)
      var inputs = curve.position
      let radius = network.fixedLength.squareRoot()
      for i in inputs.storage.indices { inputs.storage[i] *= radius }
      let image = layer.tangent(network, at: inputs, along: curve.velocity)
      return (0..<image.columns).map { image.column($0).dot(image.column($0)) / Double(spec.width) }.mean
    }
  }
}
