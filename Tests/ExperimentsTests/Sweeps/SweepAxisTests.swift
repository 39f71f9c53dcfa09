import Reporting
import Testing

@testable import Experiments

@Suite struct SweepAxisTests {
  private static let lists: [(String, [JSONValue])] = [
    ("factor=0.1,1,1e5", [.double(0.1), .integer(1), .double(1e5)]),
    ("label=one, two", ["one", "two"]),
    ("flag=true,false", [true, false]),
    ("start={value: 1},{value: 2}", [["value": 1], ["value": 2]]),
    ("start.list=[1,2],[3]", [[1, 2], [3]]),
    ("label='a,b',\"c\"", ["a,b", "c"]),
    ("label='it\\'s, so',b", ["it's, so", "b"]),
    ("map=../a.npy,../b.npy", ["../a.npy", "../b.npy"]),
    ("steps=7", [7]),
  ]

  @Test(arguments: lists)
  func readsLists(_ text: String, _ values: [JSONValue]) throws {
    #expect(try SweepAxis(text).values == values)
  }

  @Test func keysAreWrittenOneWay() throws {
    #expect(try SweepAxis("panels[1].steps=1").key == "panels.1.steps")
    #expect(try SweepAxis("panels.1.steps=1").key == "panels.1.steps")
  }

  private static let ranges: [(String, [Double])] = [
    ("x=0.1..0.5:5", [0.1, 0.2, 0.3, 0.4, 0.5]),
    ("x=-1..1:3", [-1, 0, 1]),
    ("x=1e-3..1:4log", [1e-3, 1e-2, 0.1, 1]),
    ("x=1..1e300:4log", [1, 1e100, 1e200, 1e300]),
    ("x=0.3..30:3log", [0.3, 3, 30]),
    ("x=1..2:2", [1, 2]),
  ]

  /// Ends exact, points in between the decimals a person would write.
  @Test(arguments: ranges)
  func readsRanges(_ text: String, _ values: [Double]) throws {
    #expect(try SweepAxis(text).values.map(\.number) == values)
  }

  @Test func wholeNumbersOfARangeAreIntegers() throws {
    #expect(try SweepAxis("steps=100..500:5").values == [100, 200, 300, 400, 500])
  }

  @Test func factorsOfALogarithmicRangeAreEqual() throws {
    let values = try SweepAxis("x=0.01..1:7log").values.map { $0.number ?? .nan }
    for (a, b) in zip(values, values.dropFirst()) { #expect(abs(b / a - 2.154434690031884) < 1e-10) }
  }

  private static let mistakes: [(String, String)] = [
    ("steps", "expected key.path=a,b,c or key.path=lo..hi:count[log]"),
    ("=1", "expected key.path=a,b,c or key.path=lo..hi:count[log]"),
    ("a..b=1", "expected key.path=a,b,c or key.path=lo..hi:count[log]"),
    ("steps=", "a value is missing"),
    ("steps=1,,2", "a value is missing"),
    ("steps=1,2,1", "1 stands there twice"),
    ("steps=1..3", "a range is lo..hi:count or lo..hi:countlog"),
    ("steps=1..x:3", "a range is lo..hi:count or lo..hi:countlog"),
    ("steps=1..3:many", "a range is lo..hi:count or lo..hi:countlog"),
    ("steps=1..3:1", "a range has at least 2 values"),
    ("steps=1..3:0", "a range has at least 2 values"),
    ("steps=1..3:-2", "a range has at least 2 values"),
    ("steps=3..1:3", "the range is empty: it ends where it begins, or before"),
    ("steps=3..3:3", "the range is empty: it ends where it begins, or before"),
    ("steps=0..1:3log", "a logarithmic range begins above 0"),
    ("steps=-1..1:3log", "a logarithmic range begins above 0"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreSaid(_ text: String, _ reason: String) {
    #expect(throws: SweepError.malformedAxis(text, reason: reason)) { try SweepAxis(text) }
  }

  @Test func aRangeOfMoreValuesThanCellsIsRefused() {
    let error = SweepError.tooManyCells(source: "--over x=0..1:100001", limit: SweepPlan.cellLimit)
    #expect(throws: error) { try SweepAxis("x=0..1:100001") }
  }
}
