internal import CVectorMath
internal import LinearAlgebra

/// One evaluation over the parts of the samples: forward, loss, backward, block by block.
///
/// Everything a part writes belongs to it, so that parts can run on any thread.
/// Not copyable, since a copy for each part would count the references to all buffers up and down in every thread.
struct Pass: ~Copyable {
  let loss: PromptAttentionLoss
  let workspace: PromptAttentionWorkspace
  let partition: SamplePartition
  /// The samples of a batch; all if nil.
  let chosen: [Int]?
  let trajectories: Int

  private var columns: Int { loss.rightHandSides * trajectories }
  private var trained: Bool { loss.trained == .promptAndValue }

  /// Runs over the samples of one part.
  func run(_ index: Int) {
    let samples = partition.samples(ofPart: index)
    let alone = trajectories < PromptAttentionLoss.batchThreshold
    let shape = workspace.shape
    let part = unsafe Part(
      gradients: workspace.partialGradients.pointer + index * workspace.rightHandSides.count,
      losses: workspace.partialLosses.pointer + index * workspace.trajectories,
      scratch: workspace.scratch.pointer + index * workspace.scratchPerPart, row: shape.rowScratch,
      wide: shape.wideScratch(workspace.trajectories), tokens: shape.tokens, outputs: shape.outputs)
    // BLAS overwrites them with the first block's.
    if alone { unsafe part.gradients.update(repeating: 0, count: columns * loss.width) }
    unsafe part.losses.update(repeating: 0, count: trajectories)
    if let chosen {
      for position in samples {
        let block = chosen[position]..<chosen[position] + 1
        if alone {
          advance(block, part)
        } else {
          advanceTogether(block, part, first: position == samples.lowerBound)
        }
      }
      return
    }
    let length = alone ? loss.shape.samplesPerRowBlock : loss.samplesPerBlock
    var first = samples.lowerBound
    while first < samples.upperBound {
      let block = first..<min(first + length, samples.upperBound)
      if alone {
        advance(block, part)
      } else {
        advanceTogether(block, part, first: first == samples.lowerBound)
      }
      first = block.upperBound
    }
  }

  // MARK: One trajectory

  /// Forward and backward through a block of samples for each trajectory, products by rows.
  private func advance(_ samples: Range<Int>, _ part: Part) {
    let (n, m, width) = (loss.tokens, loss.outputs, loss.width)
    let rows = samples.count * n
    let x = unsafe loss.rows.pointer + samples.lowerBound * n * width
    let right = unsafe workspace.rightHandSides.pointer
    let count = loss.rightHandSides
    let moving = loss.arithmetic == .absolute ? unsafe part.values : unsafe part.change
    for b in 0..<trajectories {
      // Logits, and X·(values or their change), two right-hand sides at a time.
      for pair in stride(from: 0, to: count, by: 2) {
        let second = pair + 1 < count
        unsafe vector_math_dot_rows(
          rows, width, x, right + (pair * trajectories + b) * width,
          second ? right + ((pair + 1) * trajectories + b) * width : nil,
          pair == 0 ? part.logits : moving + (pair - 1) * rows, second ? moving + pair * rows : nil)
      }
      if loss.arithmetic == .absolute, m == 1, n >= Int(vector_math_lane_count) {
        attendSamples(samples, trajectory: b, part)
      } else {
        for sample in samples {
          attend(sample, trajectory: b, part, at: (sample - samples.lowerBound) * n)
        }
      }
      // The products' gradients: logits from `logits`, value by value from `values`.
      for pair in stride(from: 0, to: count, by: 2) {
        let second = pair + 1 < count
        unsafe vector_math_accumulate_rows(
          rows, width, x, pair == 0 ? part.logits : part.values + (pair - 1) * rows,
          second ? part.values + pair * rows : nil, part.gradients + (pair * trajectories + b) * width,
          second ? part.gradients + ((pair + 1) * trajectories + b) * width : nil)
      }
    }
  }

  /// From logits and values of a block of samples with one output to its loss and the gradients in both.
  private func attendSamples(_ samples: Range<Int>, trajectory b: Int, _ part: Part) {
    let (n, count) = (loss.tokens, samples.count)
    unsafe loss.valuesByOutput.withUnsafeBufferPointer { fixed in
      var values = unsafe UnsafePointer(part.values)
      if !trained, let base = fixed.baseAddress { unsafe values = base + samples.lowerBound * n }
      unsafe vector_math_attend_samples(
        count, n, part.logits, values, part.centre, part.scale, part.offset, part.output)
      unsafe loss.labels.withUnsafeBufferPointer { labels in
        guard let labels = labels.baseAddress else { return }
        for i in 0..<count {
          unsafe part.losses[b] += loss.head.loss(
            part.output + i, labels + samples.lowerBound + i, outputs: 1, stride: 1, slope: part.slope + i)
          unsafe part.slope[i] *= scale
        }
      }
      unsafe vector_math_attend_samples_gradient(
        count, n, part.logits, values, trained ? part.values : nil, part.centre, part.scale, part.offset,
        part.slope)
    }
  }

  /// 1/N.
  private var scale: Double { 1 / Double(partition.sampleCount) }

