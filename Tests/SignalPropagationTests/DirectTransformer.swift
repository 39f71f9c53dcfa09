import Foundation
import LinearAlgebra
import SignalPropagation

/// The formulas of ``TransformerInitialization`` written out, token by token.
struct DirectTransformer {
  /// Formulas that are nearly right.
  enum Fault: CaseIterable, Sendable {
    case exchangedQueriesAndKeys, transposedValues, otherResidual, unscaledLogits, unnormalizedPerceptron
    case unnormalizedAttention
  }

  let initialization: TransformerInitialization
  let weights: TransformerWeights
  let fault: Fault?

  init(_ transformer: RandomTransformer, _ fault: Fault? = nil) {
    (initialization, weights, self.fault) = (transformer.initialization, transformer.weights, fault)
  }

  func output(_ tokens: Matrix) -> Matrix {
    var columns = (0..<tokens.columns).map(tokens.column)
    for block in weights.blocks {
      columns = attend(columns, block)
      columns = columns.map { perceive($0, block) }
    }
    return Matrix(columnByColumn: columns)
  }

  private func normalized(_ x: [Double]) -> [Double] {
    let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return x.map { Double(x.count).squareRoot() * $0 / length }
  }

  private func product(_ matrix: Matrix, _ scale: Double, _ x: [Double]) -> [Double] {
    (0..<matrix.rows).map { row in
      (0..<matrix.columns).reduce(0) { $0 + scale * matrix[row, $1] * x[$1] }
    }
  }

  private func sum(_ kept: Double, _ x: [Double], _ gain: Double, _ y: [Double]) -> [Double] {
    zip(x, y).map { kept * $0 + gain * $1 }
  }

  private func kept(_ strength: Double) -> Double {
    let isPlain = (initialization.residual == .plain) != (fault == .otherResidual)
    return isPlain ? 1 : (1 - strength * strength).squareRoot()
  }

  private func attend(_ tokens: [[Double]], _ block: TransformerWeights.Block) -> [[Double]] {
    let d = Double(weights.width)
    let seen = fault == .unnormalizedAttention ? tokens : tokens.map(normalized)
    let scale = (initialization.attentionScale / d).squareRoot()
    let exchanged = fault == .exchangedQueriesAndKeys
    let queries = seen.map { product(exchanged ? block.key : block.query, scale, $0) }
    let keys = seen.map { product(exchanged ? block.query : block.key, scale, $0) }
    let matrix = fault == .transposedValues ? block.value.transposed() : block.value
    let values = seen.map { product(matrix, initialization.valueScale / d.squareRoot(), $0) }
    let temperature = fault == .unscaledLogits ? 1 : d.squareRoot()
    return tokens.indices.map { i in
      let exponentials = keys.map { key in
        exp(zip(queries[i], key).reduce(0) { $0 + $1.0 * $1.1 } / temperature)
      }
      let total = exponentials.reduce(0, +)
      var mean = [Double](repeating: 0, count: weights.width)
      for j in tokens.indices { mean = sum(1, mean, exponentials[j] / total, values[j]) }
      return sum(kept(initialization.attentionStrength), tokens[i], initialization.attentionStrength, mean)
    }
  }

  private func perceive(_ token: [Double], _ block: TransformerWeights.Block) -> [Double] {
    let seen = fault == .unnormalizedPerceptron ? token : normalized(token)
    let hidden = product(
      block.first, initialization.weightScale / Double(weights.width).squareRoot(), seen
    ).map(initialization.activation.value)
    let output = product(
      block.second, initialization.outputScale / Double(weights.hiddenWidth).squareRoot(), hidden)
    return sum(kept(initialization.mlpStrength), token, initialization.mlpStrength, output)
  }
}
