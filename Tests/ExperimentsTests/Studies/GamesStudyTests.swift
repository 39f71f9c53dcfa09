import Foundation
import LinearAlgebra
import Testing

@testable import Experiments

@Suite("GamesStudy")
struct GamesStudyTests {
  private var spec: GamesStudy.Spec {
    var spec = GamesStudy.Spec()
    spec.tolerance = 1e-7
    spec.changes = 12
    return spec
  }

  @Test("The invariant of rock–paper–scissors is one of this game only")
  func invariant() throws {
    let start = [0.5, 0, -0.7]
    let zeroSum = try GameOrbit(spec.rockPaperScissors(win: 1, loss: 1), from: start, 50, spec)
    #expect(zeroSum.invariantDrift < 1e-7)
    let other = try GameOrbit(spec.rockPaperScissors(win: 1, loss: 1.1), from: start, 50, spec)
    #expect(other.invariantDrift > 1e-4)
  }

  @Test("Near the boundary stays lengthen by loss/win, whatever these are", arguments: [1.5, 3.0])
  func heteroclinicCycle(loss: Double) throws {
    var spec = spec
    spec.loss = loss
    let growth = try HeteroclinicCycle(spec, from: [4, 0, -4]).growth
    #expect(abs((growth.last ?? 0) / loss - 1) < 1e-4)
  }

  @Test("In a coordination game the winner's payoff is the losers' rate")
  func coordination() throws {
    let orbit = try GameOrbit(Matrix(diagonal: [1, 1.5, 2]), from: [0, 2, 0], 100, spec)
    #expect(orbit.winner == 1)
    #expect(orbit.lossRates.count == 2)
    for loser in orbit.lossRates { #expect(abs(loser.rate + 1.5) < 1e-6) }
  }

  @Test("Hawks settle at value/cost in the time of the closed form")
  func hawks() throws {
    var spec = spec
    (spec.value, spec.cost) = (1, 4)
    let hawks = try HawkDove(spec)
    #expect(hawks.deviation < 1e-7)
    #expect(hawks.timeDeviation < 1e-6)
  }

  @Test("Other games are refused")
  func validation() throws {
    for change in [
      { (spec: inout GamesStudy.Spec) in spec.loss = 1 }, { $0.cost = 1 }, { $0.coordination = [1, 2] },
      { $0.changes = 2 }, { $0.orbits = 0 }, { $0.tolerance = 1 },
    ] {
      var spec = GamesStudy.Spec()
      change(&spec)
      #expect(throws: SpecificationError.self) { try spec.validate() }
    }
    try GamesStudy.Spec().validate()
  }
}
