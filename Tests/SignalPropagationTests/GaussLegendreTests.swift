import Foundation
import Testing

@testable import SignalPropagation

@Suite("GaussLegendre")
struct GaussLegendreTests {
  /// Twenty nodes are exact to degree 39.
  @Test func polynomials() {
    for degree in 0...39 {
      let integral = GaussLegendre.integral(from: 0, width: 2) { pow($0, Double(degree)) }
      #expect(abs(integral / (pow(2, Double(degree + 1)) / Double(degree + 1)) - 1) < 1e-13)
    }
    let beyond = GaussLegendre.integral(from: -1, width: 2) { pow($0, 40) } * 41 / 2
    #expect(abs(beyond - 1) > 1e-13)
  }
}
