/// β^t by repeated squaring, the same bits on every platform; 0⁰ = 1.
func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}

/// −1, 0 or 1; 0 for both zeros.
func sign(_ value: Double) -> Double {
  value > 0 ? 1 : value < 0 ? -1 : 0
}
