package import LinearAlgebra
internal import Randomness

/// Directions in classes: √s·prototype + √(1 − s)·noise, normalised to |x|² = N.
///
/// Two of one class have a correlation of about s, two of different ones 0 ± 1/√N.
package struct LabelledPoints: Sendable {
  /// One point a column.
  package let points: Matrix
  /// 0 ..< classes.
  package let labels: [Int]

  /// Points of classes that depend on the seed alone; training and test are different parts of the same kind.
  package init(width: Int, classes: Int, similarity: Double, count: Int, seed: UInt64, part: String) {
    let stream = RandomStream(seed: seed, name: "labelled points")
    var draws = stream.substream("prototypes")
    let prototypes = (0..<classes).map { _ in draws.normals(width) }
    draws = stream.substream(part)
    var points = Matrix(rows: width, columns: count)
    var labels: [Int] = []
    for column in 0..<count {
      let label = draws.index(below: classes)
      var point = draws.normals(width, scale: (1 - similarity).squareRoot())
      for i in 0..<width { point[i] += similarity.squareRoot() * prototypes[label][i] }
      let scale = Double(width).squareRoot() / point.euclideanNorm
      points.setColumn(column, to: point.map { scale * $0 })
      labels.append(label)
    }
    (self.points, self.labels) = (points, labels)
  }

  /// The points with |x|² = N·length².
  func points(ofLength length: Double) -> Matrix {
    var scaled = points
    for i in scaled.storage.indices { scaled.storage[i] *= length }
    return scaled
  }
}
