internal import CVectorMath
public import LinearAlgebra
public import Objectives
internal import TeacherStudent

/// One lockstep evaluation: loss and gradient of every column in a single pass over the tokens.
///
/// Samples are cut into fixed parts, parts into blocks that fit in cache; a block is used for the forward
/// and the backward product before the next one is touched, so the tokens are read from memory once.
extension PromptAttentionLoss: SampledObjective {
  /// The length of the parameter vector: d, or d·(1 + m) with the values.
  public var dimension: Int { features * rightHandSides }

  /// Writes the mean loss over all samples and its gradient for each column.
  ///
  /// - Complexity: 4·N·n·d flops for each right-hand side (logits, and m values if trained) and trajectory,
  ///   plus 4·d² with a dense key matrix; N·n·d doubles are read. No allocation.
  public func evaluate(
    _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix,
    workspace: inout PromptAttentionWorkspace
  ) {
    evaluate(parameters, chosen: nil, losses: &losses, gradients: &gradients, workspace: workspace)
  }

  /// As above over the named samples only.
  public func evaluate(
    _ parameters: Matrix, samples: [Int], losses: inout [Double], gradients: inout Matrix,
    workspace: inout PromptAttentionWorkspace
  ) {
    precondition(!samples.isEmpty, "a batch needs a sample")
    precondition(samples.allSatisfy { (0..<sampleCount).contains($0) }, "sample index out of range")
    evaluate(parameters, chosen: samples, losses: &losses, gradients: &gradients, workspace: workspace)
  }

  private func evaluate(
    _ parameters: Matrix, chosen: [Int]?, losses: inout [Double], gradients: inout Matrix,
    workspace: PromptAttentionWorkspace
  ) {
    let trajectories = parameters.columns
    precondition(parameters.rows == dimension, "the parameters do not have the loss's dimension")
    precondition(workspace.shape == shape, "the workspace is for a loss of another shape")
    precondition(trajectories <= workspace.trajectories, "the workspace is for fewer trajectories")
    precondition(losses.count >= trajectories, "losses must hold one value a column")
    precondition(
      gradients.rows == dimension && gradients.columns >= trajectories, "gradients must hold every column")
    let columns = rightHandSides * trajectories
    fillRightHandSides(parameters, workspace)

    let partition =
      chosen.map { SamplePartition(sampleCount: $0.count, atMost: self.partition.partCount) }
      ?? self.partition
    let pass = Pass(
      loss: self, workspace: workspace, partition: partition, chosen: chosen, trajectories: trajectories)
    unsafe withUnsafePointer(to: pass) {
      Parallel.forEach(partition.partCount, task: unsafe EvaluationOfParts(pass: $0))
    }

    for b in 0..<trajectories {
      var sum = 0.0
      for part in 0..<partition.partCount {
        sum += unsafe workspace.partialLosses.pointer[part * workspace.trajectories + b]
      }
      losses[b] = sum / Double(partition.sampleCount)
    }
    reduceGradients(columns, parts: partition.partCount, workspace)
    writeGradients(trajectories, workspace, into: &gradients)
  }

  /// The columns [W p | V_1 | … | V_m], each for all trajectories.
  private func fillRightHandSides(_ parameters: Matrix, _ workspace: PromptAttentionWorkspace) {
    let (d, trajectories) = (features, parameters.columns)
    let target = unsafe workspace.rightHandSides.pointer
    unsafe parameters.storage.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      switch keyMatrix {
      case .identity:
        for b in 0..<trajectories {
          unsafe (target + b * width).update(from: source + b * dimension, count: d)
        }
      case .dense(let matrix):
        unsafe matrix.storage.withUnsafeBufferPointer { matrix in
          guard let matrix = matrix.baseAddress else { return }
          unsafe BLAS.multiply(
            .plain, .plain, d, trajectories, d, matrix, d, source, dimension, adding: 0, into: target, width)
        }
      }
      for r in 1..<max(rightHandSides, 1) {
        for b in 0..<trajectories {
          unsafe (target + (r * trajectories + b) * width)
            .update(from: source + b * dimension + r * d, count: d)
        }
      }
    }
  }

  /// Sums the parts' gradients in their order.
  private func reduceGradients(_ columns: Int, parts: Int, _ workspace: PromptAttentionWorkspace) {
    let (source, target) = unsafe (workspace.partialGradients.pointer, workspace.gradients.pointer)
    let task = unsafe SumOverParts(
      source: source, target: target, length: width, stride: workspace.rightHandSides.count, parts: parts)
    if columns * width * parts > 1 << 15 {
      Parallel.forEach(columns, task: task)
    } else {
      for column in 0..<columns { task.run(column) }
    }
  }

  /// The gradient in p is Wᵀ(Xᵀg); those in V stand ready.
  private func writeGradients(
    _ trajectories: Int, _ workspace: PromptAttentionWorkspace, into gradients: inout Matrix
  ) {
    let d = features
    let source = unsafe workspace.gradients.pointer
    unsafe gradients.storage.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      switch keyMatrix {
      case .identity:
        for b in 0..<trajectories {
          unsafe (target + b * dimension).update(from: source + b * width, count: d)
        }
      case .dense(let matrix):
        unsafe matrix.storage.withUnsafeBufferPointer { matrix in
          guard let matrix = matrix.baseAddress else { return }
          unsafe BLAS.multiply(
            .transposed, .plain, d, trajectories, d, matrix, d, source, width, adding: 0, into: target,
            dimension)
        }
      }
      for r in 1..<max(rightHandSides, 1) {
        for b in 0..<trajectories {
          unsafe (target + b * dimension + r * d)
            .update(from: source + (r * trajectories + b) * width, count: d)
        }
      }
    }
  }
}

/// The pass as a parallel loop, by reference.
///
/// Sendable, for each part has buffers of its own within the workspace.
@safe
private struct EvaluationOfParts: ParallelTask, @unchecked Sendable {
  let pass: UnsafePointer<Pass>

  func run(_ part: Int) { unsafe pass.pointee.run(part) }
}

/// The sum of one column of the parts' gradients, in the parts' order.
///
/// Sendable, for each column is written by one thread.
@safe
private struct SumOverParts: ParallelTask, @unchecked Sendable {
  let source: UnsafePointer<Double>
  let target: UnsafeMutablePointer<Double>
  let length: Int
  let stride: Int
  let parts: Int

  func run(_ column: Int) {
    let sum = unsafe target + column * length
    unsafe sum.update(from: source + column * length, count: length)
    for part in 1..<max(parts, 1) {
      let partial = unsafe source + part * stride + column * length
      for k in 0..<length { unsafe sum[k] += partial[k] }
    }
  }
}
