/// What this machine can do at best: the yardsticks of a benchmark, measured with all threads of ``Parallel``.
public enum MachineLimits {
  /// The rate at which memory far larger than the caches is read, in bytes a second; the best of `repetitions`.
  ///
  /// - Complexity: 256 MB a repetition.
  public static func readBandwidth(repetitions: Int) -> Double {
    let parts = Parallel.threads
    let perPart = (32 << 20) / parts
    let data = [Double](repeating: 1, count: parts * perPart)
    var sums = [Double](repeating: 0, count: parts)
    var fastest = Duration.seconds(1000)
    for _ in 0..<repetitions {
      let elapsed = unsafe data.withUnsafeBufferPointer { data in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          ContinuousClock().measure {
            Parallel.forEach(parts) { part in
              unsafe sums[part] += sum(data, from: part * perPart, count: perPart)
            }
          }
        }
      }
      fastest = min(fastest, elapsed)
    }
    // The sums are used, so that reading cannot be optimised away.
    precondition(sums.allSatisfy { $0 == Double(repetitions * perPart) }, "memory does not read back")
    return Double(8 * parts * perPart) / fastest.seconds
  }

  /// The rate of double-precision matrix products, one of order 1000 a thread, in flops a second; the best of
  /// `repetitions`.
  ///
  /// - Complexity: 2·10⁹ flops a thread and repetition.
  public static func productRate(repetitions: Int) -> Double {
    let (parts, order) = (Parallel.threads, 1000)
    let factor = Matrix(rows: order, columns: order, repeating: 0.5)
    var products = Array(repeating: Matrix(rows: order, columns: order), count: parts)
    var fastest = Duration.seconds(1000)
    for _ in 0..<repetitions {
      let elapsed = unsafe products.withUnsafeMutableBufferPointer { products in
        ContinuousClock().measure {
          Parallel.forEach(parts) { part in
            unsafe BLAS.multiply(factor, .plain, factor, .plain, into: &products[part])
          }
        }
      }
      fastest = min(fastest, elapsed)
    }
    return 2 * Double(parts * order * order * order) / fastest.seconds
  }

  /// Eight running sums: one would be limited by the latency of an addition.
  private static func sum(_ data: UnsafeBufferPointer<Double>, from first: Int, count: Int) -> Double {
    guard let base = data.baseAddress else { return 0 }
    var sums = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for i in stride(from: first, to: first + count - count % 16, by: 16) {
      unsafe sums.0 += UnsafeRawPointer(base + i).loadUnaligned(as: SIMD8<Double>.self)
      unsafe sums.1 += UnsafeRawPointer(base + i + 8).loadUnaligned(as: SIMD8<Double>.self)
    }
    var total = (sums.0 + sums.1).sum()
    for i in first + count - count % 16..<first + count { total += unsafe data[i] }
    return total
  }
}

extension Duration {
  /// The duration in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
