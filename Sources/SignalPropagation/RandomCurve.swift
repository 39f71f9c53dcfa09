internal import Foundation
public import LinearAlgebra
internal import Randomness

/// A closed curve in the space of pre-activations, by points, with its first two derivatives.
///
/// Its quantities are those of ``CircleManifold``, of one network of finite width.
public struct RandomCurve: Sendable {
  /// h(θ), one point a column.
  public let position: Matrix
  /// ∂h/∂θ.
  public let velocity: Matrix
  /// ∂²h/∂θ².
  public let acceleration: Matrix

  init(position: Matrix, velocity: Matrix, acceleration: Matrix) {
    self.position = position
    self.velocity = velocity
    self.acceleration = acceleration
  }

  /// √(N q)·(u₀ cos θ + u₁ sin θ) at equal distances in θ, for two random orthonormal directions.
  public init(circleOfLength length: Double, width: Int, points: Int, seed: UInt64) {
    let (u, v) = Self.orthogonalPair(width: width, seed: seed)
    var (position, velocity) = (Matrix(rows: width, columns: points), Matrix(rows: width, columns: points))
    let radius = length.squareRoot()
    for j in 0..<points {
      let angle = 2 * .pi * Double(j) / Double(points)
      let (cosine, sine) = (radius * cos(angle), radius * sin(angle))
      for i in 0..<width {
        position[i, j] = cosine * u[i] + sine * v[i]
        velocity[i, j] = cosine * v[i] - sine * u[i]
      }
    }
    var acceleration = position
    for i in acceleration.storage.indices { acceleration.storage[i] = -position.storage[i] }
    self.init(position: position, velocity: velocity, acceleration: acceleration)
  }

  /// Two orthogonal directions of squared norm N.
  public static func orthogonalPair(width: Int, seed: UInt64) -> (first: [Double], second: [Double]) {
    precondition(width >= 2, "two directions need two dimensions")
    var stream = RandomStream(seed: seed, name: "random directions")
    func scaled(_ x: [Double]) -> [Double] {
      let factor = Double(width).squareRoot() / x.euclideanNorm
      return x.map { factor * $0 }
    }
    let first = scaled(stream.normals(width))
    var second = stream.normals(width)
    let overlap = first.dot(second) / Double(width)
    for i in second.indices { second[i] -= overlap * first[i] }
    return (first, scaled(second))
  }

  /// g = |∂h/∂θ|²/N at each point.
  public var metrics: [Double] {
    (0..<position.columns).map { velocity.column($0).dot(velocity.column($0)) / Double(position.rows) }
  }

  /// κ² = N[(v·v)(a·a) − (v·a)²]/(v·v)³ at each point.
  public var squaredCurvatures: [Double] {
    (0..<position.columns).map { j in
      let (v, a) = (velocity.column(j), acceleration.column(j))
      let (square, mixed) = (v.dot(v), v.dot(a))
      return Double(position.rows) * (square * a.dot(a) - mixed * mixed) / (square * square * square)
    }
  }

  /// ∫ √g dθ, the length of the curve over √N.
  public var euclideanLength: Double { 2 * .pi * metrics.map { $0.squareRoot() }.mean }

  /// ∫ √(κ²g) dθ, the length of the curve of tangent directions.
  public var grassmannianLength: Double {
    2 * .pi * zip(metrics, squaredCurvatures).map { ($0 * $1).squareRoot() }.mean
  }

  /// R(Δ) = h(θ)·h(θ + Δ)/N for Δ = 2πk/points, k = 0 … points − 1, averaged over θ.
  public var autocorrelation: [Double] {
    let gram = position.gram()
    let count = position.columns
    return (0..<count).map { shift in
      (0..<count).map { gram[$0, ($0 + shift) % count] }.mean / Double(position.rows)
    }
  }

  /// The curve in the `count` directions in which it extends most, one point a row, over √N.
  ///
  /// - Throws: `LinearAlgebraError` if the eigenvalue solver does not converge.
  public func principalCoordinates(_ count: Int) throws -> Matrix {
    // From the Gram matrix of the centred points.
    let points = position.columns
    var centred = position
    for i in 0..<position.rows {
      let mean = position.row(i).mean
      for j in 0..<points { centred[i, j] -= mean }
    }
    let eigen = try SymmetricEigen(centred.gram())
    let (values, vectors) = (eigen.values, eigen.vectors)
    var coordinates = Matrix(rows: points, columns: count)
    for k in 0..<count {
      let last = points - 1 - k
      let scale = (max(0, values[last]) / Double(position.rows)).squareRoot()
      // The sign is free: the first point of any size is positive.
      let pivot = (0..<points).max { abs(vectors[$0, last]) < abs(vectors[$1, last]) - 1e-9 } ?? 0
      let sign: Double = vectors[pivot, last] < 0 ? -1 : 1
      for j in 0..<points { coordinates[j, k] = sign * scale * vectors[j, last] }
    }
    return coordinates
  }
}
