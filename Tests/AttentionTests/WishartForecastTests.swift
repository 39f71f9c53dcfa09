import Attention
import Foundation
import LinearAlgebra
import Testing

@Suite struct WishartForecastTests {
  /// In one dimension every positive number has condition number 1.
  @Test func oneDimensionHasNoSpread() throws {
    let forecast = try WishartForecast(scales: [1, 0.5, 1e-9], dimension: 1)
    #expect(forecast.log10ConditionNumber == 0 && forecast.standardDeviation == 0)
  }

  /// In two dimensions with N equal weights P(κ > k) = (2√k/(1 + k))^{N−1} (Edelman 1988).
  @Test(arguments: [2, 5, 40]) func twoDimensionsAreEdelmans(_ samples: Int) throws {
    let forecast = try WishartForecast(
      scales: Array(repeating: 3, count: samples), dimension: 2, draws: 6000, seed: 7)
    // E log10 κ = ∫ P(log10 κ > y) dy, by the midpoint rule.
    let step = 1e-4
    let expected = (0..<200_000).reduce(0) { sum, k in
      let half = (Double(k) + 0.5) * step * log(10) / 2  // ½ ln κ
      return sum + step * pow(cosh(half), -Double(samples - 1))
    }
    #expect(abs(forecast.log10ConditionNumber - expected) < 4 * forecast.standardError)
    #expect(forecast.standardError < 0.015)
  }

  /// Many samples: the Marchenko–Pastur edges, (1 + √c)²/(1 − √c)² with c = dimension/N.
  @Test func equalWeightsTendToTheMarchenkoPasturEdges() throws {
    let forecast = try WishartForecast(scales: Array(repeating: 1, count: 4000), dimension: 40, draws: 8)
    let root = 0.1
    // The extremes lie inside by a Tracy–Widom shift of relative order N^{−2/3}.
    #expect(abs(forecast.log10ConditionNumber - 2 * log10((1 + root) / (1 - root))) < 0.02)
  }

  /// Only as many weights as dimensions: κ is that of a graded square matrix, however small the scales.
  @Test func unitsOfTheScalesDoNotMatter() throws {
    let scales = (0..<9).map { pow(10, -3 * Double($0)) }
    let forecast = try WishartForecast(scales: scales, dimension: 4, draws: 16, seed: 3)
    let small = try WishartForecast(scales: scales.map { $0 * 1e-250 }, dimension: 4, draws: 16, seed: 3)
    #expect(abs(forecast.log10ConditionNumber - small.log10ConditionNumber) < 1e-9)
    // log κ is 18 decades, 2·(3·3), and what the normal numbers add.
    #expect(abs(forecast.log10ConditionNumber - 18) < 3)
  }

  @Test func oneSeedIsOneForecast() throws {
    let scales = (1...12).map { 1 / Double($0) }
    let forecast = try WishartForecast(scales: scales, dimension: 3, draws: 10, seed: 5)
    #expect(try WishartForecast(scales: scales, dimension: 3, draws: 10, seed: 5) == forecast)
    #expect(try WishartForecast(scales: scales, dimension: 3, draws: 10, seed: 6) != forecast)
    // A weight of zero is no sample.
    #expect(try WishartForecast(scales: scales + [0, 0], dimension: 3, draws: 10, seed: 5) == forecast)
  }
}
