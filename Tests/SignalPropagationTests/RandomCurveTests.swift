import Foundation
import LinearAlgebra
import SignalPropagation
import Testing

@Suite("RandomCurve")
struct RandomCurveTests {
  @Test func theCircle() throws {
    let curve = RandomCurve(circleOfLength: 2.5, width: 50, points: 12, seed: 4)
    for metric in curve.metrics { #expect(abs(metric - 2.5) < 1e-13) }
    for curvature in curve.squaredCurvatures { #expect(abs(curvature * 2.5 - 1) < 1e-13) }
    #expect(abs(curve.euclideanLength - 2 * .pi * 2.5.squareRoot()) < 1e-12)
    #expect(abs(curve.grassmannianLength - 2 * .pi) < 1e-12)
    for (shift, value) in curve.autocorrelation.enumerated() {
      #expect(abs(value - 2.5 * cos(2 * .pi * Double(shift) / 12)) < 1e-13)
    }
    // It lies in a plane, at distance √q from the centre.
    let coordinates = try curve.principalCoordinates(3)
    for j in 0..<12 {
      #expect(abs(pow(coordinates[j, 0], 2) + pow(coordinates[j, 1], 2) - 2.5) < 1e-12)
      #expect(abs(coordinates[j, 2]) < 1e-6)
    }
  }

  @Test func theDirectionsAreOrthonormal() {
    let (u, v) = RandomCurve.orthogonalPair(width: 7, seed: 2)
    #expect(abs(u.dot(u) - 7) < 1e-13 && abs(v.dot(v) - 7) < 1e-13 && abs(u.dot(v)) < 1e-13)
  }
}
