internal import CVectorMath
internal import LinearAlgebra
internal import TeacherStudent

/// Products with the Hessian, for problems whose Hessian is too large to be formed.
///
/// Samples are streamed: each is read once for its logits and their motion and once more, still in cache, for the
/// product's gradient. Nothing of the size of the data is kept.
extension PromptAttentionLoss {
  /// The product of the Hessian with a direction, by differentiating the gradient along it.
  ///
  /// The same for any number of threads.
  ///
  /// - Complexity: about 6·N·n·d flops for each right-hand side, shared between threads; the tokens are read once.
  public func hessianProduct(at parameters: [Double], along direction: [Double]) -> [Double] {
    precondition(direction.count == dimension, "the direction does not have the loss's dimension")
    let query = query(parameters)
    let motion = self.query(direction)
    let partials = Parallel.map(partition.partCount) { part in
      // The sum over a part's samples: in the coordinates of W p, then in those of each output's values.
      var sum = [Double](repeating: 0, count: width * rightHandSides)
      for sample in partition.samples(ofPart: part) { addProduct(sample, query, motion, to: &sum) }
      return sum
    }
    var sum = partials[0]
    for partial in partials.dropFirst() {
      for k in sum.indices { sum[k] += partial[k] }
    }
    let inQuery = Matrix(rows: features, columns: 1, storage: Array(sum[..<features]))
    var product = keyMatrix.transposeApplied(to: inQuery).storage
    for r in 1..<max(rightHandSides, 1) { product += sum[r * width..<r * width + features] }
    return product.map { $0 / Double(sampleCount) }
  }

  /// Adds one sample's part of the product, before W is applied.
  private func addProduct(
    _ sample: Int, _ query: [[Double]], _ motion: [[Double]], to sum: inout [Double]
  ) {
    let (n, m) = (tokens, outputs)
    let (state, rowMotions) = stateAndMotion(sample, query, motion)
    let s = state.weights
    // Motions are measured from the dominant token, so that what is left of it has no cancellation.
    let logitMotion = rowMotions[0].offsets(from: state.dominant)
    let mean = s.dot(logitMotion)
    let weightMotion = (0..<n).map { s[$0] * (logitMotion[$0] - mean) }  // J ż
    let valueMotion = rowMotions.dropFirst().map(\.self)
    let valueOffsets = valueMotion.map { $0.offsets(from: state.dominant) }
    // ḟ = aᵀż + sᵀu̇; beside it ḟ − u̇_c.
    let outputOffsets = (0..<m).map { o in
      let centred = state.centredValues[o]
      let moved = valueMotion.isEmpty ? 0 : s.dot(valueOffsets[o])
      return (0..<n).reduce(moved) { $0 + s[$1] * centred[$1] * logitMotion[$1] }
    }
    let outputMotion = (0..<m).map { o in
      (valueMotion.isEmpty ? 0 : valueMotion[o][state.dominant]) + outputOffsets[o]
    }
    let root = curvatureRoot(state)
    let projected = root.map { $0.dot(outputMotion) }
    let slopeMotion = (0..<m).map { o in (0..<m).reduce(0) { $0 + root[$1][o] * projected[$1] } }
    var inLogits = [Double](repeating: 0, count: n)
    for o in 0..<m {
      let centred = state.centredValues[o]
      for a in 0..<n {
        let valueChange = (valueMotion.isEmpty ? 0 : valueOffsets[o][a]) - outputOffsets[o]
        inLogits[a] +=
          slopeMotion[o] * s[a] * centred[a]
          + state.slopes[o] * (weightMotion[a] * centred[a] + s[a] * valueChange)
      }
    }
    var gradients = [inLogits]
    if trained == .promptAndValue {
      for o in 0..<m {
        gradients.append((0..<n).map { slopeMotion[o] * s[$0] + state.slopes[o] * weightMotion[$0] })
      }
    }
    accumulate(sample, gradients, into: &sum)
  }

  /// Adds Σ_a g_a x_a for each g, two at a time.
  private func accumulate(_ sample: Int, _ gradients: [[Double]], into sum: inout [Double]) {
    let x = unsafe rows.pointer + sample * tokens * width
    unsafe sum.withUnsafeMutableBufferPointer { sum in
      guard let base = sum.baseAddress else { return }
      for r in stride(from: 0, to: gradients.count, by: 2) {
        if r + 1 < gradients.count {
          unsafe vector_math_accumulate_rows(
            tokens, width, x, gradients[r], gradients[r + 1], base + r * width, base + (r + 1) * width)
        } else {
          unsafe vector_math_accumulate_rows(tokens, width, x, gradients[r], nil, base + r * width, nil)
        }
      }
    }
  }
}

extension [Double] {
  /// The differences from the element at `origin`.
  fileprivate func offsets(from origin: Int) -> [Double] { map { $0 - self[origin] } }
}
