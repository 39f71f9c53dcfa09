import LinearAlgebra
import Testing

@testable import Dynamics

@Suite struct MassActionTests {
  /// 2A + B → C at rate 3, and C decays to nothing at rate 5, and B flows in at rate 7.
  private let network = MassAction(
    species: 3,
    reactions: [
      .init(3, [0, 0, 1], uses: [0, 0, 1], makes: [2]), .init(5, [2], uses: [2]), .init(7, [], makes: [1]),
    ])

  @Test func ratesAreProductsOfConcentrations() {
    var rates = [9.0, 9, 9]
    network.rates([2, 0.5, 4], into: &rates)
    // 3·2²·0.5 = 6 and 5·4 = 20.
    #expect(rates == [-12, -6 + 7, 6 - 20])
  }

  @Test func jacobianIsTheProductRule() {
    var jacobian = Matrix(rows: 3, columns: 3)
    network.jacobian([2, 0.5, 4], into: &jacobian)
    // The speed of the first reaction grows by 2·3·2·0.5 = 6 with A and by 3·2² = 12 with B.
    #expect(jacobian == Matrix(rowByRow: [[-12, -24, 0], [-6, -12, 0], [6, 12, -5]]))
  }
}
