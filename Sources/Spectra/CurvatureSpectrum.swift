internal import Foundation
public import LinearAlgebra
public import Objectives

/// The eigenvalues of a Hessian or of a Gauss–Newton matrix, and what is certain of them.
///
/// Eigenvalues of a formed matrix A are known to d·ε·‖A‖₂, so that small ones may be noise, sign included. Those of a
/// Gauss–Newton matrix RᵀR are the squared singular values of its factor; if the rows of R, each scaled to
/// length 1, are well conditioned (σ_min(C), R = D·C), one-sided Jacobi finds every one of them to a relative error of
/// some (rows + d)·ε/σ_min(C), whatever the scales of the rows. A Hessian H = RᵀR + E with positive definite
/// I + R⁻ᵀER⁻¹ = L·Lᵀ inherits that: its eigenvalues are the squared singular values of Lᵀ·R.
public struct CurvatureSpectrum: Equatable, Sendable {
  /// log10 |λ| of all d eigenvalues, ascending; −∞ for zero.
  public let log10Eigenvalues: [Double]
  /// The eigenvalues below zero by more than their error, ascending.
  public let negativeEigenvalues: [Double]
  /// How many eigenvalues differ from zero by more than their error.
  public let rank: Int
  /// log10 of the error bound below which an eigenvalue is not told from zero; −∞ if every one is resolved.
  public let log10Resolution: Double
  /// A bound of the relative error of the smallest eigenvalue of the numerical range.
  public let relativeError: Double
  /// Σλ²/λ_max², between 1 and the rank.
  public let stableRank: Double

  /// The largest |λ|, as its logarithm.
  public var log10Largest: Double { log10Eigenvalues.last ?? -.infinity }

  /// The smallest |λ| of the numerical range, as its logarithm; NaN with a rank of 0.
  public var log10Smallest: Double {
    rank > 0 ? log10Eigenvalues[log10Eigenvalues.count - rank] : .nan
  }

  /// log10 of the largest |λ| over the smallest one of the numerical range; NaN with a rank of 0.
  public var log10ConditionNumber: Double { log10Largest - log10Smallest }

  /// Eigenvalues by their magnitudes and the error they share.
  private init(
    log10Magnitudes: [Double], negative: [Double], log10Resolution: Double,
    relativeError: (_ log10Smallest: Double) -> Double
  ) {
    let sorted = log10Magnitudes.sorted()
    log10Eigenvalues = sorted
    negativeEigenvalues = negative.sorted()
    rank = sorted.count { $0 > log10Resolution }
    self.log10Resolution = log10Resolution
    let largest = sorted.last ?? -.infinity
    stableRank =
      largest > -.infinity ? sorted.reduce(0) { $0 + pow(10, 2 * ($1 - largest)) } : 0
    self.relativeError = rank > 0 ? relativeError(sorted[sorted.count - rank]) : .nan
  }

  /// Beyond this smaller side of a factor its singular values are found by bidiagonalisation, to an error relative to
  /// the largest one: the Jacobi rotations take ten times as long.
  public static let largestJacobiOrder = 400

  /// The spectrum of the Gauss–Newton matrix RᵀR.
  ///
  /// - Complexity: Two singular value decompositions of the factor.
  /// - Throws: ``SpectrumError/notConverged(routine:)``.
  public init(gaussNewtonFactor factor: Matrix) throws(SpectrumError) {
    do throws(LinearAlgebraError) {
      let graded = try GradedFactor(factor)
      self.init(graded, columns: factor.columns)
    } catch { throw .notConverged(routine: "the Gauss–Newton spectrum: \(error)") }
  }

  private init(_ graded: GradedFactor, columns: Int) {
    let zeros = columns - graded.values.count
    let magnitudes = graded.values.map { 2 * log10($0) } + Array(repeating: -.infinity, count: zeros)
    let floor = graded.isGraded ? -Double.infinity : 2 * log10(graded.absoluteError)
    self.init(log10Magnitudes: magnitudes, negative: [], log10Resolution: floor) { smallest in
      2 * (graded.isGraded ? graded.relativeError : pow(10, log10(graded.absoluteError) - smallest / 2))
    }
  }

