import Attention
import LinearAlgebra
import TeacherStudent

/// The loss of prompt attention as the formula reads, in any kind of number: the independent route.
struct PlainModel {
  let tokens: TokenArray
  let keyMatrix: KeyMatrix
  let labels: Matrix
  let trained: PromptAttentionLoss.Parameters
  let value: Matrix
  let head: Head

  /// f of every sample at the parameters [p; V] or p.
  func outputs<Number: Scalar>(_ parameters: [Number]) -> [[Number]] {
    let (n, d, m) = (tokens.tokens, tokens.dimension, labels.rows)
    let weights = keyMatrix.matrix(dimension: d)
    let query = (0..<d).map { k in sum((0..<d).map { Number(weights[k, $0]) * parameters[$0] }) }
    let values = (0..<m).map { o in
      (0..<d).map { trained == .prompt ? Number(value[$0, o]) : parameters[(1 + o) * d + $0] }
    }
    return (0..<tokens.samples).map { i in
      let e = (0..<n).map { a in sum((0..<d).map { Number(tokens[i, a, $0]) * query[$0] }).exponential }
      let scale = sum(e).reciprocal
      return (0..<m).map { o in
        sum((0..<n).map { a in e[a] * sum((0..<d).map { Number(tokens[i, a, $0]) * values[o][$0] }) }) * scale
      }
    }
  }

  /// L at the parameters.
  func loss<Number: Scalar>(_ parameters: [Number]) -> Number {
    let losses = outputs(parameters).enumerated().map { sampleLoss($1, labels.column($0)) }
    return sum(losses) * Number(1 / Double(tokens.samples))
  }

  /// ℓ(f, y).
  func sampleLoss<Number: Scalar>(_ outputs: [Number], _ labels: [Double]) -> Number {
    switch head {
    case .squared:
      return sum(zip(outputs, labels).map { f, y in (f - Number(y)) * (f - Number(y)) * Number(0.5) })
    case .logistic:
      return sum(
        zip(outputs, labels).map { f, y in (Number(1) + f.exponential).logarithm - Number(y) * f })
    case .crossEntropy:
      return sum(outputs.map(\.exponential)).logarithm
        - sum(zip(outputs, labels).map { f, y in Number(y) * f })
    }
  }

  private func sum<Number: Scalar>(_ terms: [Number]) -> Number { terms.reduce(Number(0), +) }

  /// ∇L by complex steps.
  func gradient(at parameters: [Double]) -> [Double] {
    parameters.indices.map { k in
      var moved = parameters.map { Complex($0) }
      moved[k].imaginary = 1e-100
      return loss(moved).imaginary / 1e-100
    }
  }

  /// ∇²L by hyper-dual steps.
  func hessian(at parameters: [Double]) -> Matrix {
    var hessian = Matrix(rows: parameters.count, columns: parameters.count)
    for k in parameters.indices {
      for l in parameters.indices {
        var moved = parameters.map { HyperDual($0) }
        moved[k].first = 1
        moved[l].second = 1
        hessian[k, l] = loss(moved).mixed
      }
    }
    return hessian
  }
}
