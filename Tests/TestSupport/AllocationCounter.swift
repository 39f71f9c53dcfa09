internal import CAllocationCounter

/// Counts the heap allocations of a piece of work on the calling thread.
public enum AllocationCounter {
  /// Whether allocations can be counted here: with glibc only.
  public static var isAvailable: Bool { allocation_counter_is_available() != 0 }

  /// Allocations of at least so many bytes count as large.
  public static let large = Int(allocation_counter_large)

  /// How many allocations the work makes; those of other threads do not count.
  public static func count(_ work: () throws -> Void) rethrows -> Int {
    let before = allocation_counter_count()
    try work()
    return allocation_counter_count() - before
  }

  /// How many large allocations the work makes.
  ///
  /// Unoptimised Swift allocates small frames of its own wherever generic code modifies in place; arrays are large.
  public static func countOfLarge(_ work: () throws -> Void) rethrows -> Int {
    let before = allocation_counter_large_count()
    try work()
    return allocation_counter_large_count() - before
  }

  /// How many allocations of the source's own the work makes: all of them in a release build, the large ones in a
  /// debug build.
  public static func countOfOwn(_ work: () throws -> Void) rethrows -> Int {
    #if DEBUG
    try countOfLarge(work)
    #else
    try count(work)
    #endif
  }
}
