import Reporting
import Testing

@Suite struct TableTests {
  @Test func rowsKeepTheirOrderAndKinds() {
    var table = Table([.string("name"), .integer("step"), .double("loss")])
    table.append("a", 1, 0.5)
    table.append(.string("b"), .integer(2), 3)  // an integer in a column of doubles
    #expect(table.count == 2)
    #expect(table.cell(row: 0, column: 0) == .string("a"))
    #expect(table.cell(row: 1, column: 1) == .integer(2))
    #expect(table.cell(row: 1, column: 2) == .double(3))
    #expect(table.doubles("loss") == [0.5, 3])
  }

  /// Seeds are any 64 bits.
  @Test func unsignedIntegersBeyondInt() {
    var table = Table([.unsigned("seed"), .double("loss")])
    table.append(.unsigned(.max), 1)
    table.append(7, 0.5)  // a literal in a column of unsigned integers
    #expect(table.cell(row: 0, column: 0) == .unsigned(18_446_744_073_709_551_615))
    #expect(table.values(0) == .unsigneds([.max, 7]))
    #expect(CSV.text(table) == "seed,loss\n18446744073709551615,1.0\n7,0.5\n")
  }

  @Test func emptyTable() {
    let table = Table([.double("x")])
    #expect(table.count == 0)
    #expect(table.doubles("x").isEmpty)
  }

  @Test(arguments: ["Loss", "loss value", "", "1st", "log10Ratio", "größe"])
  func namesThatAreNotSnakeCase(_ name: String) { #expect(!Table.isSnakeCase(name)) }

  @Test(arguments: ["loss", "mean_log10_ratio", "x", "time_s"])
  func namesThatAre(_ name: String) { #expect(Table.isSnakeCase(name)) }
}
