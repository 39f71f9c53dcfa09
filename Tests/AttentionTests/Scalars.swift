import Foundation

/// Numbers a model can be written in.
protocol Scalar {
  init(_ real: Double)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  var exponential: Self { get }
  var logarithm: Self { get }
  var reciprocal: Self { get }
}

/// A complex number: with an imaginary part of 1e-100 it carries a derivative exact to rounding.
struct Complex: Scalar {
  var real, imaginary: Double

  init(_ real: Double, _ imaginary: Double) { (self.real, self.imaginary) = (real, imaginary) }
  init(_ real: Double) { self.init(real, 0) }
  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
  static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }
  static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  var exponential: Self { Self(exp(real) * cos(imaginary), exp(real) * sin(imaginary)) }
  var logarithm: Self { Self(log(hypot(real, imaginary)), atan2(imaginary, real)) }
  var reciprocal: Self {
    let square = real * real + imaginary * imaginary
    return Self(real / square, -imaginary / square)
  }
}

/// A number with two derivatives and the mixed second one, exact to rounding.
///
/// - Reference: Fike and Alonso (2011), hyper-dual numbers, the complex step for second derivatives.
struct HyperDual: Scalar {
  var real, first, second, mixed: Double

  init(_ real: Double, _ first: Double, _ second: Double, _ mixed: Double) {
    (self.real, self.first, self.second, self.mixed) = (real, first, second, mixed)
  }
  init(_ real: Double) { self.init(real, 0, 0, 0) }
  static func + (a: Self, b: Self) -> Self {
    Self(a.real + b.real, a.first + b.first, a.second + b.second, a.mixed + b.mixed)
  }
  static func - (a: Self, b: Self) -> Self {
    Self(a.real - b.real, a.first - b.first, a.second - b.second, a.mixed - b.mixed)
  }
  static func * (a: Self, b: Self) -> Self {
    Self(
      a.real * b.real, a.real * b.first + a.first * b.real, a.real * b.second + a.second * b.real,
      a.real * b.mixed + a.first * b.second + a.second * b.first + a.mixed * b.real)
  }
  /// g(x) of a function with g, g′, g″ at the real part.
  private func lifted(_ value: Double, _ slope: Double, _ curvature: Double) -> Self {
    Self(value, slope * first, slope * second, slope * mixed + curvature * first * second)
  }
  var exponential: Self { lifted(exp(real), exp(real), exp(real)) }
  var logarithm: Self { lifted(log(real), 1 / real, -1 / (real * real)) }
  var reciprocal: Self { lifted(1 / real, -1 / (real * real), 2 / (real * real * real)) }
}
