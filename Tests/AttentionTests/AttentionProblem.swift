import Attention
import LinearAlgebra
import Randomness
import TeacherStudent
import Testing

/// A small problem of any shape and kind, with its loss and its plain model.
struct AttentionProblem: Sendable, CustomTestStringConvertible {
  var samples = 5
  var tokens = 4
  var dimension = 3
  var outputs = 1
  var trained = PromptAttentionLoss.Parameters.promptAndValue
  var head = Head.squared
  var arithmetic = PromptAttentionLoss.Arithmetic.absolute
  var keys = KeyDistribution.gaussian
  /// The scale of the teacher's prompt: 1 for mild logits.
  var promptScale = 1.0
  var seed: UInt64 = 1

  var testDescription: String {
    "N \(samples), n \(tokens), d \(dimension), m \(outputs), \(trained), \(head), \(arithmetic), \(keys)"
  }

  /// Normal numbers with a name of their own.
  func normals(_ name: String, _ count: Int, scale: Double = 1) -> [Double] {
    var stream = RandomStream(seed: seed, name: name)
    return stream.normals(count, scale: scale)
  }

  var tokenArray: TokenArray {
    TokenArray(
      samples: samples, tokens: tokens, dimension: dimension,
      storage: normals("tokens", samples * tokens * dimension))
  }

  var keyMatrix: KeyMatrix {
    let elements = normals("keys", dimension * dimension, scale: 1 / Double(dimension).squareRoot())
    let gaussian = Matrix(rows: dimension, columns: dimension, storage: elements)
    switch keys {
    case .identity: return .identity
    case .gaussian: return .dense(gaussian)
    case .orthogonal: return .dense(reflection(gaussian.column(0)) * reflection(gaussian.row(0)))
    }
  }

  /// I − 2 v vᵀ/vᵀv: the product of two is orthogonal and not symmetric.
  private func reflection(_ v: [Double]) -> Matrix {
    var matrix = Matrix.identity(v.count)
    for k in v.indices {
      for l in v.indices { matrix[k, l] -= 2 * v[k] * v[l] / v.dot(v) }
    }
    return matrix
  }

  var teacher: TeacherParameters {
    TeacherParameters(
      prompt: normals("prompt", dimension, scale: promptScale),
      value: Matrix(rows: dimension, columns: outputs, storage: normals("value", dimension * outputs)))
  }

  /// Numbers for the squared loss, probabilities for the logistic one, distributions for cross-entropy; some certain.
  var labels: Matrix {
    var labels = Matrix(rows: outputs, columns: samples, storage: normals("labels", outputs * samples))
    if arithmetic == .teacherRelative {
      return SoftmaxAttentionTeacher().outputs(tokenArray, keyMatrix, teacher)
    }
    guard head != .squared else { return labels }
    for i in 0..<samples {
      var column = labels.column(i).map { abs($0) / (1 + abs($0)) }
      if head == .crossEntropy {
        let sum = column.reduce(0, +)
        column = column.map { $0 / sum }
      }
      if i % 2 == 1 { column = column.indices.map { $0 == i % outputs ? 1 : 0 } }
      labels.setColumn(i, to: column)
    }
    return labels
  }

  func loss() throws -> PromptAttentionLoss {
    try PromptAttentionLoss(
      tokens: tokenArray, keyMatrix: keyMatrix, labels: labels, trained: trained, value: teacher.value,
      teacher: teacher, head: head, arithmetic: arithmetic)
  }

  var plainModel: PlainModel {
    PlainModel(
      tokens: tokenArray, keyMatrix: keyMatrix, labels: labels, trained: trained, value: teacher.value,
      head: head)
  }

  /// The number of parameters.
  var parameterCount: Int { trained == .prompt ? dimension : dimension * (1 + outputs) }

  /// The teacher's own parameter vector; zero in teacher-relative arithmetic.
  var teacherParameters: [Double] {
    if arithmetic == .teacherRelative { return Array(repeating: 0, count: parameterCount) }
    return teacher.prompt + (trained == .prompt ? [] : teacher.value.storage)
  }

  /// Points at a distance from the teacher, one a column.
  func points(_ count: Int, distance: Double = 0.7) -> [[Double]] {
    (0..<count).map { b in
      zip(teacherParameters, normals("point \(b)", parameterCount, scale: distance)).map { $0 + $1 }
    }
  }

  /// The same problem with some of it changed.
  func with(_ change: (inout AttentionProblem) -> Void) -> AttentionProblem {
    var changed = self
    change(&changed)
    return changed
  }

  /// Every head with every set of trained parameters and every kind of keys, N, n, d, m all different.
  static var catalogue: [AttentionProblem] {
    var problems: [AttentionProblem] = []
    for trained in PromptAttentionLoss.Parameters.allCases {
      for keys in [KeyDistribution.identity, .orthogonal, .gaussian] {
        problems += [
          AttentionProblem(trained: trained, keys: keys),
          AttentionProblem(tokens: 6, outputs: 1, trained: trained, head: .logistic, keys: keys),
          AttentionProblem(samples: 4, tokens: 2, dimension: 5, outputs: 3, trained: trained, keys: keys),
          AttentionProblem(
            tokens: 7, dimension: 4, outputs: 3, trained: trained, head: .crossEntropy, keys: keys),
          AttentionProblem(
            samples: 6, dimension: 5, outputs: 2, trained: trained, arithmetic: .teacherRelative, keys: keys),
        ]
      }
    }
    return problems
  }

  /// Degenerate shapes, and widths about a vector register.
  static var shapes: [AttentionProblem] {
    let shapes = [(1, 1, 1), (1, 2, 3), (3, 1, 2), (2, 3, 1), (4, 5, 8), (3, 9, 9), (33, 3, 2), (70, 2, 3)]
    return shapes.flatMap { samples, tokens, dimension in
      [
        AttentionProblem(samples: samples, tokens: tokens, dimension: dimension),
        AttentionProblem(
          samples: samples, tokens: tokens, dimension: dimension, outputs: 2, trained: .prompt),
        AttentionProblem(
          samples: samples, tokens: tokens, dimension: dimension, outputs: 3, arithmetic: .teacherRelative),
      ]
    }
  }
}
