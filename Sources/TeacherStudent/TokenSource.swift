internal import Foundation
internal import LinearAlgebra
internal import Randomness

/// Draws tokens of a specification: what training and test samples have in common is drawn once.
struct TokenSource {
  private let specification: DatasetSpecification
  private let keyMatrix: KeyMatrix
  /// μ of spiked and contextual tokens, a unit vector.
  private let signal: [Double]
  /// Q·diag(√λ)·Qᵀ of correlated tokens.
  private let colouring: Matrix?

  init(_ specification: DatasetSpecification, _ keyMatrix: KeyMatrix) {
    self.specification = specification
    self.keyMatrix = keyMatrix
    let dimension = specification.dimension
    var direction = RandomStream(seed: specification.seed, name: "signal direction")
    let gaussian = direction.normals(dimension)
    let norm = gaussian.euclideanNorm
    signal = gaussian.map { $0 / norm }
    if specification.tokenDistribution == .correlated {
      var stream = RandomStream(seed: specification.seed, name: "token basis")
      let basis = OrthogonalFrame.random(rows: dimension, columns: dimension, &stream)
      let spectrum = Self.spectrum(dimension: dimension, exponent: specification.spectralExponent)
      // B·Bᵀ = Q·diag(√λ)·Qᵀ with B = Q·diag(λ^¼).
      var scaled = basis.transposed()
      for i in 0..<dimension {
        for j in 0..<dimension { scaled[i, j] *= spectrum[i].squareRoot().squareRoot() }
      }
      colouring = scaled.gram()
    } else {
      colouring = nil
    }
  }

  /// λ_k ∝ k^−α for k = 1 … d, of mean 1.
  static func spectrum(dimension: Int, exponent: Double) -> [Double] {
    let decay = (1...dimension).map { pow(Double($0), -exponent) }
    let mean = decay.mean
    return decay.map { $0 / mean }
  }

  /// Draws `samples` samples from the streams named after `purpose`.
  ///
  /// The first samples are the same however many are drawn, except for orthogonal keys.
  func draw(_ samples: Int, _ purpose: String) throws(DatasetError) -> TokenArray {
    let (tokens, dimension) = (specification.tokens, specification.dimension)
    let count = samples * tokens
    var stream = RandomStream(seed: specification.seed, name: purpose)
    if specification.tokenDistribution == .orthogonalKeys {
      let keys = OrthogonalFrame.random(rows: dimension, columns: count, &stream)
      return TokenArray(samples: samples, tokens: tokens, columns: try tokensWithKeys(keys))
    }
    var columns = Matrix(rows: dimension, columns: count, storage: stream.normals(count * dimension))
    switch specification.tokenDistribution {
    case .gaussian, .orthogonalKeys: break
    case .spiked:
      var heights = stream.substream("heights")
      for column in 0..<count {
        addSignal(specification.signalStrength * heights.normal(), to: &columns, column)
      }
    case .contextual:
      var places = stream.substream("places")
      for sample in 0..<samples {
        let column = sample * tokens + places.index(below: tokens)
        addSignal(specification.signalStrength, to: &columns, column)
      }
    case .correlated:
      if let colouring { columns = colouring * columns }
    }
    return TokenArray(samples: samples, tokens: tokens, columns: columns)
  }

  private func addSignal(_ height: Double, to columns: inout Matrix, _ column: Int) {
    for k in signal.indices { columns[k, column] += height * signal[k] }
  }

  /// Xᵀ with Wᵀ Xᵀ = Kᵀ.
  private func tokensWithKeys(_ keys: Matrix) throws(DatasetError) -> Matrix {
    guard case .dense(let weights) = keyMatrix else { return keys }
    // W is its own inverse transpose when it is orthogonal: no solve, no loss.
    if specification.keys == .orthogonal { return weights * keys }
    do throws(LinearAlgebraError) {
      let factors = try QR(weights.transposed())
      if let pivot = factors.triangularFactor.firstZeroPivot {
        throw LinearAlgebraError.singular(pivot: pivot + 1)
      }
      var solution = Matrix(rows: keys.rows, columns: keys.columns)
      BLAS.multiply(factors.orthogonalFactor, .transposed, keys, .plain, into: &solution)
      BLAS.solveTriangular(factors.triangularFactor, .upper, into: &solution)
      return solution
    } catch { throw .numerical(error) }
  }
}
