import Experiments
import Testing

@Suite struct LinearFitTests {
  @Test func recoversALine() {
    let x = [0.0, 1, 2, 5, 9]
    let fit = LinearFit(x, x.map { 3 - 0.25 * $0 })
    #expect(abs(fit.slope + 0.25) < 1e-14)
    #expect(abs(fit.intercept - 3) < 1e-14)
    #expect(abs(fit.determination - 1) < 1e-14)
  }

  @Test func residualsAreOrthogonalToTheLine() {
    let (x, y) = ([1.0, 2, 3, 4, 7], [2.0, -1, 0.5, 3, 3])
    let fit = LinearFit(x, y)
    let residuals = zip(x, y).map { $1 - fit.intercept - fit.slope * $0 }
    #expect(abs(residuals.reduce(0, +)) < 1e-13)
    #expect(abs(zip(residuals, x).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-13)
    #expect(fit.determination > 0 && fit.determination < 1)
  }

  @Test func aFlatLineIsOne() {
    #expect(LinearFit([1, 2, 3], [4, 4, 4]).determination == 1)
  }
}
