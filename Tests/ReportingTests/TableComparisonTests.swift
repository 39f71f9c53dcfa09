import Reporting
import Testing

@Suite struct TableComparisonTests {
  private static let text = "name,value\na,1.0\nb,-2.5\n\"c,d\",nan\n"

  @Test func theSameBytes() {
    let comparison = TableComparison(Self.text, Self.text)
    #expect(comparison.isIdentical && comparison.agrees(to: 0) && comparison.worst == nil)
  }

  @Test func numbersThatDiffer() throws {
    let other = Self.text.replacing("1.0", with: "1.0000000001").replacing("-2.5", with: "-2.50000001")
    let comparison = TableComparison(Self.text, other)
    #expect(!comparison.isIdentical && comparison.mismatch == nil)
    #expect(comparison.cellCount == 6 && comparison.differingCount == 2)
    let worst = try #require(comparison.worst)
    #expect(worst.row == 2 && worst.column == "value" && worst.before == "-2.5")
    #expect(abs(worst.relativeDifference - 4e-9) < 1e-12)
    #expect(comparison.agrees(to: 1e-8) && !comparison.agrees(to: 1e-9))
  }

  /// No tolerance excuses another word, a number that is none any more, another sign of infinity or another shape.
  @Test(arguments: [
    text.replacing("a,1.0", with: "x,1.0"), text.replacing("1.0", with: "nan"),
    text.replacing("nan", with: "0.0"), text.replacing("value", with: "price"), text + "e,1.0\n",
    text.replacing("a,1.0", with: "a,1.0,2.0"), "",
  ])
  func whatIsNoRounding(_ other: String) {
    let comparison = TableComparison(Self.text, other)
    #expect(!comparison.agrees(to: 1))
    #expect(!TableComparison(other, Self.text).agrees(to: 1))
  }

  @Test func extremesDoNotOverflow() {
    let comparison = TableComparison("x\n1.7e308\n5e-324\n", "x\n-1.7e308\n1e-323\n")
    #expect(comparison.worst?.relativeDifference == 2 && comparison.differingCount == 2)
  }
}
