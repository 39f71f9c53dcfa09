package import Attention
internal import Foundation
package import LinearAlgebra
internal import Objectives
internal import Randomness
internal import TeacherStudent

/// How the initial residual lies among the left singular vectors of Φ(p₀).
public enum ResidualDirection: String, Codable, CaseIterable, Sendable {
  /// Uniform on the sphere.
  case random
  /// Along that of σ_N: the slowest decay the value vector allows.
  case weakest
  /// Along that of σ₁.
  case strongest
}

/// Over-parameterised data and a starting point, and what the theorem wants to know of them.
///
/// The loss is the sum L = ½|f − y|². Φ has the rows φ_i = X_iᵀ softmax(K_i p), so f = Φ v; s₀ = σ_N(Φ(p₀)),
/// Ξ = (Σ|X_i|⁴)^½ and w = |W| in spectral norms.
package struct PolyakLojasiewiczInstance: Sendable {
  package let shape: PolyakLojasiewiczStudy.Shape
  package let seed: UInt64
  package let direction: ResidualDirection
  /// What v₀ is multiplied by.
  package let valueScale: Double
  /// s₀.
  package let smallestSingularValue: Double
  /// Ξ.
  package let tokenScale: Double
  /// w.
  package let keyNorm: Double
  /// |v₀|.
  let valueNorm: Double
  /// |X_i|.
  let tokenNorms: [Double]
  /// r₀/|r₀|.
  package let unitResidual: [Double]

  private let dataset: Dataset
  private let start: TeacherParameters

  /// Which instance it is and the theorem's constants, without the data.
  package struct Constants: Codable, Sendable {
    package let shape: PolyakLojasiewiczStudy.Shape
    package let seed: UInt64
    package let direction: ResidualDirection
    package let valueScale, smallestSingularValue, tokenScale, keyNorm: Double
  }

  /// What a report says of it.
  package var constants: Constants {
    Constants(
      shape: shape, seed: seed, direction: direction, valueScale: valueScale,
      smallestSingularValue: smallestSingularValue, tokenScale: tokenScale, keyNorm: keyNorm)
  }

  package init(
    _ shape: PolyakLojasiewiczStudy.Shape, seed: UInt64, direction: ResidualDirection, valueScale: Double = 1
  ) throws {
    (self.shape, self.seed, self.direction, self.valueScale) = (shape, seed, direction, valueScale)
    dataset = try Dataset(shape.data(seed: seed))
    let problem = try AttentionProblem(dataset, trained: .promptAndValue, seed: seed)
    var (prompt, value) = problem.model(problem.initialParameters)
    for k in value.storage.indices { value.storage[k] *= valueScale }
    start = TeacherParameters(prompt: prompt, value: value)
    valueNorm = value.frobeniusNorm
    let (n, d) = (shape.tokens, shape.dimension)
    let tokens = dataset.tokens
    tokenNorms = try (0..<shape.samples).map { i in
      let rows = Array(tokens.storage[i * n * d..<(i + 1) * n * d])
      return try Matrix(rows: d, columns: n, storage: rows).singularValues()[0]
    }
    tokenScale = tokenNorms.reduce(0) { $0 + $1 * $1 * $1 * $1 }.squareRoot()
    switch dataset.keyMatrix {
    case .identity: keyNorm = 1
    case .dense(let matrix): keyNorm = try matrix.singularValues()[0]
    }
    let features = try SVD(Self.features(of: problem.loss, at: problem.initialParameters))
    smallestSingularValue = features.values[shape.samples - 1]
    switch direction {
    case .weakest: unitResidual = features.leftVectors.column(shape.samples - 1)
    case .strongest: unitResidual = features.leftVectors.column(0)
    case .random:
      var stream = RandomStream(seed: seed, name: "initial residual")
      let vector = stream.normals(shape.samples)
      let norm = vector.euclideanNorm
      unitResidual = vector.map { $0 / norm }
    }
  }

  /// The loss in increments from the starting point, with |r₀| = `residualNorm`; its value is the mean, L/N.
  ///
  /// Residuals are r₀ + (f − f₀) with the difference formed without cancellation: relative to |r₀| they are right
  /// to rounding, however small |r₀| is beside f.
  package func loss(residualNorm: Double) throws -> PromptAttentionLoss {
    let residuals = Matrix(
      rows: 1, columns: shape.samples, storage: unitResidual.map { residualNorm * $0 })
    let outputs = SoftmaxAttentionTeacher().outputs(dataset.tokens, dataset.keyMatrix, start)
    let labels = Matrix(
      rows: 1, columns: shape.samples, storage: zip(outputs.storage, residuals.storage).map { $0 - $1 })
    return try PromptAttentionLoss(
      tokens: dataset.tokens, keyMatrix: dataset.keyMatrix, labels: labels, trained: .promptAndValue,
      teacher: start, arithmetic: .teacherRelative, teacherResiduals: residuals)
  }

  /// Φ, N × d: the part of ∂f/∂θ that belongs to the value vector.
  package static func features(of loss: PromptAttentionLoss, at parameters: [Double]) -> Matrix {
    let factor = loss.gaussNewtonFactor(at: parameters)
    let root = Double(loss.sampleCount).squareRoot()
    var features = Matrix(rows: loss.sampleCount, columns: loss.features)
    for j in 0..<loss.features {
      for i in 0..<loss.sampleCount { features[i, j] = root * factor[i, loss.features + j] }
    }
    return features
  }

  /// |r₀| at which the hypothesis s₀² > `factor`·wΞ|r₀| is an equality.
  package func criticalResidual(factor: Double) -> Double {
    smallestSingularValue * smallestSingularValue / (factor * keyNorm * tokenScale)
  }

  /// Λ: a bound on |∇²L| where |θ − θ₀| ≤ B and |r| ≤ |r₀|.
  ///
  ///     Σ(|X|² + (w|X|²V/2)²) + |r₀|·(Σ(w|X|² + w²|X|³V/√2)²)^½,      V = |v₀| + B
  ///
  /// from ∇²L = Σ ∇f∇fᵀ + Σ r ∇²f, |J| ≤ ½ and |D² softmax(z)[c,u,u]| ≤ √2|c|·½|u|².
  package func curvatureBound(residualNorm: Double, radius: Double) -> Double {
    let (w, v) = (keyNorm, valueNorm + radius)
    var (gaussNewton, residualPart) = (0.0, 0.0)
    for x in tokenNorms {
      let slope = w * x * x * v / 2
      gaussNewton += x * x + slope * slope
      let bend = w * x * x + w * w * x * x * x * v / 2.0.squareRoot()
      residualPart += bend * bend
    }
    return gaussNewton + residualNorm * residualPart.squareRoot()
  }
}
