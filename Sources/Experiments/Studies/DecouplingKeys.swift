internal import Foundation
package import LinearAlgebra
internal import Randomness
internal import TeacherStudent

/// Keys of N samples with n tokens each, and how far they are from K_iK_jᵀ = δᵢⱼI.
package struct DecouplingKeys: Sendable {
  /// Where keys come from.
  package enum Family: String, CaseIterable, Codable, Sendable {
    /// KKᵀ = I + εS, d = N·n, K its Cholesky factor; S = (C − I)/‖C − I‖ for the Gram matrix C of random unit
    /// vectors in N dimensions, so that the defect is ε.
    case perturbed
    /// Independent N(0, 1/d) entries.
    case gaussian
    /// The nearest to orthogonal there are: orthonormal keys for d ≥ N·n, a tight frame of mean squared norm 1 below.
    case frame
  }

  package let family: Family
  /// ε, or d.
  package let parameter: Double
  /// The keys of all samples one below the other, N·n × d.
  package let keys: Matrix
  /// E = KKᵀ − I.
  package let excess: Matrix
  /// max_ij ‖K_iK_jᵀ − δᵢⱼI‖ in the spectral norm.
  package let defect: Double

  /// Keys of a family at its parameter.
  package init(_ family: Family, _ parameter: Double, samples: Int, tokens: Int, seed: UInt64) throws {
    (self.family, self.parameter) = (family, parameter)
    let count = samples * tokens
    var stream = RandomStream(seed: seed, name: "decoupling keys " + family.rawValue)
    switch family {
    case .perturbed:
      let far = Matrix(rows: samples, columns: count, storage: stream.normals(samples * count))
      let unit = Matrix(
        columnByColumn: (0..<count).map { j in
          let column = far.column(j)
          return column.map { $0 / column.euclideanNorm }
        })
      var change = unit.gram()
      for k in 0..<count { change[k, k] = 0 }
      let norm = try Self.largestBlockNorm(change, tokens)
      // I + εS = (1 − ε/‖C − I‖)·I + ε/‖C − I‖·C is a Gram matrix as long as the weights are not negative.
      precondition(parameter <= norm, "such a defect is beyond the far end")
      for k in change.storage.indices { change.storage[k] *= parameter / norm }
      // E as it was made: subtracting I from the product of keys would leave rounding errors of 1e-16.
      excess = change
      for k in 0..<count { change[k, k] += 1 }
      keys = try Cholesky(change).factor
    case .gaussian:
      let d = Int(parameter)
      keys = Matrix(
        rows: count, columns: d, storage: stream.normals(count * d, scale: 1 / Double(d).squareRoot()))
      excess = Self.excess(keys)
    case .frame:
      let d = Int(parameter)
      if d >= count {
        keys = OrthogonalFrame.random(rows: d, columns: count, &stream).transposed()
      } else {
        var frame = OrthogonalFrame.random(rows: count, columns: d, &stream)
        let scale = (Double(count) / Double(d)).squareRoot()
        for k in frame.storage.indices { frame.storage[k] *= scale }
        keys = frame
      }
      excess = Self.excess(keys)
    }
    defect = try Self.largestBlockNorm(excess, tokens)
  }

  private static func excess(_ keys: Matrix) -> Matrix {
    var product = keys.transposed().gram()
    for k in 0..<keys.rows { product[k, k] -= 1 }
    return product
  }

  /// The largest spectral norm of an n × n block.
  private static func largestBlockNorm(_ matrix: Matrix, _ n: Int) throws -> Double {
    var largest = 0.0
    for j in 0..<matrix.rows / n {
      for i in 0...j {
        var block = Matrix(rows: n, columns: n)
        for b in 0..<n {
          for a in 0..<n { block[a, b] = matrix[i * n + a, j * n + b] }
        }
        // Singular values of a block of 1e-200 would be right too; zero has none worth computing.
        guard block.maximumMagnitude > 0 else { continue }
        largest = max(largest, try block.singularValues()[0])
      }
    }
    return largest
  }
}
