extension Parallel {
  /// The values of `body` for each index in `0..<count`, computed in unspecified order.
  ///
  /// - Complexity: As ``forEach(_:_:)``, and one allocation.
  public static func map<Value>(_ count: Int, _ body: (Int) -> Value) -> [Value] {
    unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      forEach(count) { index in unsafe (base + index).initialize(to: body(index)) }
      initialized = count
    }
  }
}
