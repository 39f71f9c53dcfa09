internal import CVectorMath
internal import LinearAlgebra
internal import TeacherStudent

/// The forward pass of one sample at one parameter vector, with all that second derivatives need.
struct SampleState {
  /// s.
  var weights: [Double]
  /// u_a − f for each output (m × n): the token values seen from the output.
  var centredValues: [[Double]]
  /// ∂ℓ/∂f for each output.
  var slopes: [Double]
  /// f; in teacher-relative arithmetic f − f*.
  var outputs: [Double]
  /// The token of the largest weight.
  var dominant: Int { weights.indices.max { weights[$0] < weights[$1] } ?? 0 }
}

extension PromptAttentionLoss {
  /// W p and V (or their changes) ready to meet the rows: `width` × (1 + m if V is trained).
  func query(_ parameters: [Double]) -> [[Double]] {
    precondition(parameters.count == dimension, "the parameters do not have the loss's dimension")
    let prompt = Matrix(rows: features, columns: 1, storage: Array(parameters[..<features]))
    let padding = [Double](repeating: 0, count: width - features)
    var query = [keyMatrix.applied(to: prompt).storage + padding]
    for r in 1..<max(rightHandSides, 1) {
      query.append(Array(parameters[r * features..<(r + 1) * features]) + padding)
    }
    return query
  }

  /// X_i·q for one sample and one padded vector.
  func rowProduct(_ sample: Int, _ q: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: tokens)
    unsafe vector_math_dot_rows(
      tokens, width, rows.pointer + sample * tokens * width, q, nil, &result, nil)
    return result
  }

  /// Σ_a g_a x_a, the product of a sample's transposed rows with g; d numbers.
  func transposedRowProduct(_ sample: Int, _ g: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: width)
    unsafe vector_math_accumulate_rows(
      tokens, width, rows.pointer + sample * tokens * width, g, nil, &result, nil)
    return Array(result[..<features])
  }

  /// The forward pass of one sample; `query` as ``query(_:)`` makes it.
  func state(_ sample: Int, _ query: [[Double]]) -> SampleState {
    state(sample, rowProducts: query.map { rowProduct(sample, $0) })
  }

  /// The forward pass of one sample, and X_i·q for a motion of the query: the rows are read once for both.
  func stateAndMotion(
    _ sample: Int, _ query: [[Double]], _ motion: [[Double]]
  ) -> (state: SampleState, motion: [[Double]]) {
    var products = query.map { _ in [Double](repeating: 0, count: tokens) }
    var motions = products
    for r in query.indices {
      unsafe vector_math_dot_rows(
        tokens, width, rows.pointer + sample * tokens * width, query[r], motion[r], &products[r], &motions[r])
    }
    return (state(sample, rowProducts: products), motions)
  }

  /// The forward pass from X_i·q for each right-hand side q.
  private func state(_ sample: Int, rowProducts: [[Double]]) -> SampleState {
    let (n, m) = (tokens, outputs)
    var weights = rowProducts[0]
    let moving = rowProducts.dropFirst().flatMap(\.self)
    var offsets = [Double](repeating: 0, count: m)
    var outputs = offsets
    var slopes = offsets
    var values = moving
    if let reference {
      let own = sample * n..<(sample + 1) * n
      var difference = [Double](repeating: 0, count: n)
      values = [Double](repeating: 0, count: n * m)
      unsafe moving.withUnsafeBufferPointer { moving in
        unsafe vector_math_attend_relative(
          n, m, &weights, Array(reference.weights[own]), Array(reference.logWeights[own]),
          reference.dominant[sample], Array(valuesByOutput[sample * n * m..<(sample + 1) * n * m]),
          moving.isEmpty ? nil : moving.baseAddress, &difference, &values, &offsets, &outputs)
      }
      slopes = outputs
      if !reference.residuals.isEmpty {
        for o in 0..<m { slopes[o] += reference.residuals[sample * m + o] }
      }
    } else {
      if trained == .prompt { values = Array(valuesByOutput[sample * n * m..<(sample + 1) * n * m]) }
      unsafe vector_math_attend(n, m, &weights, &values, &offsets, &outputs)
      let label = Array(labels[sample * m..<(sample + 1) * m])
      _ = unsafe head.loss(outputs, label, outputs: m, stride: 1, slope: &slopes)
    }
    let centred = (0..<m).map { o in (0..<n).map { values[o * n + $0] - offsets[o] } }
    return SampleState(weights: weights, centredValues: centred, slopes: slopes, outputs: outputs)
  }

  /// The output itself, also in teacher-relative arithmetic; where the head's curvature depends on it.
  func curvatureRoot(_ state: SampleState) -> [[Double]] { head.curvatureRoot(at: state.outputs) }
}
