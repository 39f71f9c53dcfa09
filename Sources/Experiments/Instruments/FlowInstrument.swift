internal import Dynamics
internal import Foundation
internal import LinearAlgebra
public import Reporting

/// A flow on the simplex at given times: `softmaxlab flow`.
public struct FlowInstrument {
  /// What the interface prints.
  public let json: JSONValue
  /// Whether the flow reached the last time; otherwise ``explanation`` says why not.
  public let isComplete: Bool
  /// One line for the user: where the flow stopped and what to do; empty if it is complete.
  public let explanation: String

  /// Integrates the flow that `text` describes; `source` is what errors call it.
  ///
  /// - Throws: ``SpecificationError`` for bad input.
  public init(text: String, source: String) throws {
    let input = try FlowInput(text: text, source: source)
    var record = Record(input)
    switch input.kind {
    case .gradient, .replicator: record.integrate(input)
    case .natural: try record.solve(input)
    }
    json = record.json
    isComplete = record.status == "completed"
    explanation = record.explanation
  }

  /// The rows at the times that were reached.
  private struct Record {
    let flow: SimplexFlow
    var status = "completed"
    var explanation = ""
    var times: [JSONValue] = []
    var logRatios: [JSONValue] = []
    var logWeights: [JSONValue] = []
    var losses: [JSONValue] = []
    var (steps, rejected, evaluations) = (0, 0, 0)

    init(_ input: FlowInput) {
      flow = SimplexFlow(input.kind == .gradient ? .gradient : .replicator, input.force)
    }

    mutating func integrate(_ input: FlowInput) {
      var integration = SimplexIntegration(
        flow, fromLogits: input.initialLogits, options: SimplexIntegration.Options(tolerance: input.tolerance)
      )
      do throws(IntegrationError) {
        for time in input.times {
          try integration.advance(to: time)
          append(time, integration.state)
        }
      } catch {
        if case .tooManySteps = error { status = "tooManySteps" } else { status = "stepSizeUnderflow" }
        explanation = Self.explain(error)
      }
      (steps, rejected) = (integration.steps, integration.rejected)
      evaluations = integration.evaluations
    }

    /// The error in terms of what the input has: times and a tolerance.
    private static func explain(_ error: IntegrationError) -> String {
      switch error {
      case .tooManySteps(let limit, let time, let size, let coordinate, _):
        "\(limit) steps led to t = \(time) only, with steps of \(size) at the end, limited by coordinate "
          + "\(coordinate): loosen the tolerance, or end the times there"
      case .stepSizeUnderflow(let time, _, let coordinate, _):
        "at t = \(time) no step succeeds, however short, by coordinate \(coordinate): loosen the tolerance, or end "
          + "the times there"
      default: "\(error)"
      }
    }

    mutating func solve(_ input: FlowInput) throws {
      let solution = try NaturalFlow(flow, fromLogits: input.initialLogits)
      for time in input.times {
        switch solution.state(at: time) {
        case .inside(let state): append(time, state)
        case .outside(let coordinate):
          status = "leftSimplex"
          explanation =
            "coordinate \(coordinate) is negative at t = \(time): the natural flow ignores the simplex's boundary"
          return
        }
      }
    }

    private mutating func append(_ time: Double, _ state: SimplexState) {
      func decimal(_ logs: [Double]) -> JSONValue { .array(logs.map { .double($0 / log(10)) }) }
      times.append(.double(time))
      logWeights.append(decimal(state.logWeights(on: flow)))
      if flow.hasTarget { logRatios.append(decimal(state.logRatios)) }
      losses.append(.double(flow.loss(state)))
    }

    var json: JSONValue {
      var json: JSONValue = ["status": .string(status), "times": .array(times)]
      if flow.hasTarget { json["log10RatioToTarget"] = .array(logRatios) }
      json["log10x"] = .array(logWeights)
      json["loss"] = .array(losses)
      json["steps"] = .integer(steps)
      json["rejected"] = .integer(rejected)
      json["evaluations"] = .integer(evaluations)
      return json
    }
  }
}
