import Foundation
import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct SteadyStateTests {
  private static func field(
    _ dimension: Int, _ rates: @escaping @Sendable ([Double], inout [Double]) -> Void
  ) -> ReferenceField {
    ReferenceField(dimension, { _, y, dy in rates(y, &dy) })
  }

  private func settle(
    _ field: ReferenceField, from state: [Double], to end: Double, relative: Double = 1e-8,
    absolute: Double = 1e-12, maximumSteps: Int = 100_000
  ) -> SteadyState {
    InitialValueProblem(field, from: state, to: end).settle(
      with: RadauIIA5(),
      IntegrationOptions(
        Tolerances(relative: relative, absolute: absolute), maximumSteps: maximumSteps))
  }

  /// ẋ = −(x − 2), ẏ = −3y: rest is exact, and near where the flow had come.
  @Test func aNode() throws {
    let found = settle(
      Self.field(2) { y, dy in (dy[0], dy[1]) = (-(y[0] - 2), -3 * y[1]) }, from: [5, 1], to: 1e6)
    let point = try #require(found.point)
    #expect(found.outcome == .rest && found.time < 1e5)
    #expect(abs(point[0] - 2) <= 4.5e-16 && abs(point[1]) < 1e-20)
    #expect(found.residual <= 0.1)
    let (distance, polished) = (try #require(found.distance), try #require(found.polishedResidual))
    #expect(distance <= 0.1 && polished <= 0.01)
    #expect(found.statistics.jacobians > 0)
  }

  /// ẋ = −x³ falls like (2t)^(−½): no rate is small enough, until x is as good as zero.
  @Test func aPowerLawIsNoRest() throws {
    // With its Jacobian: differences would not see a slope of 1e-25.
    let cubic = ReferenceField(
      1, { _, y, dy in dy[0] = -y[0] * y[0] * y[0] }, jacobian: { _, y, j in j[0, 0] = -3 * y[0] * y[0] })
    for end in [1e3, 1e8, 1e16] {
      let found = settle(cubic, from: [1], to: end)
      #expect(found.outcome == .moving && found.time == end && found.point == nil)
      #expect(abs(found.state[0] * (2 * end).squareRoot() - 1) < 1e-3)
      // A threshold on the rate itself would have called it rest.
      #expect(end < 1e4 || pow(found.state[0], 3) < 1e-12)
      #expect(found.residual > 1e3)
    }
    let late = settle(cubic, from: [1], to: 1e40)
    #expect(late.outcome == .rest && late.state[0] < 1e-12)
  }

  /// ẋ = −J(x)²(x − x*), J = diag(x) − x xᵀ.
  private static func softmaxFlow(to target: [Double]) -> ReferenceField {
    field(target.count) { x, dx in
      for i in x.indices { dx[i] = x[i] - target[i] }
      for _ in 0..<2 {
        let mean = zip(x, dx).reduce(0) { $0 + $1.0 * $1.1 }
        for i in x.indices { dx[i] = x[i] * (dx[i] - mean) }
      }
      for i in x.indices { dx[i] = -dx[i] }
    }
  }

  /// The softmax flow in its stall: a weight 53 times its target at t = 1e8, with a rate of 3e-13.
  @Test func aStallIsNoRest() throws {
    let stalling = Self.softmaxFlow(to: [0.9, 0.09, 0.009999, 1e-6])
    for end in [1e4, 1e6, 1e8] {
      let found = settle(stalling, from: Array(repeating: 0.25, count: 4), to: end)
      #expect(found.outcome == .moving && found.point == nil && found.residual > 1e3)
      #expect(found.state[3] > 50 * 1e-6)
    }
    // Where nothing stalls it rests at the target, though what weights sum to is conserved: J is singular.
    let target = [0.5, 0.3, 0.2]
    let rest = settle(Self.softmaxFlow(to: target), from: Array(repeating: 1.0 / 3, count: 3), to: 1e9)
    let point = try #require(rest.point)
    #expect(rest.outcome == .rest && rest.time < 1e5)
    for i in 0..<3 { #expect(abs(point[i] - target[i]) < 1e-12) }
  }

  /// ẋ = −(x² + 1e-10) slows down at zero, where nothing is at rest, for a time of π·1e5.
  @Test func aBottleneckIsNoRest() {
    let ghost = Self.field(1) { y, dy in dy[0] = -(y[0] * y[0] + 1e-10) }
    let inside = settle(ghost, from: [1], to: 1.55e5, relative: 1e-6, absolute: 1e-3)
    // Small by the tolerances asked for, so that only polishing can tell.
    #expect(inside.residual < 0.1 && inside.outcome == .stalled && inside.point == nil)
    let beyond = settle(ghost, from: [1], to: 4e5, relative: 1e-6, absolute: 1e-3)
    guard case .failed(.stepSizeUnderflow(let time, _, 0, _)) = beyond.outcome else {
      Issue.record("\(beyond.outcome)")
      return
    }
    #expect(time > 1.55e5 && time < 4e5)
  }

  /// ẋ = x − x³, ẏ = −y: the saddle at the origin is none, the nodes at (±1, 0) are.
  ///
  /// A stiff method damps what should grow over a long step, so that a flow which comes close stays: all the more
  /// must the saddle be named.
  @Test func aSaddleIsNoRest() throws {
    let field = Self.field(2) { y, dy in (dy[0], dy[1]) = (y[0] - y[0] * y[0] * y[0], -y[1]) }
    let lingering = settle(field, from: [0, 1], to: 1e4)
    #expect(lingering.outcome == .unstable && lingering.point?.allSatisfy { abs($0) < 1e-12 } == true)
    for end in [30, 60, 1e2, 1e3, 1e6] {
      let found = settle(field, from: [1e-60, 1], to: end)
      #expect(found.outcome != .rest || abs(found.state[0]) > 0.99)
    }
    let rest = settle(field, from: [1e-6, 1], to: 1e6)
    let point = try #require(rest.point)
    #expect(rest.outcome == .rest && abs(point[0] - 1) < 1e-15)
  }

  @Test func anOrbitNeverRests() {
    let circle = Self.field(2) { y, dy in (dy[0], dy[1]) = (y[1], -y[0]) }
    let found = settle(circle, from: [1, 0], to: 100)
    #expect(found.outcome == .moving && found.time == 100 && found.residual > 1e6)
  }

  /// Reasons other than rest are recorded, with what was reached.
  @Test func limits() {
    let circle = Self.field(2) { y, dy in (dy[0], dy[1]) = (y[1], -y[0]) }
    let found = settle(circle, from: [1, 0], to: 1e6, maximumSteps: 50)
    guard case .failed(.tooManySteps(50, let time, _, _, _)) = found.outcome else {
      Issue.record("\(found.outcome)")
      return
    }
    #expect(found.time == time && found.time > 0)
    #expect(settle(circle, from: [.nan, 0], to: 1).outcome != .moving)
  }

  /// A flow that starts at rest is found there.
  @Test func fromTheStart() {
    let found = settle(Self.field(1) { y, dy in dy[0] = -(y[0] - 2) }, from: [2], to: 10)
    #expect(found.outcome == .rest && found.point == [2] && found.distance == 0)
  }
}
