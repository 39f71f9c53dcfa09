internal import Foundation
internal import LinearAlgebra
public import Objectives
internal import Randomness

/// The extreme eigenvalues of a symmetric operator known by its products only, and what is certain of them.
///
/// k steps of Lanczos from a random unit vector q, every new vector made orthogonal to all others twice, give a
/// tridiagonal T_k whose eigenvalues θ_1 ≤ … ≤ θ_k lie between the extreme eigenvalues of A. Three statements follow,
/// each up to the rounding error ``rounding``:
///
/// * *Certain*: λ_min ≤ θ_1 and λ_max ≥ θ_k; and within |β_k s_k| of each θ there is an eigenvalue, with s_k the last
///   component of its eigenvector of T_k.
/// * *With confidence 1 − p at each end*: an eigenvalue μ outside [θ_1, θ_k] with unit eigenvector u obeys
///   |uᵀq| = |uᵀq_{k+1}|·Πβ_j / Π|μ − θ_i|, hence Π|μ − θ_i| ≤ Πβ_j/|uᵀq|; and a random q has |uᵀq| ≥ p·√(π/2d) with
///   probability 1 − p. The μ where both sides are equal bounds λ_min from below and λ_max from above.
/// * *Not known*: the smallest |λ| of an indefinite operator, and the numerical range of a singular one: eigenvalues
///   inside the spectrum may be missed. Such a condition number is refused.
///
/// - Complexity: k products, 4·d·k² flops and d·k numbers of memory.
/// - Reference: Lanczos (1950); Parlett (1980) for the residual bounds; van Dorsselaer, Hochstenbach and van der Vorst
///   (2000) for the probabilistic ones, which sharpen Kuczyński and Woźniakowski (1992).
public struct LanczosSpectrum: Sendable {
  /// How long to go on, and what to be sure of.
  public struct Options: Codable, Equatable, Sendable {
    /// The largest number of products; d at most are of use.
    public var steps = 500
    /// The interval of κ wanted: its upper end over its lower one.
    public var intervalRatio = 1.01
    /// The probability p with which a bound may fail, at each end.
    public var failureProbability = 1e-6
    /// Of the starting vector.
    public var seed: UInt64 = 0

    /// The default limits.
    public init() {}
  }

  /// A Ritz value: within ±`residual` there is an eigenvalue.
  public struct RitzValue: Equatable, Sendable {
    /// θ.
    public let value: Double
    /// |β_k s_k|.
    public let residual: Double
  }

  /// What is known of a condition number.
  public enum ConditionNumber: Equatable, Sendable {
    /// log10 κ is in this range, with the confidence of the bounds.
    case known(log10: ClosedRange<Double>)
    /// The range spans more than a factor of ten: no number is given.
    case refused(log10: ClosedRange<Double>)
    /// There are negative eigenvalues: the smallest magnitude is not at an end of the spectrum.
    case indefinite
  }

  /// The Ritz values, ascending.
  public let ritzValues: [RitzValue]
  /// From the probabilistic lower bound to the certain upper one.
  public let smallest: ClosedRange<Double>
  /// From the certain lower bound to the probabilistic upper one.
  public let largest: ClosedRange<Double>
  /// d·ε·max|θ|, the error that products and orthogonalisation may have; the intervals allow for it.
  public let rounding: Double
  /// How many products there were.
  public let steps: Int
  /// Whether the Krylov space closed, to rounding: but for starting vectors of probability zero it holds an eigenvector
  /// of every eigenvalue.
  public let isComplete: Bool
  /// At least as many eigenvalues are negative.
  public let negative: Int
  /// 1 − p: how sure the lower end of ``smallest`` and the upper one of ``largest`` are, each.
  public let confidence: Double

  /// Runs on the Hessian of an objective at a point.
  public init(
    hessianOf objective: some TwiceDifferentiable, at parameters: [Double], options: Options = Options()
  ) throws(SpectrumError) {
    try self.init(dimension: objective.dimension, options: options) {
      objective.hessianProduct(at: parameters, along: $0)
    }
  }

  /// Runs on the operator with these products.
  ///
  /// - Throws: ``SpectrumError/notConverged(routine:)`` if a product is not finite.
  public init(
    dimension: Int, options: Options = Options(), product: ([Double]) -> [Double]
  ) throws(SpectrumError) {
    precondition(dimension > 0, "an operator needs a dimension")
    var space = KrylovSpace(dimension: dimension, seed: options.seed)
    let limit = min(dimension, max(options.steps, 1))
    var state = Bounds.none
    do throws(LinearAlgebraError) {
      // The tridiagonal problem costs k³ with vectors: look at it ever more rarely.
      var next = min(limit, 8)
      while !space.isClosed, space.count < limit {
        guard space.extend(by: product) else { throw .notFinite(routine: "the operator") }
        guard space.isClosed || space.count >= next || space.count == limit else { continue }
        next = min(limit, space.count + max(4, space.count / 4))
        state = try Bounds(space, options)
        if case .known(let range) = state.conditionNumber,
          range.upperBound - range.lowerBound <= log10(options.intervalRatio)
        {
          break
        }
      }
    } catch { throw .notConverged(routine: "Lanczos: \(error)") }
    ritzValues = state.ritzValues
    (smallest, largest, rounding) = (state.smallest, state.largest, state.rounding)
    (steps, isComplete) = (space.count, space.isClosed)
    negative = state.ritzValues.count { $0.value < -state.rounding }
    confidence = 1 - options.failureProbability
  }

