import Foundation
import Testing

@testable import SignalPropagation

@Suite struct ActivationArraysTests {
  @Test(arguments: Activation.allCases)
  func valuesAndSlopesAreThoseOfTheFunction(_ activation: Activation) {
    let cubes = (-300...300).map { (k: Int) in Double(k * k * k) / 1e6 }
    let points: [Double] = cubes + [1e-300, -1e-9, 1e300, 0]
    var (values, slopes) = (points, points)
    activation.apply(to: &values, slopes: &slopes)
    for (index, x) in points.enumerated() {
      // The last bits of 1 − tanh are those of tanh.
      #expect(abs(values[index] - activation.value(x)) <= 1e-15 * abs(activation.value(x)))
      #expect(abs(slopes[index] - activation.slope(x)) <= 1e-15)
    }
  }

  @Test func whatIsNoNumberStaysNone() {
    var (values, slopes) = ([Double.nan, 1], [0.0, 0])
    Activation.tanh.apply(to: &values, slopes: &slopes)
    #expect(values[0].isNaN && slopes[0].isNaN && abs(values[1] - tanh(1.0)) < 1e-15)
  }
}
