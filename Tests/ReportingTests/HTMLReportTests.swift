import Foundation
import Reporting
import Testing

@Suite struct HTMLReportTests {
  private static let hostile = "<script>&\"'"

  private func report() -> HTMLReport {
    var table = Table([.string("name"), .double("value")])
    for row in 0..<20 { table.append(.string(Self.hostile), .double(Double(row) / 3)) }
    var report = HTMLReport()
    report.title = Self.hostile
    report.subtitle = Self.hostile
    report.question = Self.hostile
    report.method = Self.hostile
    report.notes = [Self.hostile]
    report.warnings = [Self.hostile]
    report.claims = [
      HTMLReport.Claim(
        name: Self.hostile, says: Self.hostile, condition: "x < 1", value: Self.hostile, holds: false),
      HTMLReport.Claim(name: "second", says: "", condition: "x > 1", value: "2", holds: true),
    ]
    let svg =
      "<?xml version=\"1.0\"?>\n<svg width=\"9\"><circle id='gpDot'/><use xlink:href='#gpPt0'/></svg>\n"
    report.figures = [
      HTMLReport.Figure(name: "figure", svg: svg), HTMLReport.Figure(name: "figure-two", svg: svg),
    ]
    report.metrics = [(Self.hostile, .nan, Self.hostile)]
    report.tables = [HTMLReport.Preview(file: "rows.csv", says: Self.hostile, table: table)]
    report.parameters = [(Self.hostile, Self.hostile, Self.hostile)]
    report.provenance = [(Self.hostile, Self.hostile)]
    return report
  }

  @Test func everythingIsEscaped() { #expect(!report().html.contains("<script>")) }

  @Test func nothingIsFetched() {
    let html = report().html
    for word in ["http:", "https:", "src=", "@import", "<link"] { #expect(!html.contains(word)) }
  }

  @Test func elementsAreClosed() {
    // XML's parser is the strictest reader at hand; only the doctype and void elements are not XML.
    let html = report().html.replacingOccurrences(of: "<br>", with: "<br/>")
      .replacingOccurrences(of: "<meta ([^>]*)>", with: "<meta $1/>", options: .regularExpression)
      .replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
      .replacingOccurrences(of: "xlink:href", with: "href")
    var open: [Substring] = []
    for match in html.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
      if match.3 == "/" { continue }
      if match.1 == "/" {
        #expect(open.popLast() == match.2)
      } else {
        open.append(match.2)
      }
    }
    #expect(open.isEmpty)
  }

  @Test func figuresComeIntoAnOlderPage() throws {
    let complete = report()
    var bare = report()
    bare.figures = []
    bare.warnings = ["no figures", "<!-- figures -->"]
    bare.provenance = []
    #expect(!bare.html.contains("<svg"))
    #expect(complete.replacingFigures(in: bare.html) == complete.html)
    // What the other parts say comes from the page.
    var other = HTMLReport()
    (other.figures, other.warnings, other.provenance) =
      (complete.figures, complete.warnings, complete.provenance)
    #expect(other.replacingFigures(in: bare.html) == complete.html)
    #expect(complete.replacingFigures(in: "<html></html>") == nil)
  }

  @Test func figuresKeepTheirOwnSymbols() {
    let html = report().html
    #expect(html.contains("id='figuregpDot'"))
    #expect(html.contains("id='figure_twogpDot'"))
    #expect(html.contains("href='#figure_twogpPt0'"))
    #expect(!html.contains("<?xml"))
  }

  @Test func whatAReaderLooksFor() {
    let html = report().html
    #expect(html.contains("1 of 2 claims fails."))
    #expect(html.contains("✗ fails"))
    #expect(html.contains("<a href=\"rows.csv\">rows.csv</a> · 20 rows, the first 8 shown"))
    #expect(html.contains("0.33333</td>"))
    #expect(!html.contains("6.3333"))  // the twentieth row
  }

  @Test(arguments: [
    (0.0, "0"), (3.0, "3"), (-250_000.0, "-250000"), (1.0 / 3, "0.33333"), (1e25, "1e+25"),
    (6.6e-6, "6.6e-06"),
    (Double.nan, "nan"), (-Double.infinity, "-inf"),
  ])
  func numbersForReading(_ value: Double, _ text: String) { #expect(HTMLReport.number(value) == text) }
}
