/// Vector arithmetic in place; none of it allocates.
extension [Double] {
  /// self += c·x.
  mutating func add(_ c: Double, times x: [Double]) {
    precondition(count == x.count, "the vectors must have one length")
    for i in indices { self[i] += c * x[i] }
  }

  /// self = x, without taking x's storage.
  mutating func assign(_ x: [Double]) {
    precondition(count == x.count, "the vectors must have one length")
    for i in indices { self[i] = x[i] }
  }

  /// self = 0.
  mutating func clear() {
    for i in indices { self[i] = 0 }
  }

  /// ‖self − x‖.
  func distance(to x: [Double]) -> Double {
    precondition(count == x.count, "the vectors must have one length")
    var sum = 0.0
    for i in indices { sum += (self[i] - x[i]) * (self[i] - x[i]) }
    return sum.squareRoot()
  }
}
