internal import CVectorMath

/// A fixed block of doubles on a cache-line boundary, backed by huge pages where there are any.
///
/// Rows of tokens are read in whole vector registers, and the data of a large problem once a step: both want
/// more than an array's 16-byte alignment. Sharing between threads is sound because each buffer is
/// either filled before it is shared or written in disjoint parts.
@safe
final class AlignedBuffer: @unchecked Sendable {
  let count: Int
  let pointer: UnsafeMutablePointer<Double>

  /// `count` zeros.
  init(count: Int) {
    guard let memory = unsafe vector_math_allocate(count) else {
      preconditionFailure("no memory for \(count) doubles")
    }
    self.count = count
    unsafe pointer = memory
  }

  deinit { unsafe vector_math_free(pointer) }

  subscript(i: Int) -> Double {
    get {
      precondition(i >= 0 && i < count, "buffer index out of range")
      return unsafe pointer[i]
    }
    set {
      precondition(i >= 0 && i < count, "buffer index out of range")
      unsafe pointer[i] = newValue
    }
  }
}

/// The length a row of `width` doubles is padded to.
func paddedWidth(_ width: Int) -> Int {
  let lanes = Int(vector_math_lane_count)
  return (width + lanes - 1) / lanes * lanes
}
