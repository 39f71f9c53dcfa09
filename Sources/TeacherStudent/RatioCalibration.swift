internal import Foundation
internal import LinearAlgebra

/// The scale of a teacher's prompt at which the mean attention ratio has a wanted value.
public enum RatioCalibration {
  /// The c > 0 at which samples with logit ranges c·R_i have the wanted mean ratio.
  ///
  /// `meanLog10Ratio`: c = log r / mean R. `log10MeanRatio`: the root of g(c) = log r with
  ///
  ///     g(c) = log((1/N) Σ exp(c·R_i)),
  ///
  /// which is convex and increasing, and lies between c·mean R (Jensen) and c·max R. Newton's method
  /// from c = log r / mean R therefore descends to the root without ever crossing it; everything is in
  /// logarithms, so 1e300 is as easy as 10. The result reproduces log r to about 1e-15 relative.
  ///
  /// - Parameters:
  ///   - ranges: max z − min z of each sample at c = 1, finite and not all zero.
  ///   - ratio: r, finite and above 1.
  ///   - convention: Which mean of the ratios it is.
  /// - Complexity: N exponentials an iteration, some ten iterations.
  public static func scale(
    ranges: [Double], ratio: Double, convention: RatioConvention
  ) throws(DatasetError) -> Double {
    guard ratio.isFinite, ratio > 1 else {
      throw .invalidValue(key: "teacherRatio", value: "\(ratio)", requirement: "finite and above 1")
    }
    let meanRange = ranges.mean
    guard meanRange > 0, meanRange.isFinite else { throw .constantLogits(ratio: ratio) }
    let target = log(ratio)
    var scale = target / meanRange
    guard convention == .log10MeanRatio else { return scale }
    // Monotone descent ends when rounding stops it; the bound on the loop is never met.
    for _ in 0..<200 {
      let (value, slope) = logMeanExponential(ranges, scale: scale)
      let next = scale - (value - target) / slope
      guard next < scale else { break }
      scale = next
    }
    return scale
  }
}
