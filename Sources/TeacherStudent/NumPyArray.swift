/// An array of any shape with its elements in C order: what a `.npy` file holds.
public struct NumPyArray: Equatable, Sendable {
  /// The sizes of the axes; empty for a single number.
  public let shape: [Int]
  /// The elements in C order, the last index running fastest.
  public let elements: [Double]

  /// Wraps elements in C order, as many as the shape asks for.
  public init(shape: [Int], elements: [Double]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "the sizes of an array are not negative")
    precondition(elements.count == Self.count(of: shape), "an array needs as many elements as its shape says")
    self.shape = shape
    self.elements = elements
  }

  /// A vector.
  public init(_ elements: [Double]) {
    self.init(shape: [elements.count], elements: elements)
  }

  /// The number of elements of a shape, or nil if it does not fit into an integer.
  ///
  /// A zero axis makes an array empty, however large the others are.
  package static func count(of shape: [Int]) -> Int? {
    guard !shape.contains(0) else { return 0 }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The index of the element at `offset` in C order.
  public func index(of offset: Int) -> [Int] {
    var remainder = offset
    var index: [Int] = []
    for size in shape.reversed() {
      index.append(remainder % size)
      remainder /= size
    }
    return index.reversed()
  }

  /// A shape as Python prints it, such as `(100, 20)` or `(100,)`.
  public static func text(_ shape: [Int]) -> String {
    let sizes = shape.map(String.init).joined(separator: ", ")
    return shape.count == 1 ? "(\(sizes),)" : "(\(sizes))"
  }

  /// Elements given in Fortran order (the first index running fastest), reordered to C order.
  ///
  /// - Complexity: One pass.
  package static func fromFortranOrder(_ elements: [Double], shape: [Int]) -> [Double] {
    guard shape.count > 1, !elements.isEmpty else { return elements }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    // An odometer over the leading axes; the innermost loop walks the last axis.
    let (lastSize, lastStride) = (shape[shape.count - 1], strides[shape.count - 1])
    var index = [Int](repeating: 0, count: shape.count - 1)
    var (start, written) = (0, 0)
    var reordered = [Double](repeating: 0, count: elements.count)
    while written < elements.count {
      for k in 0..<lastSize { reordered[written + k] = elements[start + k * lastStride] }
      written += lastSize
      var axis = index.count - 1
      while axis >= 0 {
        index[axis] += 1
        start += strides[axis]
        if index[axis] < shape[axis] { break }
        start -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return reordered
  }
}
