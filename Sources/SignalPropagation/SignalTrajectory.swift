internal import Foundation

/// A signal through a stack of blocks, and the gradient back.
public struct SignalTrajectory: Sendable {
  /// The blocks, first to last.
  public let steps: [BlockMap.Step]
  /// The geometry of the tokens after 0, 1, … blocks.
  public let tokens: [TokenGeometry]
  /// That of the gradient after 0, 1, … blocks backward from the output.
  public let gradients: [GradientGeometry]

  /// The trajectory from an initial geometry, and the gradient of a readout of the last one.
  ///
  /// - Complexity: That of ``AttentionOverlaps`` each block, some ms.
  public init(
    _ map: BlockMap, from start: TokenGeometry, layers: Int, readout: GradientGeometry = .independent
  ) {
    precondition(layers >= 0, "a number of layers is not negative")
    var steps: [BlockMap.Step] = []
    var tokens = [start]
    for _ in 0..<layers {
      let step = map.step(tokens[tokens.count - 1])
      steps.append(step)
      tokens.append(step.output)
    }
    var gradients = [readout]
    for step in steps.reversed() {
      gradients.append(map.backward(gradients[gradients.count - 1], through: step))
    }
    (self.steps, self.tokens, self.gradients) = (steps, tokens, gradients)
  }

  /// λ_g = (1/L) log(u₀/u_L), the general definition: along this trajectory, for this readout.
  public var gradientExponent: Double {
    log(gradients[gradients.count - 1].length / gradients[0].length) / Double(gradients.count - 1)
  }
}
