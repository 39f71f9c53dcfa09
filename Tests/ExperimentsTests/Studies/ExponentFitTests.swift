import Experiments
import Randomness
import Testing

@Suite struct ExponentFitTests {
  private static let angles = (0..<30).map { (k: Int) -> Double in 0.2 * Double(k % 7 - 3) }
  private static let gradients = (0..<30).map { (k: Int) -> Double in
    0.2 * Double(k % 5 - 2) + 0.01 * Double(k)
  }

  private static func losses(_ form: (_ angle: Double, _ gradient: Double) -> Double) -> [Double] {
    zip(angles, gradients).map { form($0, $1) }
  }

  /// Losses of the form itself give its constants back, whichever exponent matters.
  @Test(arguments: [(0.5, 1.5, 2.0), (0.7, 0.02, 3), (1, 4, 0.9), (0.3, 1, 0)])
  func exactLosses(_ base: Double, _ angle: Double, _ gradient: Double) {
    let losses = Self.losses { base + max(angle * abs($0), gradient * abs($1)) }
    let fit = ExponentFit(angles: Self.angles, gradients: Self.gradients, losses: losses)
    for (i, loss) in losses.enumerated() {
      #expect(abs(fit(angle: Self.angles[i], gradient: Self.gradients[i]) - loss) < 1e-7)
    }
    #expect(abs(fit.base - base) < 1e-7)
    // Below that |λ_a| is nowhere the larger term.
    if angle > 0.1 { #expect(abs(fit.angleWeight - angle) < 1e-6) }
    // The planted fault: signs of exponents count for nothing, so that a signed form is not fitted.
    let signed = Self.losses { base + angle * $0 + gradient * $1 }
    let other = ExponentFit(angles: Self.angles, gradients: Self.gradients, losses: signed)
    let worst = signed.indices.map { (i: Int) -> Double in
      abs(other(angle: Self.angles[i], gradient: Self.gradients[i]) - signed[i])
    }
    #expect((worst.max() ?? 0) > 0.1)
  }

  /// No other constants near by, nor far away, have a smaller sum of squares.
  @Test func theSumOfSquaresIsLeast() {
    var stream = RandomStream(seed: 1, name: "losses")
    let losses = Self.losses { 1 + max(0.8 * abs($0), 1.1 * abs($1)) + 0.1 * stream.normal() }
    let fit = ExponentFit(angles: Self.angles, gradients: Self.gradients, losses: losses)
    func squares(_ base: Double, _ angle: Double, _ gradient: Double) -> Double {
      losses.indices.reduce(0) { sum, i in
        let forecast = base + max(angle * abs(Self.angles[i]), gradient * abs(Self.gradients[i]))
        return sum + (losses[i] - forecast) * (losses[i] - forecast)
      }
    }
    let least = squares(fit.base, fit.angleWeight, fit.gradientWeight)
    for _ in 0..<2000 {
      let scale = 0.3 * stream.uniform()
      let other = squares(
        fit.base + scale * stream.normal(), max(0, fit.angleWeight + scale * stream.normal()),
        max(0, fit.gradientWeight + scale * stream.normal()))
      #expect(other >= least - 1e-9)
    }
  }

  /// Losses that fall with the exponents are not foretold: weights are not negative.
  @Test func fallingLosses() {
    let losses = Self.angles.map { 2 - abs($0) }
    let fit = ExponentFit(
      angles: Self.angles, gradients: Array(repeating: 0, count: 30), losses: losses)
    #expect(fit.angleWeight == 0 && abs(fit.base - losses.reduce(0, +) / 30) < 1e-14)
  }
}
