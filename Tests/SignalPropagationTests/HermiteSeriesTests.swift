import Testing

@testable import SignalPropagation

@Suite("HermiteSeries")
struct HermiteSeriesTests {
  /// Two routes: a series in c, and an integral over c of a double average.
  @Test(arguments: [1e-8, 4, 30])
  func agreesWithTheKernel(_ q: Double) {
    let series = HermiteSeries(variance: q)
    let moments = ActivationMoments(.tanh, variance: q)
    for c in [-0.6, 0, 0.5, 0.999, 1] {
      let kernel = TanhKernel(q, q, cosine: c)
      #expect(abs(q * series.value(at: c) - kernel.value) < 1e-13)
      #expect(relativeError(series.derivative(at: c), kernel.derivative) < 1e-11)
    }
    #expect(relativeError(series.secant(at: 1), moments.meanSquareSlope) < 1e-12)
    let excess = moments.meanSquareSlope - moments.meanSquare / q
    #expect(abs(series.poincareExcess - excess) < 1e-14)
  }

  /// At q = 0 the activation is linear.
  @Test func theLinearLimit() {
    let series = HermiteSeries(variance: 0)
    #expect(abs(series.value(at: 0.3) - 0.3) < 1e-15 && abs(series.derivative(at: 0.3) - 1) < 1e-14)
    #expect(abs(series.secant(at: 0.3) - 1) < 1e-15 && series.poincareExcess < 1e-15)
  }
}
