internal import Foundation
internal import LinearAlgebra
internal import TeacherStudent

/// What makes the prompt's Gauss–Newton matrix ill-conditioned: log10 of its condition number as a sum of five terms.
///
/// For a squared loss of one output, with a_i = J_i u_i the gradient of output f_i in its logits:
///
///     h_i = X_iᵀ a_i          M = (1/N) Σ h_i h_iᵀ             the gradient in the query q = W p
///     g_i = Wᵀ h_i            G = (1/N) Σ g_i g_iᵀ = WᵀMW      the same in the prompt
///     B: an orthonormal basis of what is orthogonal to q and v;  M_⊥ = BᵀMB;  M₀: as M_⊥, all |a_i| set to 1
///
///     log κ(G) =   log κ(G) − log κ(M)                 keys
///                + log λmin(M_⊥) − log λmin(M)         temperature: |q|, the inverse temperature, is hard to learn
///                + log λmax(M) − log λmax(M_⊥)         value spike: every output moves along v
///                + log κ(M_⊥) − log κ(M₀)              sample heterogeneity: few samples are not one-hot
///                + log κ(M₀)                           sampling floor: of N samples, however equal
///
/// Temperature and value spike are not negative (Cauchy interlacing). Replacing one factor at a time by an ideal one
/// is no such split: its remainders reach two decades.
///
/// Spectra are those of row matrices by `JacobiSVD`: rows of nearly one-hot samples are smaller than others by
/// tens of decades, and a product would lose them. A sample whose a_i vanishes altogether takes no part in M₀.
///
///     let attribution = try ConditionAttribution(loss, at: prompt)
///     for term in attribution.terms { print(term.name, term.log10) }
public struct ConditionAttribution: Codable, Equatable, Sendable {
  /// One of the five terms.
  public struct Term: Codable, Equatable, Sendable {
    /// `keys`, `temperature`, `value spike`, `sample heterogeneity` or `sampling floor`.
    public let name: String
    /// Its share of log10 κ(G), in decades.
    public let log10: Double
    /// What it measures, in one line.
    public let says: String
  }

  /// log10 κ(G).
  public let log10ConditionNumber: Double
  /// log10 of the largest eigenvalue of G.
  public let log10LargestEigenvalue: Double
  /// log10 of the smallest eigenvalue of G.
  public let log10SmallestEigenvalue: Double
  /// What W adds to κ(M); negative where it happens to help.
  public let keys: Double
  /// What the direction of the query takes from the smallest eigenvalue; not negative.
  public let temperature: Double
  /// What the direction of the value adds to the largest eigenvalue; not negative.
  public let valueSpike: Double
  /// What the spread of |J_i u_i| over the samples adds on the complement.
  public let sampleHeterogeneity: Double
  /// κ of as many samples with equal |J_i u_i| on the complement.
  public let samplingFloor: Double
  /// log10 κ(W)²: what the keys could add at most, 0 for orthogonal ones.
  public let log10SquaredKeyConditionNumber: Double

  /// |J_i u_i| of every sample: how far its output moves with its logits.
  public let sensitivities: [Double]
  /// The dimension of the complement of query and value: d − 2, or d − 1 where they are parallel.
  public let complementDimension: Int
  /// log10 of λmax(G)/(p̂ᵀGp̂), with p̂ the direction of the prompt: κ(G) if it is the weakest. NaN at p = 0.
  public let log10TemperatureScalar: Double
  /// cos² of the weakest direction of G with the prompt; NaN at p = 0.
  public let weakestAlongPrompt: Double
  /// cos² of the query's motion W e with the value v, for e the weakest direction of G.
  public let weakestAlongValue: Double
  /// cos² of the strongest direction of G with Wᵀv, the gradient of a query's component along v.
  public let strongestAlongValue: Double

  /// Splits κ at one parameter vector.
  ///
  /// - Parameters:
  ///   - loss: A squared loss of one output in which the prompt alone is trained.
  ///   - parameters: As the loss's arithmetic wants them; nil for the teacher, which a loss in teacher-relative
  ///     arithmetic knows.
  /// - Throws: ``AttributionError``; a condition number that is infinite is refused, not cut off.
  /// - Complexity: O(N·n·d + N·d²) and O(d³) a sweep of rotations.
  public init(_ loss: PromptAttentionLoss, at parameters: [Double]? = nil) throws(AttributionError) {
    guard loss.head == .squared, loss.outputs == 1 else {
      throw .needsScalarSquaredLoss(loss.head, outputs: loss.outputs)
    }
    guard loss.trained == .prompt, let value = loss.frozenValue?.storage else { throw .needsPromptAlone }
    guard parameters != nil || loss.reference != nil else { throw .teacherUnknown }
    let point = parameters ?? Array(repeating: 0, count: loss.dimension)
    if let index = point.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(index: index, value: point[index])
    }
    guard loss.sampleCount >= loss.features else {
      throw .tooFewSamples(loss.sampleCount, parameters: loss.features)
    }
    let prompt = zip(point, loss.reference?.prompt ?? point.map { _ in 0 }).map { $0 + $1 }
    let query = loss.keyMatrix.applied(to: prompt)
    let rows = SampleGradients(loss, at: point)
    let inPrompt = loss.keyMatrix.transposeApplied(to: rows.inQuery)
    try Self.requireFullRank(inPrompt)
    let full = try factorised { () throws(LinearAlgebraError) in try JacobiSVD(inPrompt) }
    let complement = try SampleGradients.complement(of: [query, value], dimension: loss.features)
    guard complement.columns > 0 else { throw .noComplement(dimension: loss.features) }
    let onComplement = rows.onComplement(complement)

