import Foundation
import Testing

@testable import Dynamics

@Suite struct BracketedMinimumTests {
  @Test(arguments: [0.1, 0.5, 0.9]) func valuesOfMinimaAreExact(_ first: Double) {
    for centre in [0.01, 0.3, 0.77, 0.999] {
      let found = BracketedMinimum.find(between: 0, and: 1, from: first) {
        1e-3 + cosh(3 * ($0 - centre)) - 1
      }
      #expect(abs(found.value - 1e-3) < 1e-15)
      #expect(abs(found.place - centre) < 1e-6)
    }
  }

  @Test func minimaAtAnEnd() {
    #expect(BracketedMinimum.find(between: 0, and: 1, from: 0.5) { 1 + $0 }.value < 1 + 1e-7)
    #expect(BracketedMinimum.find(between: 0, and: 1, from: 0.5) { 2 - $0 }.value < 1 + 1e-7)
  }

  /// A kink is a minimum too.
  @Test func kinks() {
    let found = BracketedMinimum.find(between: -1, and: 1, from: 0.5) { 0.1 + abs($0 - 0.2) }
    #expect(abs(found.value - 0.1) < 1e-7)
  }

  /// It is over as soon as zero is passed.
  @Test func itStopsBelowZero() {
    var evaluations = 0
    let found = BracketedMinimum.find(between: 0, and: 1, from: 0.4) { x in
      evaluations += 1
      return (x - 0.5) * (x - 0.5) - 0.1
    }
    #expect(evaluations == 1 && found.value < 0 && found.place == 0.4)
  }
}
