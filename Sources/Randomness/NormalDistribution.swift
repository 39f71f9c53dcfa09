internal import Foundation

/// The standard normal distribution N(0, 1).
public enum NormalDistribution {
  /// The quantile Φ⁻¹(p): the z below which a standard normal variable falls with probability p.
  ///
  /// −∞ and +∞ at 0 and 1, NaN outside [0, 1]. The relative error is about 1e-16 but near p = ½, where
  /// it is that of p − ½. For p above ½ the upper tail is only as fine as 1 − p: prefer
  /// ``quantile(centred:)`` or −quantile(1 − p).
  ///
  /// - Reference: Wichura (1988), Algorithm AS 241, PPND16.
  public static func quantile(_ probability: Double) -> Double {
    let q = probability - 0.5
    if q.magnitude <= centre { return central(q) }
    return q < 0 ? -tail(probability) : tail(1 - probability)
  }

  /// The quantile at p = ½ + q, −½ ≤ q ≤ ½; odd in q bit for bit.
  ///
  /// Only the tails, |q| > 0.425, call the C library (a logarithm).
  @inline(__always)
  public static func quantile(centred q: Double) -> Double {
    if q.magnitude <= centre { return central(q) }
    return q < 0 ? -tail(0.5 + q) : tail(0.5 - q)
  }

  private static var centre: Double { 0.425 }

  /// The rational approximation of degree (7, 7) in 0.425² − q² for the central 85 %.
  @inline(__always)
  private static func central(_ q: Double) -> Double {
    let r = 0.180625 - q * q
    let numerator =
      ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
        + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
        + 133.14166789178437745) * r + 3.387132872796366608
    let denominator =
      ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
        + 42.313330701600911252) * r + 1
    return q * numerator / denominator
  }

  /// The upper quantile of a small tail probability p < 0.075, in r = √(−log p).
  private static func tail(_ p: Double) -> Double {
    guard p > 0 else { return p == 0 ? .infinity : .nan }
    var r = (-log(p)).squareRoot()
    if r <= 5 {
      r -= 1.6
      let numerator =
        ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
          + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
          + 4.6303378461565452959) * r + 1.42343711074968357734
      let denominator =
        ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
          + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
          + 2.05319162663775882187) * r + 1
      return numerator / denominator
    }
    r -= 5
    let numerator =
      ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
        + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        + 5.4637849111641143699) * r + 6.6579046435011037772
    let denominator =
      ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
        + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
        + 0.59983220655588793769) * r + 1
    return numerator / denominator
  }
}