    let total = try Extremes(full.values)
    let beforeKeys = try Extremes(rows.inQuery)
    let restricted = try Extremes(onComplement)
    let equal = try Extremes(rows.equalised(onComplement))
    log10LargestEigenvalue = total.largest
    log10SmallestEigenvalue = total.smallest
    log10ConditionNumber = total.ratio
    keys = total.ratio - beforeKeys.ratio
    temperature = restricted.smallest - beforeKeys.smallest
    valueSpike = beforeKeys.largest - restricted.largest
    sampleHeterogeneity = restricted.ratio - equal.ratio
    samplingFloor = equal.ratio
    switch loss.keyMatrix {
    case .identity: log10SquaredKeyConditionNumber = 0
    case .dense(let weights): log10SquaredKeyConditionNumber = try Extremes(weights).ratio
    }

    sensitivities = rows.sensitivities
    complementDimension = complement.columns
    let weakest = full.leftVectors.column(loss.features - 1)
    let motion = inPrompt.transposedProduct(with: prompt.normalised).euclideanNorm
    log10TemperatureScalar = prompt.maximumMagnitude > 0 ? total.largest - 2 * log10(motion) : .nan
    weakestAlongPrompt = weakest.squaredCosine(with: prompt)
    weakestAlongValue = loss.keyMatrix.applied(to: weakest).squaredCosine(with: value)
    strongestAlongValue = full.leftVectors.column(0)
      .squaredCosine(with: loss.keyMatrix.transposeApplied(to: value))
  }

  /// log10 κ(M_⊥), which the Wishart forecast is about.
  public var log10ComplementConditionNumber: Double { sampleHeterogeneity + samplingFloor }

  /// The five terms, in the order of the formula.
  public var terms: [Term] {
    [
      Term(name: "keys", log10: keys, says: "κ of the key matrix, as far as the attention lets it through"),
      Term(
        name: "temperature", log10: temperature,
        says: "the prompt's own direction, the inverse temperature, moves the outputs least"),
      Term(
        name: "value spike", log10: valueSpike, says: "the value's direction moves every output, and most"),
      Term(
        name: "sample heterogeneity", log10: sampleHeterogeneity,
        says: "the outputs of nearly one-hot samples move little: fewer samples do the work"),
      Term(
        name: "sampling floor", log10: samplingFloor,
        says: "as many samples of equal weight have this condition number"),
    ]
  }

  /// What rounding left between the sum of the terms and log10 κ(G).
  public var sumError: Double { abs(terms.reduce(0) { $0 + $1.log10 } - log10ConditionNumber) }

  /// κ(M_⊥) foretold from the |J_i u_i| alone; exact in distribution for independent normal tokens.
  ///
  /// - Complexity: O(N·d²) a draw, shared between threads.
  public func wishartForecast(draws: Int = 64, seed: UInt64 = 0) throws(AttributionError) -> WishartForecast {
    try factorised { () throws(LinearAlgebraError) in
      try WishartForecast(scales: sensitivities, dimension: complementDimension, draws: draws, seed: seed)
    }
  }
}

extension ConditionAttribution {
  /// log10 of the extreme eigenvalues of A·Aᵀ or AᵀA, whichever is the smaller matrix.
  private struct Extremes {
    let largest: Double
    let smallest: Double
    var ratio: Double { largest - smallest }

    init(_ matrix: Matrix) throws(AttributionError) {
      try self.init(factorised { () throws(LinearAlgebraError) in try matrix.jacobiSingularValues() })
    }

    init(_ values: [Double]) throws(AttributionError) {
      guard let last = values.last, last > 0 else {
        throw .rankDeficient(rank: values.count { $0 > 0 }, parameters: values.count)
      }
      largest = 2 * log10(values[0])
      smallest = 2 * log10(last)
    }
  }

  /// Throws where the smallest singular value of d × N gradients would be rounding noise.
  ///
  /// Sizes of samples may differ by any factor; what decides is how well their directions span the space.
  private static func requireFullRank(_ gradients: Matrix) throws(AttributionError) {
    var directions = gradients
    for i in 0..<gradients.columns { directions.setColumn(i, to: gradients.column(i).normalised) }
    let values = try factorised { () throws(LinearAlgebraError) in try directions.jacobiSingularValues() }
    let floor = (values.first ?? 0) * Double(gradients.columns) * .ulpOfOne
    let rank = values.count { $0 > floor }
    guard rank == gradients.rows else {
      throw .rankDeficient(rank: rank, parameters: gradients.rows)
    }
  }
}
