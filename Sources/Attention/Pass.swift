internal import CVectorMath
internal import LinearAlgebra

/// The work on one part of the samples: forward, loss, backward, block by block.
///
/// Everything it writes belongs to its part, so that parts can run on any thread.
@safe
struct Pass {
  let loss: PromptAttentionLoss
  let trajectories: Int
  let columns: Int
  /// 1/N.
  let scale: Double
  let rightHandSides: UnsafeMutablePointer<Double>
  let gradients: UnsafeMutablePointer<Double>
  let losses: UnsafeMutablePointer<Double>
  /// Scratch, handed out from the front by `init`.
  let block: UnsafeMutablePointer<Double>
  let logits: UnsafeMutablePointer<Double>
  let values: UnsafeMutablePointer<Double>
  let change: UnsafeMutablePointer<Double>
  let difference: UnsafeMutablePointer<Double>
  let centre: UnsafeMutablePointer<Double>
  let offset: UnsafeMutablePointer<Double>
  let output: UnsafeMutablePointer<Double>
  let slope: UnsafeMutablePointer<Double>

  init(
    loss: PromptAttentionLoss, workspace: PromptAttentionWorkspace, part: Int, trajectories: Int,
    scale: Double
  ) {
    self.loss = loss
    self.trajectories = trajectories
    self.scale = scale
    columns = loss.rightHandSides * trajectories
    unsafe rightHandSides = workspace.rightHandSides.pointer
    unsafe gradients = workspace.partialGradients.pointer + part * workspace.rightHandSides.count
    unsafe losses = workspace.partialLosses.pointer + part * workspace.trajectories
    let (n, m) = (loss.tokens, loss.outputs)
    let wide = m * trajectories
    var free = unsafe workspace.scratch.pointer + part * workspace.scratchPerPart
    func take(_ count: Int) -> UnsafeMutablePointer<Double> {
      defer { unsafe free += count }
      return unsafe free
    }
    unsafe logits = take(n)
    unsafe values = take(n * m)
    unsafe change = take(n * m)
    unsafe difference = take(n)
    unsafe centre = take(wide)
    unsafe offset = take(wide)
    unsafe output = take(wide)
    unsafe slope = take(wide)
    unsafe block = free
  }

  /// Runs over `samples`, positions in `chosen` if a batch is given.
  mutating func run(_ samples: Range<Int>, chosen: [Int]?) {
    unsafe gradients.update(repeating: 0, count: columns * loss.width)
    unsafe losses.update(repeating: 0, count: trajectories)
    if trajectories < PromptAttentionLoss.batchThreshold {
      for position in samples {
        let sample = chosen?[position] ?? position
        for b in 0..<trajectories { advance(sample, trajectory: b) }
      }
    } else if let chosen {
      for position in samples { advanceTogether(chosen[position]..<chosen[position] + 1) }
    } else {
      var first = samples.lowerBound
      while first < samples.upperBound {
        let last = min(first + loss.samplesPerBlock, samples.upperBound)
        advanceTogether(first..<last)
        first = last
      }
    }
  }

  // MARK: One trajectory

