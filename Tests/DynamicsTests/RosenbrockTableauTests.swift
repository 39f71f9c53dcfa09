import Dynamics
import Testing

@Suite struct RosenbrockTableauTests {
  /// A tableau with one coefficient changed.
  private func isRefused(
    _ base: RosenbrockTableau, _ change: (inout [[[Double]]], inout Double) -> Void
  ) -> Bool {
    var lists = [base.stages, base.couplings, [base.weights], [base.errorWeights], base.interpolation]
    var diagonal = base.diagonal
    change(&lists, &diagonal)
    do {
      _ = try RosenbrockTableau(
        name: base.name, summary: base.summary, order: base.order, embeddedOrder: base.embeddedOrder,
        denseOrder: base.denseOrder, diagonal: diagonal, stages: lists[0], couplings: lists[1],
        weights: lists[2][0], errorWeights: lists[3][0], interpolation: lists[4])
      return false
    } catch { return true }
  }

  static let tableaus: [RosenbrockTableau] = IntegratorCatalog.integrators.compactMap {
    ($0 as? Rosenbrock)?.tableau
  }

  @Test(arguments: tableaus.indices) func aPerturbedCoefficientIsRefused(_ index: Int) {
    let base = Self.tableaus[index]
    #expect(!isRefused(base) { _, _ in })
    #expect(isRefused(base) { _, diagonal in diagonal += 1e-9 })
    let lists = [base.stages, base.couplings, [base.weights], [base.errorWeights], base.interpolation]
    for list in lists.indices {
      for row in lists[list].indices {
        // A multiple of a single increment that is an error estimate is one too.
        for k in lists[list][row].indices where list != 3 || lists[list][row][k] == 0 {
          #expect(
            isRefused(base) { lists, _ in lists[list][row][k] += 1e-8 * max(1, abs(lists[list][row][k])) },
            "\(base.name): list \(list), row \(row), element \(k)")
        }
      }
    }
  }

  @Test func shapes() {
    let base = RosenbrockTableau.rodas4
    #expect(isRefused(base) { lists, _ in lists[2][0].removeLast() })
    #expect(isRefused(base) { lists, _ in lists[4][1].append(0) })
  }
}