  /// κ = λ_max/λ_min as an interval, where the operator is positive definite as far as is known.
  public var conditionNumber: ConditionNumber {
    Bounds.conditionNumber(smallest: smallest, largest: largest, rounding: rounding)
  }
}

/// The intervals of the extreme eigenvalues after some steps.
private struct Bounds {
  let ritzValues: [LanczosSpectrum.RitzValue]
  let smallest: ClosedRange<Double>
  let largest: ClosedRange<Double>
  let rounding: Double

  static var none: Bounds { Bounds(ritzValues: [], smallest: 0...0, largest: 0...0, rounding: 0) }

  private init(
    ritzValues: [LanczosSpectrum.RitzValue], smallest: ClosedRange<Double>, largest: ClosedRange<Double>,
    rounding: Double
  ) {
    (self.ritzValues, self.smallest, self.largest) = (ritzValues, smallest, largest)
    self.rounding = rounding
  }

  init(_ space: KrylovSpace, _ options: LanczosSpectrum.Options) throws(LinearAlgebraError) {
    let eigen = try SymmetricEigen(space.tridiagonal)
    let (values, size) = (eigen.values, space.count)
    let beta = size == space.dimension ? 0 : space.nextBeta
    let rounding = Double(space.dimension) * .ulpOfOne * values.maximumMagnitude
    let component =
      options.failureProbability * (Double.pi / 2 / Double(space.dimension)).squareRoot()
    let logProduct =
      beta > 0 ? log(beta) + space.betas.reduce(0) { $0 + log($1) } - log(component) : -.infinity
    // How far outside the Ritz values an eigenvalue may be: g(δ) = Σ log(δ + distances) grows with δ.
    func reach(from end: Double) -> Double {
      let distances = values.map { ($0 - end).magnitude }
      func excess(_ delta: Double) -> Double {
        distances.reduce(0) { $0 + log($1 + delta) } - logProduct
      }
      var (low, high) = (0.0, max(rounding, .leastNormalMagnitude))
      while excess(high) < 0, high.isFinite {
        low = high
        high *= 4
      }
      for _ in 0..<60 where high > low * (1 + 1e-6) {
        let middle = low > 0 ? (low * high).squareRoot() : 0.5 * high
        if excess(middle) < 0 { low = middle } else { high = middle }
      }
      return high
    }
    let (first, last) = (values[0], values[size - 1])
    let belowFirst = logProduct > -.infinity ? reach(from: first) : 0
    let aboveLast = logProduct > -.infinity ? reach(from: last) : 0
    self.init(
      ritzValues: (0..<size).map {
        LanczosSpectrum.RitzValue(
          value: values[$0], residual: beta * eigen.vectors[size - 1, $0].magnitude + rounding)
      }, smallest: first - belowFirst - rounding...first + rounding,
      largest: last - rounding...last + aboveLast + rounding, rounding: rounding)
  }

  var conditionNumber: LanczosSpectrum.ConditionNumber {
    Self.conditionNumber(smallest: smallest, largest: largest, rounding: rounding)
  }

  static func conditionNumber(
    smallest: ClosedRange<Double>, largest: ClosedRange<Double>, rounding: Double
  ) -> LanczosSpectrum.ConditionNumber {
    if smallest.upperBound < 0 { return .indefinite }
    let lower = max(0, log10(max(largest.lowerBound, 0)) - log10(smallest.upperBound))
    guard smallest.lowerBound > 0 else { return .refused(log10: (lower.isNaN ? 0 : lower)...(.infinity)) }
    let upper = log10(largest.upperBound) - log10(smallest.lowerBound)
    return upper - lower <= 1 ? .known(log10: lower...upper) : .refused(log10: lower...upper)
  }
}

/// The orthonormal basis of a Krylov space and the operator on it.
private struct KrylovSpace {
  let dimension: Int
  private(set) var alphas: [Double] = []
  /// β_1 … β_{k−1}, which couple the vectors there are.
  private(set) var betas: [Double] = []
  /// β_k, the length of what leads out of the space.
  private(set) var nextBeta = 0.0
  private(set) var isClosed = false
  private var basis: [[Double]] = []
  private var next: [Double]

  var count: Int { alphas.count }

  /// A random direction, uniform on the sphere.
  init(dimension: Int, seed: UInt64) {
    self.dimension = dimension
    var stream = RandomStream(seed: seed, name: "Lanczos")
    let vector = stream.normals(dimension)
    let norm = vector.euclideanNorm
    next = vector.map { $0 / norm }
  }

  /// T_k.
  var tridiagonal: Matrix {
    var matrix = Matrix(diagonal: alphas)
    for (j, beta) in betas.enumerated() { (matrix[j, j + 1], matrix[j + 1, j]) = (beta, beta) }
    return matrix
  }

  /// Adds a vector; false if the product is not finite.
  mutating func extend(by product: ([Double]) -> [Double]) -> Bool {
    if count > 0 { betas.append(nextBeta) }
    basis.append(next)
    var image = product(next)
    guard image.maximumMagnitude.isFinite else { return false }
    let norm = image.euclideanNorm
    alphas.append(next.dot(image))
    // Twice is enough (Parlett 1980, after Kahan).
    for _ in 0..<2 {
      for vector in basis {
        let component = vector.dot(image)
        for k in image.indices { image[k] -= component * vector[k] }
      }
    }
    nextBeta = image.euclideanNorm
    isClosed = count == dimension || nextBeta <= Double(dimension) * .ulpOfOne * max(norm, largest)
    largest = max(largest, norm)
    next = isClosed ? next : image.map { $0 / nextBeta }
    return true
  }

  /// The largest ‖A q‖ so far.
  private var largest = 0.0
}