  /// From logits and values (or their changes) of one sample and trajectory to its loss and the gradients in both,
  /// which replace them; the sample's numbers begin at `start` of logits and values.
  private func attend(_ sample: Int, trajectory b: Int, _ part: Part, at start: Int) {
    let (n, m) = (loss.tokens, loss.outputs)
    let (logits, values, change) = unsafe (part.logits + start, part.values + start, part.change + start)
    if let reference = loss.reference {
      unsafe reference.weights.withUnsafeBufferPointer { weights in
        unsafe reference.logWeights.withUnsafeBufferPointer { logWeights in
          unsafe loss.valuesByOutput.withUnsafeBufferPointer { fixed in
            guard let weights = weights.baseAddress, let logWeights = logWeights.baseAddress,
              let fixed = fixed.baseAddress
            else { return }
            unsafe vector_math_attend_relative(
              n, m, logits, weights + sample * n, logWeights + sample * n, reference.dominant[sample],
              fixed + sample * n * m, trained ? change : nil, part.difference, values, part.offset,
              part.slope)
          }
        }
      }
      for o in 0..<m {
        var residual = unsafe part.slope[o]
        if !reference.residuals.isEmpty { residual += reference.residuals[sample * m + o] }
        unsafe part.losses[b] += 0.5 * residual * residual
        unsafe part.slope[o] = residual * scale
      }
    } else {
      if !trained {
        unsafe loss.valuesByOutput.withUnsafeBufferPointer {
          guard let base = $0.baseAddress else { return }
          unsafe values.update(from: base + sample * n * m, count: n * m)
        }
      }
      unsafe vector_math_attend(n, m, logits, values, part.offset, part.output)
      applyHead(sample, part, 0, stride: 1, of: b)
    }
    unsafe vector_math_attend_gradient(n, m, logits, values, part.offset, part.slope, trained ? 1 : 0)
  }

  /// The loss of one sample and its slope in the outputs, over N; both begin at `start`.
  @inline(__always)
  private func applyHead(_ sample: Int, _ part: Part, _ start: Int, stride: Int, of trajectory: Int) {
    let m = loss.outputs
    let slope = unsafe part.slope + start
    unsafe loss.labels.withUnsafeBufferPointer { labels in
      guard let labels = labels.baseAddress else { return }
      unsafe part.losses[trajectory] += loss.head.loss(
        part.output + start, labels + sample * m, outputs: m, stride: stride, slope: slope)
    }
    for o in 0..<m { unsafe slope[o * stride] *= scale }
  }

  // MARK: Many trajectories

  /// Forward and backward through a block of samples, products by BLAS.
  private func advanceTogether(_ samples: Range<Int>, _ part: Part, first: Bool) {
    let (n, width) = (loss.tokens, loss.width)
    let rows = samples.count * n
    let x = unsafe loss.rows.pointer + samples.lowerBound * n * width
    // One row of `block` for each token: [logits | values] of all trajectories.
    unsafe BLAS.multiply(
      .transposed, .plain, columns, rows, loss.features, workspace.rightHandSides.pointer, width, x, width,
      adding: 0, into: part.block, columns)
    for sample in samples {
      let z = unsafe part.block + (sample - samples.lowerBound) * n * columns
      if loss.reference == nil {
        unsafe attendTogether(sample, z, part)
      } else {
        for b in 0..<trajectories { unsafe attendApart(sample, trajectory: b, z, part) }
      }
    }
    unsafe BLAS.multiply(
      .plain, .transposed, loss.features, columns, rows, x, width, part.block, columns, adding: first ? 0 : 1,
      into: part.gradients, width)
  }

  /// From the logits and values of one sample to the gradients in both, all trajectories side by side.
  private func attendTogether(_ sample: Int, _ z: UnsafeMutablePointer<Double>, _ part: Part) {
    let (n, m) = (loss.tokens, loss.outputs)
    unsafe loss.valuesByToken.withUnsafeBufferPointer { fixed in
      var shared = fixed.baseAddress
      if trained {
        unsafe shared = nil
      } else if let base = unsafe shared {
        unsafe shared = base + sample * n * m
      }
      unsafe vector_math_attend_batch(
        n, m, trajectories, columns, z, shared, part.centre, part.scale, part.offset, part.output)
      for b in 0..<trajectories { applyHead(sample, part, b, stride: trajectories, of: b) }
      unsafe vector_math_attend_batch_gradient(
        n, m, trajectories, columns, z, shared, part.centre, part.scale, part.offset, part.slope)
    }
  }

  /// The same for one trajectory of the block, gathered and put back.
  private func attendApart(
    _ sample: Int, trajectory b: Int, _ z: UnsafeMutablePointer<Double>, _ part: Part
  ) {
    let (n, count) = (loss.tokens, loss.rightHandSides)
    for a in 0..<n {
      let row = unsafe z + a * columns + b
      unsafe part.logits[a] = row[0]
      for r in 1..<max(count, 1) { unsafe part.change[(r - 1) * n + a] = row[r * trajectories] }
    }
    attend(sample, trajectory: b, part, at: 0)
    for a in 0..<n {
      let row = unsafe z + a * columns + b
      unsafe row[0] = part.logits[a]
      for r in 1..<max(count, 1) { unsafe row[r * trajectories] = part.values[(r - 1) * n + a] }
    }
  }
}
