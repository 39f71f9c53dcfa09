internal import CWorkerPool

/// Loops over a fixed partition, on persistent worker threads.
///
/// Results must not depend on how many threads there are: let iteration `i` write only what belongs
/// to `i`, and reduce in index order afterwards. A loop started inside another one, or while
/// another thread runs one, is done by its caller alone.
public enum Parallel {
  /// The number of threads loops use, the caller's included: 1 … 256, values beyond are clamped.
  ///
  /// All processors available to the process unless set.
  public static var threads: Int {
    get { Int(worker_pool_threads()) }
    set { worker_pool_set_threads(CInt(clamping: newValue)) }
  }

  /// Calls `body` once for each index in `0..<count`, in unspecified order, and returns when all are done.
  ///
  /// - Complexity: below 1 µs beside the work while the workers are awake, 5 to 20 µs to wake them after
  ///   0.3 ms of idleness; the closure is copied to the heap, which ``forEach(_:task:)`` does not need.
  public static func forEach(_ count: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { forEach(count, task: ClosureTask(body: $0)) }
  }

  /// Runs `task` once for each index in `0..<count`, in unspecified order, and returns when all are done.
  ///
  /// - Complexity: As above; no allocation.
  public static func forEach(_ count: Int, task: some ParallelTask) {
    unsafe withUnsafePointer(to: task) { pointer in
      // One word, so that the existential holds it without a box.
      var erased: any ParallelTask = unsafe TaskReference(task: pointer)
      unsafe withUnsafeMutablePointer(to: &erased) { erased in
        unsafe worker_pool_run(
          count,
          { context, index in
            guard let context = unsafe context else { return }
            unsafe context.assumingMemoryBound(to: (any ParallelTask).self).pointee.run(index)
          }, erased)
      }
    }
  }
}

/// Sendable by the rule of ``Parallel`` that an iteration writes only what belongs to it.
private struct ClosureTask: ParallelTask, @unchecked Sendable {
  let body: (Int) -> Void
  func run(_ index: Int) { body(index) }
}

/// Sendable as the task it points at, which outlives the loop.
@safe
private struct TaskReference<Task: ParallelTask>: ParallelTask, @unchecked Sendable {
  let task: UnsafePointer<Task>
  func run(_ index: Int) { unsafe task.pointee.run(index) }
}
