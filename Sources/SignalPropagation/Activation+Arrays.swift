internal import CVectorMath
internal import Foundation

extension Activation {
  /// Replaces each x by φ(x) and stores φ′(x).
  ///
  /// tanh |x| = −e/(2 + e) with e = exp(−2|x|) − 1, to a few ulp, and sech² = (1 − tanh)(1 + tanh): one vectorised
  /// transcendental function an element.
  ///
  /// - Complexity: Some 3 ns an element for tanh, 20 for the others; no allocation.
  func apply(to values: inout [Double], slopes: inout [Double]) {
    precondition(values.count == slopes.count, "each value has a slope")
    guard self == .tanh else {
      for place in values.indices {
        let x = values[place]
        (values[place], slopes[place]) = (value(x), slope(x))
      }
      return
    }
    for place in values.indices { slopes[place] = -2 * abs(values[place]) }
    unsafe slopes.withUnsafeMutableBufferPointer { buffer in
      guard let exponents = buffer.baseAddress else { return }
      unsafe vector_math_expm1(buffer.count, exponents, exponents)
    }
    for place in values.indices {
      let e = slopes[place]
      let magnitude = -e / (2 + e)
      values[place] = values[place] < 0 ? -magnitude : magnitude
      slopes[place] = (1 - magnitude) * (1 + magnitude)
    }
  }
}
