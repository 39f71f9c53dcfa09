internal import Foundation
public import Testing

/// Tests too slow for every run: they run where the environment says `SOFTMAXLAB_SLOW_TESTS=1`.
///
///     @Test(.slow) func theWholeProblem() { … }
extension Trait where Self == ConditionTrait {
  /// Enabled by `SOFTMAXLAB_SLOW_TESTS=1`.
  public static var slow: Self {
    .enabled("slow: set SOFTMAXLAB_SLOW_TESTS=1 to run it") {
      ProcessInfo.processInfo.environment["SOFTMAXLAB_SLOW_TESTS"] == "1"
    }
  }
}
