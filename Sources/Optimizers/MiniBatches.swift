internal import Randomness

/// Seeded mini-batches: each step sees `size` samples, each epoch every sample once.
public struct MiniBatches: Codable, Equatable, Sendable {
  /// The number of samples of a batch; the last one of an epoch may be smaller.
  public var size: Int
  /// The seed of the order of the samples.
  public var seed: UInt64

  /// Batches of `size` samples in the order drawn from `seed`.
  public init(size: Int, seed: UInt64) {
    self.size = size
    self.seed = seed
  }
}

/// The samples each step of a descent with mini-batches sees.
///
/// Epoch e is a permutation drawn from the seed and e alone, so the batch of a step does not depend on
/// which steps came before, and a checkpoint need not carry it.
struct BatchSequence: Sendable {
  /// The samples of the step last selected.
  private(set) var samples: [Int] = []

  private let size: Int
  private let stream: RandomStream
  private var order: [Int]
  private var epoch = -1

  init(_ batches: MiniBatches, samples: Int) {
    size = batches.size
    stream = RandomStream(seed: batches.seed, name: "mini-batches")
    order = Array(0..<samples)
    self.samples.reserveCapacity(size)
  }

  /// Finds the samples of a step.
  ///
  /// - Complexity: The size of the batch; N draws where an epoch begins.
  mutating func select(_ step: Int) {
    let batchesPerEpoch = (order.count + size - 1) / size
    if step / batchesPerEpoch != epoch {
      epoch = step / batchesPerEpoch
      var stream = stream.substream("\(epoch)")
      order = stream.permutation(order.count)
    }
    let first = step % batchesPerEpoch * size
    samples.removeAll(keepingCapacity: true)
    samples.append(contentsOf: order[first..<min(first + size, order.count)])
  }
}
