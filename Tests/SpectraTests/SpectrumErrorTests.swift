import Spectra
import Testing

@Suite("SpectrumError")
struct SpectrumErrorTests {
  @Test func messagesAreOneLine() {
    let errors: [SpectrumError] = [
      .tooFewCoordinates(1), .notFinite(index: 3, value: .nan), .notPositive(index: 2, value: -1),
      .tooSpread(1e7), .badSum(2), .hessianShape(rows: 2, columns: 3, coordinates: 4),
      .hessianNotFinite(row: 0, column: 1), .hessianNotSymmetric(row: 0, column: 1),
      .hessianNotPositiveDefinite(smallest: -1, largest: 2), .notConverged(routine: "x"),
    ]
    let texts = errors.map(\.description)
    #expect(texts.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
    #expect(texts[0].hasPrefix("1 coordinate:") && texts[1].contains("element 3"))
  }
}
