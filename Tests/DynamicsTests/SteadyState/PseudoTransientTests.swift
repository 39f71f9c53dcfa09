import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct PseudoTransientTests {
  private let norm = Tolerances(relative: 1e-8, absolute: 1e-12)

  /// What is conserved stays: of a line of points of rest it finds the one the flow goes to.
  @Test func conservation() throws {
    let exchange = ReferenceField(2) { _, y, dy in
      let flow = 2 * y[0] - y[1]
      (dy[0], dy[1]) = (-flow, flow)
    }
    var search = PseudoTransient(exchange, norm, from: 0, to: 20)
    let found = search.polish([1 + 1e-5, 2 - 1e-5])
    let point = try #require(found)
    #expect(abs(point.state[0] - 1) < 1e-14 && abs(point.state[1] - 2) < 1e-14)
    #expect(point.isByDifferences && search.jacobians > 0 && search.evaluations >= 3 * search.jacobians)
  }

  /// Newton's iteration at the end: few Jacobians to rounding.
  @Test func convergence() throws {
    let field = ReferenceField(
      2,
      { _, y, dy in (dy[0], dy[1]) = (2 - exp(y[0]), y[0] - y[1] * y[1] * y[1]) },
      jacobian: { _, y, j in (j[0, 0], j[1, 0], j[1, 1]) = (-exp(y[0]), 1, -3 * y[1] * y[1]) })
    var search = PseudoTransient(field, norm, from: 0, to: 10)
    let found = search.polish([0.7, 0.88])
    let point = try #require(found)
    #expect(abs(point.state[0] - log(2)) < 1e-15 && abs(point.state[1] - cbrt(log(2))) < 1e-15)
    #expect(search.jacobians <= 7 && !point.isByDifferences)
    #expect(search.evaluations <= search.jacobians + 2)
  }

  /// Without a zero of f the residual does not fall.
  @Test func nothingThere() throws {
    let field = ReferenceField(1) { _, y, dy in dy[0] = -(y[0] * y[0] + 1) }
    var search = PseudoTransient(field, norm, from: 0, to: 1e3)
    let found = search.polish([0.1])
    let point = try #require(found)
    #expect(point.residual > 1e10)
    let wild = ReferenceField(1) { _, y, dy in dy[0] = .nan }
    var other = PseudoTransient(wild, norm, from: 0, to: 1e3)
    let none = other.polish([0.1])
    #expect(none == nil)
  }
}
