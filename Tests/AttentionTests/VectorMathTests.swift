import CVectorMath
import Foundation
import Randomness
import Testing

/// The exponentials and row products against the C library and naive loops.
@Suite struct VectorMathTests {
  typealias Kernel = @Sendable (Int, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void

  static let specials: [Double] = [
    0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300, -1e-20,
    1e-17,
    0x1p-53, 0x1p-54, -0x1p-54, 0.34657359027997264, 0.34657359027997270, -0.34657359027997264, 709, 709.78,
    709.782712893384, 709.7827128933841, 709.8, 710, 1000, 1e300, .infinity, -708, -708.3964185322641,
    -708.3964185322642, -709, -740, -744, -745.13, -745.1332191019411, -745.1332191019412, -745.2, -746, -750,
    -1e5, -1e300, -.infinity, .nan,
  ]
  static let intervals = [
    -1e-300...1e-300, -1e-10...1e-10, -1e-3...1e-3, -0.4...0.4, -1.1...1.1, -3.0...3.0, -40.0...40.0,
    -700.0...700.0, 700.0...709.79, -746.0...(-700.0), 20.0...45.0,
  ]

  /// The largest error of a kernel in units in the last place over all intervals and special numbers.
  static func worst(_ kernel: Kernel, against exact: (Double) -> Double) -> Double {
    var stream = RandomStream(seed: 1, name: "vector math")
    var arguments = specials
    for interval in intervals {
      for _ in 0..<4001 {
        arguments.append(
          interval.lowerBound + (interval.upperBound - interval.lowerBound) * stream.uniform())
      }
    }
    var results = [Double](repeating: 7, count: arguments.count)
    unsafe kernel(arguments.count, arguments, &results)
    return zip(arguments, results).map {
      RoundingErrors.unitsInLastPlace($1, from: exact($0))
    }.max() ?? .infinity
  }

  @Test func exponential() {
    #expect(unsafe Self.worst({ unsafe vector_math_exp($0, $1, $2) }, against: exp) <= 1)
  }

  @Test func exponentialLessOne() {
    #expect(unsafe Self.worst({ unsafe vector_math_expm1($0, $1, $2) }, against: expm1) <= 2)
  }

  @Test func signsOfZeroAndUnderflow() {
    let arguments = [0.0, -0.0, -.infinity, .infinity]
    var results = [Double](repeating: 7, count: 4)
    unsafe vector_math_expm1(4, arguments, &results)
    #expect(results[0].sign == .plus && results[1].sign == .minus)
    #expect(results[2...] == [-1, .infinity])
    unsafe vector_math_exp(4, arguments, &results)
    #expect(results == [1, 1, 0, .infinity])
  }

  /// The planted fault: a kernel that is e^x − 1 by subtraction, and one that flushes subnormal results to zero.
  @Test func faultyExponentialsAreRejected() {
    let subtracting: Kernel = { count, x, y in
      for i in 0..<count { unsafe y[i] = exp(x[i]) - 1 }
    }
    let flushing: Kernel = { count, x, y in
      for i in 0..<count { unsafe y[i] = x[i] < -708.4 ? 0 : exp(x[i]) }
    }
    #expect(unsafe Self.worst(subtracting, against: expm1) > 2)
    #expect(unsafe Self.worst(flushing, against: exp) > 1)
  }

  // MARK: Products with rows

  struct RowProduct: Sendable {
    var dot: @Sendable (Int, Int, [Double], [Double], [Double]?) -> (a: [Double], b: [Double])
    var accumulate:
      @Sendable (Int, Int, [Double], [Double], [Double]?, inout [Double], inout [Double]) -> Void

    static let kernel = RowProduct(
      dot: { rows, width, x, a, b in
        var za = [Double](repeating: 7, count: rows)
        var zb = za
        if let b {
          unsafe vector_math_dot_rows(rows, width, x, a, b, &za, &zb)
        } else {
          unsafe vector_math_dot_rows(rows, width, x, a, nil, &za, nil)
        }
        return (za, zb)
      },
      accumulate: { rows, width, x, ga, gb, ra, rb in
        if let gb {
          unsafe vector_math_accumulate_rows(rows, width, x, ga, gb, &ra, &rb)
        } else {
          unsafe vector_math_accumulate_rows(rows, width, x, ga, nil, &ra, nil)
        }
      })
  }

  /// Where the products differ from naive loops by more than the rounding of a sum, or an untouched array is touched.
  static func violations(_ product: RowProduct) -> [String] {
    var stream = RandomStream(seed: 2, name: "rows")
    var found: [String] = []
    for rows in 1...9 {
      for width in [8, 16, 24, 64, 400] {
        let x = stream.normals(rows * width)
        let (a, b) = (stream.normals(width), stream.normals(width))
        let (ga, gb) = (stream.normals(rows), stream.normals(rows))
        func bound(_ terms: [Double]) -> Double {
          0x1p-53 * Double(terms.count) * terms.reduce(0) { $0 + abs($1) }
        }
        for two in [false, true] {
          let dots = product.dot(rows, width, x, a, two ? b : nil)
          for i in 0..<rows {
            for (vector, result) in two ? [(a, dots.a[i]), (b, dots.b[i])] : [(a, dots.a[i])] {
              let terms = (0..<width).map { x[i * width + $0] * vector[$0] }
              if !(abs(result - terms.reduce(0, +)) <= bound(terms)) {
                found.append("dot \(rows) × \(width), two: \(two), row \(i)")
              }
            }
            if !two, dots.b[i] != 7 { found.append("dot \(rows) × \(width) wrote a second product") }
          }
          var (ra, rb) = (b, a)
          product.accumulate(rows, width, x, ga, two ? gb : nil, &ra, &rb)
          for k in 0..<width {
            for (old, g, result) in two ? [(b, ga, ra[k]), (a, gb, rb[k])] : [(b, ga, ra[k])] {
              let terms = [old[k]] + (0..<rows).map { x[$0 * width + k] * g[$0] }
              if !(abs(result - terms.reduce(0, +)) <= bound(terms)) {
                found.append("accumulate \(rows) × \(width), two: \(two), column \(k)")
              }
            }
            if !two, rb[k] != a[k] { found.append("accumulate \(rows) × \(width) wrote a second sum") }
          }
        }
      }
    }
    return found
  }

  @Test func rowProducts() { #expect(Self.violations(.kernel) == []) }

  /// Planted faults: the last row is left out, one product is taken twice, an old sum is overwritten.
  @Test func faultyRowProductsAreRejected() {
    var faulty = RowProduct.kernel
    faulty.dot = { rows, width, x, a, b in
      var product = RowProduct.kernel.dot(rows, width, x, a, b)
      product.a[rows - 1] = 0
      return product
    }
    #expect(Self.violations(faulty) != [])
    faulty = .kernel
    faulty.dot = { rows, width, x, a, b in
      let product = RowProduct.kernel.dot(rows, width, x, a, b)
      return (product.a, b == nil ? product.b : product.a)
    }
    #expect(Self.violations(faulty) != [])
    faulty = .kernel
    faulty.accumulate = { rows, width, x, ga, gb, ra, rb in
      ra = [Double](repeating: 0, count: width)
      RowProduct.kernel.accumulate(rows, width, x, ga, gb, &ra, &rb)
    }
    #expect(Self.violations(faulty) != [])
  }
}
