public import Foundation
public import LinearAlgebra

/// What was measured on a dataset: evidence that it is what it was asked to be.
public struct DatasetCertificate: Codable, Equatable, Sendable {
  /// The spectrum of the design at the teacher: N rows φ_i = X_iᵀ s_i*, d columns.
  public struct Design: Codable, Equatable, Sendable {
    /// The number of singular values above ``tolerance``; N means that values v alone can fit any labels.
    public let rank: Int
    /// The largest rank the shape allows, min(N, d).
    public let fullRank: Int
    /// σ_max·max(N, d)·2⁻⁵², as NumPy's `matrix_rank` has it.
    public let tolerance: Double
    /// The largest singular value.
    public let largestSingularValue: Double
    /// The smallest of the min(N, d) singular values.
    public let smallestSingularValue: Double
  }

  /// What the data were generated from, if they were.
  public let specification: DatasetSpecification?
  /// The number of samples, N.
  public let samples: Int
  /// The number of tokens, n.
  public let tokens: Int
  /// The number of features, d.
  public let dimension: Int
  /// The number of outputs.
  public let outputs: Int
  /// The number of samples held out.
  public let testSamples: Int
  /// κ(W) = σ_max/σ_min; its square enters every Hessian for the prompt. Infinite for a singular W.
  public let keyConditionNumber: Double
  /// How far the keys of different samples are from orthogonal.
  public let orthogonality: OrthogonalityDefect
  /// The teacher's attention ratios on the training samples, if its prompt is known.
  public let ratios: AttentionRatios?
  /// The design at the teacher, if its prompt is known.
  public let design: Design?

  /// Measures a dataset of at least one sample.
  ///
  /// - Complexity: 2·N·n·d² flops for the keys and as many for their defect, d³ for κ(W), and N·d·min(N, d).
  public init(_ dataset: Dataset) throws(LinearAlgebraError) {
    let (tokens, keyMatrix) = (dataset.tokens, dataset.keyMatrix)
    specification = dataset.specification
    samples = tokens.samples
    self.tokens = tokens.tokens
    dimension = tokens.dimension
    outputs = dataset.outputs
    testSamples = dataset.test?.tokens.samples ?? 0
    keyConditionNumber = try Self.conditionNumber(keyMatrix)
    orthogonality = OrthogonalityDefect(keys: keyMatrix.keys(of: tokens))
    if let prompt = dataset.teacherPrompt {
      let teacher = SoftmaxAttentionTeacher()
      let logits = teacher.logits(tokens, keyMatrix, prompt: prompt)
      ratios = AttentionRatios(logits: logits)
      design = try Design(tokens, weights: teacher.weights(logits))
    } else {
      ratios = nil
      design = nil
    }
  }

  private static func conditionNumber(_ keyMatrix: KeyMatrix) throws(LinearAlgebraError) -> Double {
    guard case .dense(let weights) = keyMatrix else { return 1 }
    let values = try weights.singularValues()
    guard let largest = values.first, let smallest = values.last else { return 1 }
    return smallest > 0 ? largest / smallest : .infinity
  }
}

extension DatasetCertificate {
  /// The certificate as JSON with sorted keys; infinities and NaN as the strings "inf", "-inf", "nan".
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads what ``json()`` wrote.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(Self.self, from: json)
  }
}

extension DatasetCertificate.Design {
  init(_ tokens: TokenArray, weights: Matrix) throws(LinearAlgebraError) {
    var design = Matrix(rows: tokens.dimension, columns: tokens.samples)
    for i in 0..<tokens.samples {
      design.setColumn(i, to: tokens.transposedSample(i) * weights.column(i))
    }
    let values = try design.singularValues()
    largestSingularValue = values.first ?? 0
    smallestSingularValue = values.last ?? 0
    let tolerance =
      largestSingularValue * Double(max(design.rows, design.columns)) * Double.ulpOfOne
    self.tolerance = tolerance
    rank = values.count { $0 > tolerance }
    fullRank = values.count
  }
}
