internal import CVectorMath

/// The buffers of one lockstep evaluation, made by ``PromptAttentionLoss``.
///
/// Copies share their buffers, so that only one of them may be in use at a time: the type is not `Sendable`, and
/// neither is a descent that holds one.
public struct PromptAttentionWorkspace {
  /// The sizes of a loss that its buffers follow.
  struct Shape: Equatable, Sendable {
    let samples, tokens, width, outputs, rightHandSides: Int

    /// How many samples form a block where rows are multiplied without BLAS: as many as stay in the L1 cache
    /// between forward and backward, and as the kernel reduces together. Several outputs want their values
    /// together, sample by sample.
    var samplesPerRowBlock: Int {
      outputs > 1 ? 1 : max(1, min(Int(vector_math_lane_count), 4096 / (tokens * width)))
    }

    /// Logits of such a block.
    var rowScratch: Int { samplesPerRowBlock * tokens }

    /// One number for each output of every trajectory, or for every sample of a row block.
    func wideScratch(_ trajectories: Int) -> Int { max(outputs * trajectories, Int(vector_math_lane_count)) }
  }

  let shape: Shape
  let trajectories: Int
  /// Right-hand sides of the pass over the data, [W p, V] of every trajectory: `width` × columns.
  let rightHandSides: AlignedBuffer
  /// Xᵀ·(their gradients), a copy for each part of the samples.
  let partialGradients: AlignedBuffer
  /// Their sum.
  let gradients: AlignedBuffer
  let partialLosses: AlignedBuffer
  /// Scratch of each part.
  let scratch: AlignedBuffer
  let scratchPerPart: Int
}

extension PromptAttentionLoss {
  /// What a workspace must be made for.
  var shape: PromptAttentionWorkspace.Shape {
    PromptAttentionWorkspace.Shape(
      samples: sampleCount, tokens: tokens, width: width, outputs: outputs, rightHandSides: rightHandSides)
  }

  /// Samples whose rows take about this many doubles form a block of a lockstep pass: half of a common L2 cache.
  static let blockCapacity = 1 << 16

  /// With fewer trajectories than this the rows are multiplied without BLAS.
  static let batchThreshold = 8

  /// How many samples form a block of the lockstep pass.
  var samplesPerBlock: Int { max(1, Self.blockCapacity / (tokens * width)) }

  /// Makes the buffers for up to `trajectories` columns.
  public func makeWorkspace(trajectories: Int) -> PromptAttentionWorkspace {
    let columns = rightHandSides * trajectories
    let parts = partition.partCount
    let longestPart = (sampleCount + parts - 1) / parts
    let block = min(samplesPerBlock, longestPart) * tokens * columns
    // See Pass: logits, values and their changes of a row block, one sample's differences; centres, sums, offsets,
    // outputs and slopes of every trajectory; the block of a lockstep pass.
    let single = shape.rowScratch * (1 + 2 * outputs) + tokens
    let perSample = 5 * shape.wideScratch(trajectories)
    let scratchPerPart = paddedWidth(block + single + perSample)
    return PromptAttentionWorkspace(
      shape: shape, trajectories: trajectories,
      rightHandSides: AlignedBuffer(count: width * columns),
      partialGradients: AlignedBuffer(count: width * columns * parts),
      gradients: AlignedBuffer(count: width * columns),
      partialLosses: AlignedBuffer(count: trajectories * parts),
      scratch: AlignedBuffer(count: scratchPerPart * parts), scratchPerPart: scratchPerPart)
  }
}
