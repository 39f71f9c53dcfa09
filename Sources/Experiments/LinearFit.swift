internal import LinearAlgebra

/// The least-squares line y = intercept + slope·x.
package struct LinearFit: Equatable {
  package let slope: Double
  package let intercept: Double
  /// 1 − residual variance / variance; 1 for points on a line, also a flat one.
  package let determination: Double

  /// The line through at least two points of different x; other input traps.
  package init(_ x: [Double], _ y: [Double]) {
    precondition(x.count == y.count && x.count >= 2, "a line needs two points")
    let (meanX, meanY) = (x.mean, y.mean)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      xy += (a - meanX) * (b - meanY)
      yy += (b - meanY) * (b - meanY)
    }
    precondition(xx > 0, "a line needs two different x")
    slope = xy / xx
    intercept = meanY - slope * meanX
    var residual = 0.0
    for (a, b) in zip(x, y) {
      let gap = b - intercept - slope * a
      residual += gap * gap
    }
    determination = yy > 0 ? 1 - residual / yy : 1
  }
}
