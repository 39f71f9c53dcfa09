internal import LinearAlgebra
internal import TeacherStudent

/// The gradients of all outputs in the query, and how large their gradients in the logits are.
struct SampleGradients {
  /// h_i/√N as columns, d × N.
  let inQuery: Matrix
  /// |J_i u_i|.
  let sensitivities: [Double]

  init(_ loss: PromptAttentionLoss, at parameters: [Double]) {
    let query = loss.query(parameters)
    let scale = 1 / Double(loss.sampleCount).squareRoot()
    let samples = Parallel.map(loss.sampleCount) { i in
      let state = loss.state(i, query)
      let slopes = zip(state.weights, state.centredValues[0]).map { $0 * $1 }
      return (loss.transposedRowProduct(i, slopes.map { scale * $0 }), slopes.euclideanNorm)
    }
    inQuery = Matrix(columnByColumn: samples.map(\.0))
    sensitivities = samples.map(\.1)
  }

  /// Bᵀh_i/√N as columns.
  func onComplement(_ basis: Matrix) -> Matrix {
    var product = Matrix(rows: basis.columns, columns: inQuery.columns)
    BLAS.multiply(basis, .transposed, inQuery, .plain, into: &product)
    return product
  }

  /// The columns with every |J_i u_i| set to 1; those of samples without any stay zero.
  func equalised(_ columns: Matrix) -> Matrix {
    var equal = columns
    for (i, size) in sensitivities.enumerated() where size > 0 {
      equal.setColumn(i, to: columns.column(i).map { $0 / size })
    }
    return equal
  }

  /// An orthonormal basis of the vectors orthogonal to all of `span`, dimension × (dimension − rank).
  ///
  /// A vector that is zero, or parallel to those before it within rounding, takes no direction away.
  static func complement(of span: [[Double]], dimension: Int) throws(AttributionError) -> Matrix {
    var basis: [[Double]] = []
    for vector in span {
      var rest = vector.normalised
      // Twice is enough (Kahan): what is left after the second pass is orthogonal to rounding.
      for _ in 0..<2 {
        for direction in basis {
          let component = rest.dot(direction)
          rest = zip(rest, direction).map { $0 - component * $1 }
        }
      }
      if rest.euclideanNorm > 8 * Double(dimension) * .ulpOfOne { basis.append(rest.normalised) }
    }
    // The reflectors of a QR factorisation turn the axes into the basis and, behind it, its complement.
    var padded = Matrix(rows: dimension, columns: dimension)
    for (j, direction) in basis.enumerated() { padded.setColumn(j, to: direction) }
    let qr = try factorised { () throws(LinearAlgebraError) in try QR(padded) }
    return Matrix(
      rows: dimension, columns: dimension - basis.count,
      storage: Array(qr.orthogonalFactor.storage.dropFirst(dimension * basis.count)))
  }
}

/// A factorisation whose failure is one of the attribution's errors.
func factorised<Value>(
  _ body: () throws(LinearAlgebraError) -> Value
) throws(AttributionError) -> Value {
  do { return try body() } catch { throw .linearAlgebra(error) }
}

extension [Double] {
  /// The vector divided by its norm; the zero vector itself.
  var normalised: [Double] {
    let norm = euclideanNorm
    return norm > 0 ? map { $0 / norm } : self
  }

  /// cos² of the angle with another vector; NaN if one of them is zero.
  func squaredCosine(with other: [Double]) -> Double {
    guard maximumMagnitude > 0, other.maximumMagnitude > 0 else { return .nan }
    let cosine = normalised.dot(other.normalised)
    return Swift.min(cosine * cosine, 1)
  }
}
