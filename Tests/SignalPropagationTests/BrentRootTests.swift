import Foundation
import Testing

@testable import SignalPropagation

@Suite("BrentRoot")
struct BrentRootTests {
  @Test func zeros() throws {
    #expect(abs(try #require(BrentRoot.find(0, 2) { $0 * $0 - 2 }) - 2.0.squareRoot()) < 1e-15)
    #expect(abs(try #require(BrentRoot.find(3, 1, cos)) - .pi / 2) < 1e-15)
    // A triple zero, and a jump.
    #expect(abs(try #require(BrentRoot.find(-1, 2) { pow($0 - 0.3, 3) }) - 0.3) < 1e-5)
    #expect(abs(try #require(BrentRoot.find(0, 1) { $0 < 0.7 ? -1 : 1 }) - 0.7) < 1e-15)
    #expect(BrentRoot.find(0, 1) { $0 } == 0 && BrentRoot.find(-1, 0) { $0 } == 0)
  }

  @Test func withoutAChangeOfSignThereIsNone() {
    #expect(BrentRoot.find(0, 1) { $0 + 1 } == nil)
    #expect(BrentRoot.find(0, 1) { _ in .nan } == nil)
  }
}
