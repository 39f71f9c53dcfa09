import Dynamics
import Testing

/// A tableau as a value whose coefficients can be changed one by one.
private struct Draft {
  var nodes: [Double]
  var stages: [[Double]]
  var weights: [Double]
  var errorWeights: [Double]
  var second: [Double]?
  var extraStages: [[Double]]
  var interpolation: [[Double]]
  let base: RungeKuttaTableau

  init(_ tableau: RungeKuttaTableau) {
    base = tableau
    (nodes, stages, weights) = (tableau.nodes, tableau.stages, tableau.weights)
    (errorWeights, second) = (tableau.errorWeights, tableau.secondError?.weights)
    (extraStages, interpolation) = (tableau.extraStages, tableau.interpolation)
  }

  func make() throws(TableauError) -> RungeKuttaTableau {
    try RungeKuttaTableau(
      name: base.name, summary: base.summary, order: base.order, embeddedOrder: base.embeddedOrder,
      denseOrder: base.denseOrder, nodes: nodes, stages: stages, weights: weights,
      errorWeights: errorWeights,
      secondError: second.flatMap { weights in
        base.secondError.map { .init(weights: weights, order: $0.order) }
      }, extraStages: extraStages, interpolation: interpolation)
  }

  var isRefused: Bool {
    do {
      _ = try make()
      return false
    } catch { return true }
  }
}

@Suite struct RungeKuttaTableauTests {
  static let tableaus: [RungeKuttaTableau] = IntegratorCatalog.integrators.compactMap {
    ($0 as? ExplicitRungeKutta)?.tableau
  }

  @Test(arguments: tableaus.indices) func theyLoad(_ index: Int) throws {
    let tableau = Self.tableaus[index]
    #expect(try Draft(tableau).make() == tableau)
  }

  /// The planted fault: any one coefficient off in the eleventh digit, zero ones included.
  @Test(arguments: tableaus.indices) func aPerturbedCoefficientIsRefused(_ index: Int) {
    let tableau = Self.tableaus[index]
    // The conditions of order 8 take their time: every seventh coefficient of a long list.
    let stride = tableau.order > 5 ? 7 : 1
    var count = 0
    func refuses(_ what: String, _ perturb: (inout Draft) -> Void) {
      count += 1
      guard count % stride == 0 else { return }
      var draft = Draft(tableau)
      perturb(&draft)
      #expect(draft.isRefused, "\(tableau.name): \(what)")
    }
    func off(_ value: inout Double) { value += 1e-10 * max(1, abs(value)) }
    for i in tableau.stages.indices {
      for j in tableau.stages[i].indices { refuses("a[\(i)][\(j)]") { off(&$0.stages[i][j]) } }
    }
    for i in tableau.nodes.indices { refuses("c[\(i)]") { off(&$0.nodes[i]) } }
    for i in tableau.weights.indices { refuses("b[\(i)]") { off(&$0.weights[i]) } }
    for i in tableau.errorWeights.indices { refuses("e[\(i)]") { off(&$0.errorWeights[i]) } }
    for i in (tableau.secondError?.weights ?? []).indices {
      refuses("second e[\(i)]") { off(&$0.second![i]) }
    }
    for i in tableau.extraStages.indices {
      for j in tableau.extraStages[i].indices {
        refuses("extra a[\(i)][\(j)]") { off(&$0.extraStages[i][j]) }
      }
    }
    for i in tableau.interpolation.indices {
      for j in tableau.interpolation[i].indices {
        refuses("b(θ)[\(i)][\(j)]") { off(&$0.interpolation[i][j]) }
      }
    }
  }

  /// Two coefficients exchanged within a row: the row sum stays.
  @Test(arguments: tableaus.indices) func exchangedCoefficientsAreRefused(_ index: Int) {
    var draft = Draft(Self.tableaus[index])
    draft.stages[4].swapAt(1, 2)
    #expect(draft.isRefused)
    draft = Draft(Self.tableaus[index])
    draft.weights.swapAt(0, 3)
    #expect(draft.isRefused)
  }

  @Test func shapes() {
    var draft = Draft(.dormandPrince5)
    draft.weights.removeLast()
    #expect(throws: TableauError.shape(method: "dormand-prince-5")) { try draft.make() }
    draft = Draft(.dormandPrince5)
    draft.interpolation[2].append(0)
    #expect(throws: TableauError.shape(method: "dormand-prince-5")) { try draft.make() }
  }

  @Test func anOrderThatIsNotThereCannotBeClaimed() {
    let euler = { (order: Int) throws(TableauError) in
      try RungeKuttaTableau(
        name: "euler", summary: "", order: order, embeddedOrder: 0, denseOrder: 1, nodes: [0, 1],
        stages: [[]], weights: [1], errorWeights: [1, 0], interpolation: [[1], [0]])
    }
    #expect(throws: Never.self) { try euler(1) }
    #expect(throws: TableauError.order(method: "euler", weights: "b", order: 2, tree: 1, defect: -0.5)) {
      try euler(2)
    }
  }
}
