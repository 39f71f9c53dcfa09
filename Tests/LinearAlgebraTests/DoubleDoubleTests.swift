import LinearAlgebra
import Testing

@Suite("DoubleDouble")
struct DoubleDoubleTests {
  @Test func operationsKeepTwiceTheDigits() {
    let third = DoubleDouble(1) / DoubleDouble(3)
    let one = third * DoubleDouble(3)
    #expect(one.high == 1 && abs(one.low) < 1e-31)
    let root = DoubleDouble(2).squareRoot()
    let zero = root * root - DoubleDouble(2)
    #expect(abs(zero.high) < 1e-30)
    // A double alone leaves 4e-16.
    #expect(abs(2.0.squareRoot() * 2.0.squareRoot() - 2) > 1e-16)
    let small = (DoubleDouble(1) + DoubleDouble(1e-25)) - DoubleDouble(1)
    #expect(small.high == 1e-25)
  }
}
