import Experiments
import Testing

@Suite struct CorrelationTests {
  @Test func aLineIsOne() {
    let x = [0.5, 1, 4, -2, 9]
    #expect(abs(Correlation.pearson(x, x.map { 3 * $0 - 7 }) - 1) < 1e-15)
    #expect(abs(Correlation.pearson(x, x.map { 2 - $0 }) + 1) < 1e-15)
  }

  /// r² is the share of the variance that the line explains.
  @Test func squaresToTheDeterminationOfTheLine() {
    let (x, y) = ([1.0, 2, 3, 4, 7], [2.0, -1, 0.5, 3, 3])
    let r = Correlation.pearson(x, y)
    #expect(abs(r * r - LinearFit(x, y).determination) < 1e-14)
  }

  @Test func whatDoesNotVaryHasNone() {
    #expect(Correlation.pearson([1, 2, 3], [4, 4, 4]).isNaN)
    // Three times 0.1 has a mean that is rounded.
    #expect(Correlation.pearson([1, 2, 3], [0.1, 0.1, 0.1]).isNaN)
    #expect(Correlation.pearson([1], [2]).isNaN)
    #expect(Correlation.pearson([], []).isNaN)
  }

  @Test func ranksSeeOrderOnly() {
    let x = [3.0, 1, 2, 10]
    #expect(abs(Correlation.spearman(x, x.map { $0 * $0 * $0 }) - 1) < 1e-15)
    #expect(
      Correlation.spearman([1, 2, 3, 4], [0, 5, .infinity, 7])
        == Correlation.spearman([1, 2, 3, 4], [1, 2, 4, 3]))
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: √(4.5/5).
    #expect(abs(Correlation.spearman([1, 2, 2, 3], [1, 2, 3, 4]) - (4.5 / 5.0).squareRoot()) < 1e-15)
    #expect(
      abs(Correlation.spearman([1, 2, 3, 4], [5, .infinity, .infinity, .infinity]) - 0.6.squareRoot()) < 1e-15
    )
  }

  @Test func differencesBetweenGroupsDoNotCount() {
    let x = [1.0, 2, 3, 101, 102, 103]
    let y = [3.0, 2, 1, 203, 202, 201]
    #expect(Correlation.pearson(x, y) > 0.99)
    #expect(abs(Correlation.withinGroups(x, y, groups: [0, 0, 0, 1, 1, 1]) + 1) < 1e-14)
    // A group of one has no deviation.
    #expect(abs(Correlation.withinGroups(x + [7], y + [-50], groups: [0, 0, 0, 1, 1, 1, 2]) + 1) < 1e-14)
  }
}