  /// The spectrum of the Hessian at a point.
  ///
  /// - Complexity: O(d³) beside the derivatives and the decomposition of the factor.
  /// - Throws: ``SpectrumError/notConverged(routine:)``.
  public init(
    hessianOf objective: some TwiceDifferentiable, at parameters: [Double]
  ) throws(SpectrumError) {
    do throws(LinearAlgebraError) {
      let size = objective.dimension
      let rest = objective.residualCurvature(at: parameters)
      let graded = try GradedFactor(objective.gaussNewtonFactor(at: parameters))
      if rest.maximumMagnitude == 0 {
        self.init(graded, columns: size)
        return
      }
      let hessian = objective.hessian(at: parameters)
      let values = try hessian.symmetricEigenvalues()
      let norm = values.reduce(0) { max($0, $1.magnitude) }
      let error = Double(size) * .ulpOfOne * norm
      if let own = try graded.perturbed(by: rest),
        own.relativeError * own.values[size - 1] * own.values[size - 1] < error
      {
        self.init(
          log10Magnitudes: own.values.map { 2 * log10($0) }, negative: [], log10Resolution: -.infinity
        ) { _ in own.relativeError }
        return
      }
      self.init(
        log10Magnitudes: values.map { log10($0.magnitude) }, negative: values.filter { $0 < -error },
        log10Resolution: log10(error)
      ) { error / pow(10, $0) }
    } catch { throw .notConverged(routine: "the spectrum of the Hessian: \(error)") }
  }
}

/// The singular values of a factor R whose rows may differ in scale by any amount, with bounds of their errors.
private struct GradedFactor {
  /// min(rows, columns) values, descending.
  let values: [Double]
  /// Right singular vectors.
  let vectors: Matrix
  /// Whether ``relativeError`` holds for every value; else ``absoluteError`` does.
  let isGraded: Bool
  let relativeError: Double
  let absoluteError: Double

  init(_ factor: Matrix) throws(LinearAlgebraError) {
    let (m, n) = (factor.rows, factor.columns)
    let order = min(m, n)
    let unit = Double(m + n) * .ulpOfOne
    // The rows that are not zero, scaled to length 1.
    var rows = factor
    var zeros = 0
    for i in 0..<m {
      let norm = (0..<n).map { factor[i, $0] }.euclideanNorm
      if norm == 0 { zeros += 1 }
      for j in 0..<n where norm > 0 { rows[i, j] /= norm }
    }
    let scaled = order > 0 ? try rows.singularValues() : []
    let smallest = scaled.last ?? 0
    relativeError = unit * Double(max(m, 1)).squareRoot() / smallest
    isGraded =
      order <= CurvatureSpectrum.largestJacobiOrder && m - zeros >= order && smallest > 0
      && relativeError < 1e-3
    if isGraded {
      let svd = try JacobiSVD(factor)
      (values, vectors) = (svd.values, svd.rightVectors)
    } else {
      let svd = try SVD(factor)
      (values, vectors) = (svd.values, svd.rightVectors)
    }
    absoluteError = unit * (values.first ?? 0)
  }

  /// The roots of the eigenvalues of RᵀR + E, descending, and the relative error of their squares; nil if they are
  /// not known to be positive.
  ///
  /// With R = UΣVᵀ of full column rank: RᵀR + E = VΣ(I + F)ΣVᵀ, F = Σ⁻¹VᵀEVΣ⁻¹, and I + F = L·Lᵀ.
  func perturbed(by rest: Matrix) throws(LinearAlgebraError) -> (values: [Double], relativeError: Double)? {
    let size = rest.rows
    guard isGraded, values.count == size, let smallest = values.last, smallest > 0 else { return nil }
    var inner = Matrix(rows: size, columns: size)
    BLAS.multiply(vectors, .transposed, rest * vectors, .plain, into: &inner)
    var sum = Matrix.identity(size)
    for j in 0..<size {
      for i in 0..<size { sum[i, j] += 0.5 * (inner[i, j] + inner[j, i]) / values[i] / values[j] }
    }
    guard sum.maximumMagnitude.isFinite, let cholesky = try? Cholesky(sum) else { return nil }
    var product = cholesky.factor.transposed()
    for j in 0..<size {
      for i in 0..<size { product[i, j] *= values[j] }
    }
    let singular = try product.jacobiSingularValues()
    // What rounding E and forming F leaves, element by element, beside the smallest eigenvalue of I + F.
    let magnitudes = Matrix(rows: size, columns: size, storage: vectors.storage.map(\.magnitude))
    let terms = Matrix(rows: size, columns: size, storage: rest.storage.map(\.magnitude)) * magnitudes
    BLAS.multiply(magnitudes, .transposed, terms, .plain, into: &inner)
    for j in 0..<size {
      for i in 0..<size { inner[i, j] = inner[i, j] / values[i] / values[j] }
    }
    let definiteness = try sum.symmetricEigenvalues().first ?? 0
    let formed = Double(size) * .ulpOfOne * (inner.storage.euclideanNorm + Double(size))
    guard definiteness > 2 * formed else { return nil }
    return (singular, 4 * relativeError + 2 * formed / definiteness)
  }
}
