import Foundation
import LinearAlgebra
import Objectives
import Randomness
import Spectra
import Testing

@Suite("StationaryPoint")
struct StationaryPointTests {
  @Test(arguments: [2, 5, 9])
  func rosenbrocksValleyIsFollowedToItsEnd(_ dimension: Int) throws {
    let start = (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1 }
    let point = try StationaryPoint(of: Rosenbrock(dimension: dimension), from: start)
    #expect(point.isConverged && point.gradientNorm <= 10 * point.gradientNoise)
    let distance = zip(point.parameters, start).map { $0 - $1 }.euclideanNorm
    #expect(point.distance == distance && point.loss < point.initialLoss)
    // The minimum at (1, …, 1), or the one beside it at (−1, 1, …, 1) where the residuals stay.
    let errors = point.parameters.dropFirst().map { abs($0 - 1) }
    #expect(point.loss < 1e-25 ? (errors.max() ?? 0) < 1e-12 : dimension >= 4)
  }

  /// A quadratic that carries distances: nothing but underflow ends the search.
  @Test func distancesHaveNoFloor() throws {
    let spectrum = [1e-8, 1e-3, 1, 7]
    let objective = Quadratic(spectrum: spectrum, reflectedAlong: [1, 2, -1, 3])
    let point = try StationaryPoint(of: objective, from: [1, -2, 3, 0.5])
    #expect(point.isConverged && point.gradientNorm < 1e-290)
    #expect(point.parameters.euclideanNorm < 1e-280)
  }

  @Test func aStationaryStartIsKept() throws {
    let objective = Quadratic(spectrum: [1, 2, 3], minimizer: [4, 5, 6])
    let point = try StationaryPoint(of: objective, from: [4, 5, 6])
    #expect(point.stop == .zeroGradient && point.parameters == [4, 5, 6] && point.distance == 0)
    #expect(point.steps == (0, 0))
  }

  /// L = ¼(x² − 1)² + ½y² + ½x²y²: minima at (±1, 0) where residuals vanish, a saddle at the origin.
  private static let twoWells = TestFunction(dimension: 2) { p in
    let (x, y) = (p[0], p[1])
    let well = x * x - 1
    return (
      0.25 * well * well + 0.5 * y * y * (1 + x * x), [x * well + x * y * y, y * (1 + x * x)]
    )
  } curvature: { p in
    let (x, y) = (p[0], p[1])
    return Matrix(rowByRow: [[3 * x * x - 1 + y * y, 2 * x * y], [2 * x * y, 1 + x * x]])
  } factor: { p in
    Matrix(rowByRow: [[sqrt(2) * p[0], 0], [0, 1], [p[1], p[0]]])
  }

  @Test func theOwnWellIsFoundAndASaddleIsCounted() throws {
    let left = try StationaryPoint(of: Self.twoWells, from: [-0.3, 0.4])
    #expect(left.isConverged && abs(left.parameters[0] + 1) < 1e-12 && abs(left.parameters[1]) < 1e-12)
    let right = try StationaryPoint(of: Self.twoWells, from: [0.3, 0.4])
    #expect(right.isConverged && abs(right.parameters[0] - 1) < 1e-12)
    // On the ridge the gradient leads to the saddle, which is what is found, and counted as one.
    let ridge = try StationaryPoint(of: Self.twoWells, from: [0, 0.4])
    #expect(ridge.isConverged && ridge.parameters.euclideanNorm < 1e-12)
    let spectrum = try CurvatureSpectrum(hessianOf: Self.twoWells, at: ridge.parameters)
    #expect(spectrum.negativeEigenvalues.count == 1 && spectrum.rank == 2)
    #expect(abs((spectrum.negativeEigenvalues.first ?? 0) + 1) < 1e-14)
    let well = try CurvatureSpectrum(hessianOf: Self.twoWells, at: left.parameters)
    #expect(well.negativeEigenvalues.isEmpty && well.log10ConditionNumber < 1e-12)
  }