  /// Forward and backward through one sample, products by rows.
  private func advance(_ sample: Int, trajectory b: Int) {
    let (n, m, width) = (loss.tokens, loss.outputs, loss.width)
    let x = unsafe loss.rows.pointer + sample * n * width
    let trained = loss.trained == .promptAndValue
    let moving = loss.arithmetic == .absolute ? unsafe values : unsafe change
    unsafe rowProducts(x, b, moving)
    if loss.arithmetic == .absolute, !trained {
      unsafe loss.valuesByOutput.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        unsafe values.update(from: base + sample * n * m, count: n * m)
      }
    }
    attend(sample, trajectory: b)
    // The products' gradients: logits from `logits`, value by value from `values`.
    for pair in stride(from: 0, to: trained ? 1 + m : 1, by: 2) {
      let second = pair + 1 < (trained ? 1 + m : 1)
      unsafe vector_math_accumulate_rows(
        n, width, x, pair == 0 ? logits : values + (pair - 1) * n, second ? values + pair * n : nil,
        gradients + (pair * trajectories + b) * width,
        second ? gradients + ((pair + 1) * trajectories + b) * width : nil)
    }
  }

  /// Logits into `logits`, X·(values or their change) into `moving`, two right-hand sides at a time.
  private func rowProducts(_ x: UnsafePointer<Double>, _ b: Int, _ moving: UnsafeMutablePointer<Double>) {
    let (n, width, count) = (loss.tokens, loss.width, loss.rightHandSides)
    for pair in stride(from: 0, to: count, by: 2) {
      let second = pair + 1 < count
      unsafe vector_math_dot_rows(
        n, width, x, rightHandSides + (pair * trajectories + b) * width,
        second ? rightHandSides + ((pair + 1) * trajectories + b) * width : nil,
        pair == 0 ? logits : moving + (pair - 1) * n, second ? moving + pair * n : nil)
    }
  }

  /// From logits and values (or their changes) of one sample and trajectory to its loss and the gradients in both,
  /// which replace them.
  private func attend(_ sample: Int, trajectory b: Int) {
    let (n, m) = (loss.tokens, loss.outputs)
    let trained = loss.trained == .promptAndValue
    if let reference = loss.reference {
      unsafe reference.weights.withUnsafeBufferPointer { weights in
        unsafe reference.logWeights.withUnsafeBufferPointer { logWeights in
          unsafe loss.valuesByOutput.withUnsafeBufferPointer { fixed in
            guard let weights = weights.baseAddress, let logWeights = logWeights.baseAddress,
              let fixed = fixed.baseAddress
            else { return }
            unsafe vector_math_attend_relative(
              n, m, logits, weights + sample * n, logWeights + sample * n, reference.dominant[sample],
              fixed + sample * n * m, trained ? change : nil, difference, values, offset, slope)
          }
        }
      }
      for o in 0..<m {
        let residual = unsafe slope[o]
        unsafe losses[b] += 0.5 * residual * residual
        unsafe slope[o] = residual * scale
      }
    } else {
      unsafe vector_math_attend(n, m, logits, values, offset, output)
      unsafe applyHead(sample, trajectory: b, stride: 1, output, slope)
    }
    unsafe vector_math_attend_gradient(n, m, logits, values, offset, slope, trained ? 1 : 0)
  }

  /// The loss of one sample and its slope in the outputs, over N.
  @inline(__always)
  private func applyHead(
    _ sample: Int, trajectory b: Int, stride: Int, _ output: UnsafeMutablePointer<Double>,
    _ slope: UnsafeMutablePointer<Double>
  ) {
    let m = loss.outputs
    unsafe loss.labels.withUnsafeBufferPointer { labels in
      guard let labels = labels.baseAddress else { return }
      unsafe losses[b] += loss.head.loss(
        output, labels + sample * m, outputs: m, stride: stride, slope: slope)
    }
    for o in 0..<m { unsafe slope[o * stride] *= scale }
  }

  // MARK: Many trajectories

  /// Forward and backward through a block of samples, products by BLAS.
  private func advanceTogether(_ samples: Range<Int>) {
    let (n, width) = (loss.tokens, loss.width)
    let rows = samples.count * n
    let x = unsafe loss.rows.pointer + samples.lowerBound * n * width
    // One row of `block` for each token: [logits | values] of all trajectories.
    unsafe BLAS.multiply(
      .transposed, .plain, columns, rows, loss.features, rightHandSides, width, x, width, adding: 0,
      into: block, columns)
    for sample in samples {
      let z = unsafe block + (sample - samples.lowerBound) * n * columns
      if loss.reference == nil {
        unsafe attendTogether(sample, z)
      } else {
        for b in 0..<trajectories { unsafe attendApart(sample, trajectory: b, z) }
      }
    }
    unsafe BLAS.multiply(
      .plain, .transposed, loss.features, columns, rows, x, width, block, columns, adding: 1,
      into: gradients, width)
  }

  /// From the logits and values of one sample to the gradients in both, all trajectories side by side.
  private func attendTogether(_ sample: Int, _ z: UnsafeMutablePointer<Double>) {
    let (n, m) = (loss.tokens, loss.outputs)
    unsafe loss.valuesByToken.withUnsafeBufferPointer { fixed in
      var shared = fixed.baseAddress
      if loss.trained == .promptAndValue {
        unsafe shared = nil
      } else if let base = unsafe shared {
        unsafe shared = base + sample * n * m
      }
      unsafe vector_math_attend_batch(
        n, m, trajectories, columns, z, shared, centre, offset, output)
      for b in 0..<trajectories {
        unsafe applyHead(sample, trajectory: b, stride: trajectories, output + b, slope + b)
      }
      unsafe vector_math_attend_batch_gradient(n, m, trajectories, columns, z, shared, centre, offset, slope)
    }
  }

  /// The same for one trajectory of the block, gathered and put back.
  private func attendApart(_ sample: Int, trajectory b: Int, _ z: UnsafeMutablePointer<Double>) {
    let (n, count) = (loss.tokens, loss.rightHandSides)
    for a in 0..<n {
      let row = unsafe z + a * columns + b
      unsafe logits[a] = row[0]
      for r in 1..<max(count, 1) { unsafe change[(r - 1) * n + a] = row[r * trajectories] }
    }
    attend(sample, trajectory: b)
    for a in 0..<n {
      let row = unsafe z + a * columns + b
      unsafe row[0] = logits[a]
      for r in 1..<max(count, 1) { unsafe row[r * trajectories] = values[(r - 1) * n + a] }
    }
  }
}
