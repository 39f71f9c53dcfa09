import Attention
import LinearAlgebra
import Objectives
import TeacherStudent
import Testing

/// Loss, gradient and Hessian against mpmath, number by number; see Fixtures/attention.py.
@Suite struct SaturatedAttentionTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let arithmetic: PromptAttentionLoss.Arithmetic
    let trained: PromptAttentionLoss.Parameters
    let samples, tokens, dimension, outputs: Int
    let x, prompt, value, labels, parameters, direction: [Double]
    let keyMatrix: [Double]?
    let logitMagnitude: Double
    let outputsOrResiduals, residualScale, gradient, gradientScale: [Double]
    let loss, lossScale: Double
    let hessian, hessianScale, product, productScale: [Double]?
    var testDescription: String { name }

    func objective() throws -> PromptAttentionLoss {
      let square = { Matrix(rows: dimension, columns: dimension, storage: $0) }
      let value = Matrix(rows: dimension, columns: outputs, storage: value)
      return try PromptAttentionLoss(
        tokens: TokenArray(samples: samples, tokens: tokens, dimension: dimension, storage: x),
        keyMatrix: keyMatrix.map { .dense(square($0)) } ?? .identity,
        labels: Matrix(
          rows: outputs, columns: samples,
          storage: labels.isEmpty ? Array(repeating: 0, count: outputs * samples) : labels),
        trained: trained, value: value,
        teacher: prompt.isEmpty ? nil : TeacherParameters(prompt: prompt, value: value),
        arithmetic: arithmetic)
    }

    /// Roundings allowed for each unit of scale: a few where logits are exact, those of their inner products else.
    var allowance: Double { 8 * (1 + logitMagnitude) }
  }

  static let cases = Swift.Result { try Fixture.decode("attention.json", as: [Case].self) }

  static func violations(_ cases: [Case], columns: Int, _ parameters: (Case) -> [Double]) throws -> [String] {
    var found: [String] = []
    for entry in cases {
      let loss = try entry.objective()
      func check(_ what: String, _ computed: [Double], _ exact: [Double], _ scale: [Double]) {
        let error = RoundingErrors.largest(computed, from: exact, scale: scale)
        if !(error <= entry.allowance) { found.append("\(entry.name): \(what) is off by \(error) roundings") }
      }
      let point = parameters(entry)
      let together = PromptAttentionLossEvaluationTests.evaluate(
        loss, Array(repeating: point, count: columns))
      check("loss", [together.losses[columns - 1]], [entry.loss], [entry.lossScale])
      check("gradient", together.gradients[columns - 1], entry.gradient, entry.gradientScale)
      guard columns == 1 else { continue }
      check("output", loss.outputs(at: point).flatMap { $0 }, entry.outputsOrResiduals, entry.residualScale)
      if let hessian = entry.hessian, let scale = entry.hessianScale {
        check("Hessian", loss.hessian(at: point).storage, hessian, scale)
      }
      if let product = entry.product, let scale = entry.productScale {
        check("product", loss.hessianProduct(at: point, along: entry.direction), product, scale)
      }
    }
    return found
  }

  @Test(arguments: [1, 8])
  func everyNumberIsAccurate(_ columns: Int) throws {
    let found = try Self.violations(try Self.cases.get(), columns: columns, \.parameters)
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  /// Planted fault: parameters off by 1e-13 relative.
  @Test func perturbedParametersAreRejected() throws {
    let cases = try Self.cases.get()
    for group in PromptAttentionLoss.Arithmetic.allCases {
      let found = try Self.violations(cases.filter { $0.arithmetic == group }, columns: 1) {
        $0.parameters.map { $0 * (1 + 1e-13) }
      }
      #expect(found.count > 10)
    }
  }

  /// The scales hide no cancellation: near the teacher, and in absolute arithmetic, most are of the numbers' own size.
  @Test func scalesAreHonest() throws {
    for entry in try Self.cases.get() where entry.keyMatrix == nil {
      let isFar = entry.arithmetic == .teacherRelative && entry.parameters.maximumMagnitude > 8
      let conditions = zip(entry.gradient, entry.gradientScale)
        .filter { abs($0.0) > 1e-290 }.map { $0.1 / abs($0.0) }.sorted()
      guard !isFar, !conditions.isEmpty else { continue }
      #expect(conditions[conditions.count / 2] < 60, "\(entry.name): \(conditions)")
    }
  }
}