  /// Residuals that stay: e^(θ₁ t) + θ₂ fitted to noisy data, against bisection with θ₂ eliminated.
  @Test func residualsThatStay() throws {
    var stream = RandomStream(seed: 3, name: "noise")
    let times = (0..<30).map { Double($0) / 10 }
    let labels = times.map { exp(-0.7 * $0) + 0.3 + 0.2 * stream.normal() }
    let objective = TestFunction(dimension: 2) { p in
      var (loss, gradient) = (0.0, [0.0, 0.0])
      for (t, y) in zip(times, labels) {
        let residual = exp(p[0] * t) + p[1] - y
        loss += 0.5 * residual * residual
        gradient[0] += residual * t * exp(p[0] * t)
        gradient[1] += residual
      }
      return (loss, gradient)
    } curvature: { p in
      var matrix = Matrix(rows: 2, columns: 2)
      for (t, y) in zip(times, labels) {
        let (e, residual) = (exp(p[0] * t), exp(p[0] * t) + p[1] - y)
        matrix[0, 0] += t * t * e * (e + residual)
        matrix[0, 1] += t * e
        matrix[1, 1] += 1
      }
      matrix[1, 0] = matrix[0, 1]
      return matrix
    } factor: { p in
      Matrix(rowByRow: times.map { [$0 * exp(p[0] * $0), 1] })
    }
    let point = try StationaryPoint(of: objective, from: [0, 0])
    #expect(point.isConverged && point.gradientNorm < 1e-13 && point.loss > 0.1)
    // For each θ₁ the best θ₂ is a mean; the slope of what is left changes sign at the minimum.
    func eliminated(_ exponent: Double) -> (slope: Double, offset: Double) {
      let rest = zip(times, labels).map { $1 - exp(exponent * $0) }
      let slope = zip(times, rest).reduce(0) { $0 + (rest.mean - $1.1) * $1.0 * exp(exponent * $1.0) }
      return (slope, rest.mean)
    }
    var (low, high) = (-2.0, -0.1)
    #expect(eliminated(low).slope < 0 && eliminated(high).slope > 0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if eliminated(middle).slope < 0 { low = middle } else { high = middle }
    }
    #expect(abs(point.parameters[0] - low) < 1e-11)
    #expect(abs(point.parameters[1] - eliminated(low).offset) < 1e-11)
  }

  /// e^(−θ₁) and 1/(1 + θ₁²): nothing finite attracts.
  @Test func limitsAtInfinityAreNamed() throws {
    let exponential = TestFunction(dimension: 2) { p in
      let (e, r) = (exp(-p[0]), p[1] - 2)
      return (0.5 * e * e + 0.5 * r * r, [-e * e, r])
    } curvature: { p in
      Matrix(diagonal: [2 * exp(-2 * p[0]), 1])
    } factor: { p in
      Matrix(diagonal: [exp(-p[0]), 1])
    }
    let away = try StationaryPoint(of: exponential, from: [1, 0])
    #expect(away.stop == .escapesToInfinity && !away.isConverged && away.parameters[0] > 5)
    // Beside a residual that stays the loss soon shows nothing of it, and the curvature drowns in the other's.
    let beside = TestFunction(dimension: 2) { p in
      let value = exponential.value(p)
      return (value.loss + 3, value.gradient)
    } curvature: {
      exponential.curvature($0)
    } factor: {
      exponential.factor($0)
    }
    let other = try StationaryPoint(of: beside, from: [1, 0])
    #expect(other.stop == .escapesToInfinity && other.parameters[0] > 5)
    let rational = TestFunction(dimension: 1) { p in
      let q = 1 + p[0] * p[0]
      return (1 / q, [-2 * p[0] / (q * q)])
    } curvature: { p in
      let q = 1 + p[0] * p[0]
      return Matrix(diagonal: [(6 * p[0] * p[0] - 2) / (q * q * q)])
    } factor: { p in
      let q = 1 + p[0] * p[0]
      return Matrix(diagonal: [sqrt(2) * p[0] / (q * q.squareRoot())])
    }
    #expect(try StationaryPoint(of: rational, from: [0.5]).stop == .escapesToInfinity)
  }

  @Test func moreParametersThanResiduals() throws {
    var stream = RandomStream(seed: 4, name: "wide")
    let inputs = Matrix(rows: 12, columns: 5, storage: stream.normals(60))
    let labels = stream.normals(5)
    let objective = LinearLeastSquares(inputs: inputs, labels: labels)
    let start = stream.normals(12)
    let point = try StationaryPoint(of: objective, from: start)
    #expect(point.isConverged && point.loss < 1e-28)
    // The nearest solution: what moved lies in the span of the inputs.
    let moved = zip(point.parameters, start).map { $0 - $1 }
    let basis = try QR(inputs).orthogonalFactor
    let inside = basis * basis.transposedProduct(with: moved)
    #expect(zip(moved, inside).map { $0 - $1 }.euclideanNorm < 1e-12 * moved.euclideanNorm)
    let spectrum = try CurvatureSpectrum(hessianOf: objective, at: point.parameters)
    #expect(spectrum.rank == 5 && spectrum.log10Eigenvalues.prefix(7).allSatisfy { $0 == -.infinity })
  }

  @Test func startsThatCannotBeDescendedFrom() {
    let objective = Quadratic(spectrum: [1, 1])
    #expect(throws: StationaryPointError.self) { try StationaryPoint(of: objective, from: [.infinity, 0]) }
    #expect(throws: StationaryPointError.self) { try StationaryPoint(of: objective, from: [.nan, 0]) }
    var options = StationaryPoint.Options()
    (options.levenbergMarquardtSteps, options.newtonSteps) = (2, 1)
    let early = try? StationaryPoint(of: Rosenbrock(), from: [-1.2, 1], options: options)
    #expect(early?.isConverged == false)
  }

  /// The planted fault: with a gradient that is off, no point is called stationary.
  @Test func aWrongGradientIsNoStationaryPoint() throws {
    let rosenbrock = Rosenbrock()
    let faulty = TestFunction(dimension: 2) { p in
      let value = rosenbrock.valueAndGradient(at: p)
      return (value.loss, [value.gradient[0] + 0.5 * (2 + sin(40 * p[1])), value.gradient[1] * p[0]])
    } curvature: {
      rosenbrock.hessian(at: $0)
    } factor: {
      rosenbrock.gaussNewtonFactor(at: $0)
    }
    #expect(try !StationaryPoint(of: faulty, from: [-1.2, 1]).isConverged)
  }
}
