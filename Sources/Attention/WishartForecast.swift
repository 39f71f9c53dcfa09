internal import Foundation
public import LinearAlgebra
internal import Randomness

/// The condition number of Σ_i w_i² z_i z_iᵀ with independent z_i ~ N(0, I), foretold from the scales w_i alone.
///
/// On the complement of query and value the gradients of normal tokens are |J_i u_i|·z_i with z_i independent of
/// |J_i u_i|: their second moment is a weighted Wishart matrix. Its law is sampled rather than approximated by the
/// edges of its limiting density (Silverstein and Choi 1995): where few weights dominate, those are far off.
///
/// ``log10ConditionNumber`` is known to ``standardError``; a single data set lies ``standardDeviation`` around it.
public struct WishartForecast: Codable, Equatable, Sendable {
  /// The mean of log10 κ.
  public let log10ConditionNumber: Double
  /// The standard deviation of log10 κ: how far one data set is from the mean.
  public let standardDeviation: Double
  /// The number of draws.
  public let draws: Int
  /// The standard error of the mean.
  public var standardError: Double { standardDeviation / Double(draws).squareRoot() }

  /// Draws the matrix again and again, always the same for one seed.
  ///
  /// - Parameters:
  ///   - scales: The w_i, not negative; at least `dimension` of them positive, else κ is infinite.
  ///   - dimension: The length of the z_i.
  ///   - draws: How many matrices, at least two.
  ///   - seed: Of the z_i.
  /// - Complexity: N·dimension normal numbers and O(N·dimension²) a draw, shared between threads.
  public init(
    scales: [Double], dimension: Int, draws: Int = 64, seed: UInt64 = 0
  ) throws(LinearAlgebraError) {
    precondition(dimension > 0 && draws > 1, "a forecast needs a dimension and two draws")
    precondition(scales.allSatisfy { $0 >= 0 && $0.isFinite }, "scales are finite and not negative")
    // κ does not depend on the unit of the scales.
    let unit = scales.maximumMagnitude
    let positive = scales.filter { $0 > 0 }.map { $0 / unit }
    let stream = RandomStream(seed: seed, name: "wishart forecast")
    let outcomes = Parallel.map(draws) { draw in
      Result { () throws(LinearAlgebraError) in
        var part = stream.substream("\(draw)")
        return try Self.log10ConditionNumber(positive, dimension, &part)
      }
    }
    var values: [Double] = []
    for outcome in outcomes { values.append(try outcome.get()) }
    let mean = values.mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
    self.log10ConditionNumber = mean
    self.standardDeviation = variance.squareRoot()
    self.draws = draws
  }

  /// One draw.
  private static func log10ConditionNumber(
    _ scales: [Double], _ dimension: Int, _ stream: inout RandomStream
  ) throws(LinearAlgebraError) -> Double {
    guard scales.count >= dimension else { return .infinity }
    var columns = Matrix(rows: dimension, columns: scales.count)
    stream.fillNormal(&columns.storage)
    for (i, scale) in scales.enumerated() {
      for k in 0..<dimension { columns[k, i] *= scale }
    }
    var values = try columns.singularValues()
    // The fast route has an error of order ε·σ₀: good enough for a mean to 1e-2 unless the scales are graded.
    if values[dimension - 1] < 1e-10 * values[0] { values = try columns.jacobiSingularValues() }
    return 2 * log10(values[0] / values[dimension - 1])
  }
}
