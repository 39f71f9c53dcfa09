import Attention
import Foundation
import Testing

/// The softmax against mpmath, component by component; see Fixtures/softmax.py.
@Suite struct SoftmaxTests {
  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let logits, values, weights, logWeights, jacobianProduct, condition: [Double]
    let entropy: Double
    var testDescription: String { name }
  }

  static let cases = Result { try Fixture.decode("softmax.json", as: [Case].self) }

  /// The four functions under test, so that faulty ones can stand in for them.
  struct Functions: Sendable {
    var weights: @Sendable ([Double]) -> [Double] = Softmax.weights
    var logWeights: @Sendable ([Double]) -> [Double] = Softmax.logWeights
    var jacobianProduct: @Sendable ([Double], [Double]) -> [Double] = Softmax.jacobianProduct
    var entropy: @Sendable ([Double]) -> Double = Softmax.entropy
  }

  /// Weights and their logarithms to 3 ulp, the entropy to 4, products to 4 and 4 more for each unit of condition.
  static func violations(_ functions: Functions, _ cases: [Case]) -> [String] {
    var found: [String] = []
    for entry in cases {
      func check(_ what: String, _ computed: [Double], _ exact: [Double], _ bound: (Int) -> Double) {
        guard computed.count == exact.count else {
          return found.append("\(entry.name): \(what) has the wrong size")
        }
        for a in exact.indices {
          let error = RoundingErrors.unitsInLastPlace(computed[a], from: exact[a])
          if !(error <= bound(a)) { found.append("\(entry.name): \(what)[\(a)] is off by \(error) ulp") }
        }
      }
      check("weights", functions.weights(entry.logits), entry.weights) { _ in 3 }
      check("logWeights", functions.logWeights(entry.logits), entry.logWeights) { _ in 3 }
      check("entropy", [functions.entropy(entry.logits)], [entry.entropy]) { _ in 4 }
      let product = functions.jacobianProduct(entry.logits, entry.values)
      check("jacobianProduct", product, entry.jacobianProduct) { 4 + 4 * entry.condition[$0] }
    }
    return found
  }

  @Test func everyCase() throws {
    #expect(Self.violations(Functions(), try Self.cases.get()) == [])
  }

  /// Planted faults: the formulas of a textbook, each wrong somewhere.
  @Test func textbookFormulasAreRejected() throws {
    let cases = try Self.cases.get()
    var faulty = Functions()
    faulty.jacobianProduct = { logits, values in
      let s = Softmax.weights(logits)
      let mean = zip(s, values).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(s, values).map { $0 * ($1 - mean) }
    }
    #expect(Self.violations(faulty, cases) != [])
    faulty = Functions()
    faulty.logWeights = { Softmax.weights($0).map { log($0) } }
    #expect(Self.violations(faulty, cases) != [])
    faulty = Functions()
    faulty.weights = { logits in
      let e = logits.map { exp($0 - (logits.max() ?? 0)) }
      let sum = e.reduce(0, +)
      return e.map { $0 / sum }
    }
    #expect(Self.violations(faulty, cases) != [])
    faulty = Functions()
    faulty.entropy = { Softmax.weights($0).reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }
    #expect(Self.violations(faulty, cases) != [])
  }

  @Test func nothingOfNothing() {
    #expect(Softmax.weights([]) == [] && Softmax.logWeights([]) == [] && Softmax.entropy([]) == 0)
    #expect(Softmax.jacobianProduct(logits: [], []) == [])
  }

  @Test func theJacobianAnnihilatesConstants() {
    #expect(Softmax.jacobianProduct(logits: [0.3, -700, 12, 5], [2, 2, 2, 2]) == [0, 0, 0, 0])
    #expect(Softmax.jacobianProduct(logits: [4], [5]) == [0])
  }
}
