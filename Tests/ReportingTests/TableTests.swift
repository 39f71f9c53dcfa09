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
