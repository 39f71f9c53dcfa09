import Experiments
import Foundation
import Reporting
import Testing

@Suite("SpectrumInstrument")
struct SpectrumInstrumentTests {
  private func run(_ text: String) throws -> JSONValue {
    try SpectrumInstrument.run(text: text, source: "point.json")
  }

  private func numbers(_ json: JSONValue?) -> [Double] { json?.elements?.compactMap(\.number) ?? [] }

  @Test func withoutAHessian() throws {
    let json = try run(#"{"log10x": [0, -600, -600]}"#)
    #expect(json["n"] == 3)
    #expect(abs((json["log10Ratio"]?.number ?? 0) - 600) < 1e-12)
    let values = numbers(json["jacobian"]?["log10Eigenvalues"])
    #expect(values.count == 2)
    #expect(abs(values[0] + 600) < 1e-12 && abs(values[1] + 600 - log10(3)) < 1e-12)
    let condition = json["jacobian"]?["log10ConditionNumber"]?.number ?? 0
    #expect(abs(condition - log10(3)) < 1e-12)
    #expect(json["linearization"] == .null && json["bounds"] == .null)
    #expect(
      Set((json.members ?? []).map(\.key)) == ["n", "log10Ratio", "jacobian", "linearization", "bounds"])
  }

  @Test func withAHessian() throws {
    let json = try run(
      #"{"x": [0.5, 0.3, 0.2], "hessian": [[2, 0, 0], [0, 2, 0], [0, 0, 2]]}"#)
    let jacobian = numbers(json["jacobian"]?["log10Eigenvalues"])
    let linearization = numbers(json["linearization"]?["log10Eigenvalues"])
    #expect(linearization.count == 2 && jacobian.count == 2)
    for (a, b) in zip(jacobian, linearization) { #expect(abs(2 * a + log10(2) - b) < 1e-14) }
    let condition = json["linearization"]?["log10ConditionNumber"]?.number ?? -1
    #expect(abs(condition - (linearization[1] - linearization[0])) < 1e-15)
    let bounds = try #require(json["bounds"])
    let (lower, upper) = (bounds["log10Lower"]?.number ?? 1, bounds["log10Upper"]?.number ?? -1)
    let singular = json["linearization"]?["log10SingularConditionNumber"]?.number ?? -1
    #expect(lower <= condition && condition <= singular && singular <= upper && upper - lower < 1e-13)
    #expect(abs((bounds["log10Talk"]?.number ?? 0) - 2 * log10(2.5)) < 1e-14)
    #expect(bounds["talkHolds"] == .bool(condition >= 2 * log10(2.5)))
  }

  @Test func theFormsAgreeAndTheSumIsMended() throws {
    func condition(_ text: String) throws -> Double {
      try run(text)["jacobian"]?["log10ConditionNumber"]?.number ?? .nan
    }
    let expected = try condition(#"{"logits": [0, 1, 2]}"#)
    #expect(abs(try condition(#"{"logits": [5, 6, 7], "hessian": null}"#) - expected) < 1e-15)
    #expect(abs(try condition(#"{"x": [0.09003, 0.24473, 0.66524]}"#) - expected) < 1e-4)
  }

  @Test func manyCoordinatesPrintTheExtremesOnly() throws {
    func values(_ count: Int) throws -> [Double] {
      let logits = (0..<count).map { "\(Double(($0 * 7) % count) / 10)" }.joined(separator: ", ")
      return numbers(try run("{\"logits\": [\(logits)]}")["jacobian"]?["log10Eigenvalues"])
    }
    #expect(try values(2000).count == 1999)
    let extremes = try values(2001)
    #expect(extremes.count == 2 && extremes[1] - extremes[0] > 80)
  }

  @Test(arguments: [
    (#"{"logit": [0, 1]}"#, "unknown key 'logit' (did you mean 'logits'?)"),
    (#"{"log10X": [0, 1]}"#, "unknown key 'log10X' (did you mean 'log10x'?)"),
    (#"{"logits": [0, 1], "hesian": [[1]]}"#, "unknown key 'hesian' (did you mean 'hessian'?)"),
    (#"{}"#, "the input has none of the keys logits, x, log10x"),
    (#"{"hessian": [[1, 0], [0, 1]]}"#, "the input has none of the keys logits, x, log10x"),
    (#"{"logits": [0, 1], "x": [0.5, 0.5]}"#, "x stands beside logits: give one of them"),
    (#"[0, 1]"#, "the input must be an object, not a list"),
    (#"{"logits": 3}"#, "logits must be a list of numbers, not an integer"),
    (#"{"logits": [0, [1]]}"#, "logits[1] must be a number, not a list"),
    (#"{"logits": [0, "a"]}"#, "logits[1] must be a number, not a string"),
    (#"{"logits": [0, NaN]}"#, "logits[1] is nan, not a finite number"),
    (#"{"logits": [0, "-inf"]}"#, "logits[1] is -inf, not a finite number"),
    (#"{"logits": [0, 1e400]}"#, "line 1, column 16"),
    (#"{"logits": [0, 1"#, "line 1"),
    (#"{"logits": [0]}"#, "logits has 1 element: a spectrum needs two at least"),
    (#"{"logits": []}"#, "logits has 0 elements: a spectrum needs two at least"),
    (#"{"logits": [0, 1e7]}"#, "logits spans 1e+07 in natural logarithms"),
    (#"{"x": [1.5, -0.5]}"#, "x[1] is -0.5: weights are positive"),
    (#"{"x": [1, 0]}"#, "x[1] is 0.0: weights are positive; log10x holds those below 1e-308"),
    (#"{"x": [0.5, 0.4]}"#, "x sums to 0.9: weights sum to 1 within 0.001"),
    (#"{"log10x": [-1, -2]}"#, "log10x sums to 0.11: weights sum to 1 within 0.001"),
    (#"{"logits": [0, 1], "hessian": 1}"#, "hessian must be a list of 2 rows, not an integer"),
    (#"{"logits": [0, 1], "hessian": [[1, 0]]}"#, "hessian has 1 rows, the point has 2 coordinates"),
    (
      #"{"logits": [0, 1], "hessian": [[1, 0], [0]]}"#,
      "hessian[1] has 1 elements, the point has 2 coordinates"
    ),
    (#"{"logits": [0, 1], "hessian": [[1, 0], 3]}"#, "hessian[1] must be a list of numbers, not an integer"),
    (#"{"logits": [0, 1], "hessian": [[1, 0], [NaN, 1]]}"#, "hessian[1][0] is not a finite number"),
    (#"{"logits": [0, 1], "hessian": [[1, 0], [0, 1e308]]}"#, "hessian[1][1] is beyond 1e+300"),
    (#"{"logits": [0, 1], "hessian": [[1, 2], [0, 1]]}"#, "hessian[0][1] differs from hessian[1][0]"),
    (
      #"{"logits": [0, 1], "hessian": [[-1, 0], [0, -1]]}"#, "hessian is not positive definite on the tangent"
    ),
    (
      #"{"logits": [0, 1, 2], "hessian": [[1, 0, 0], [0, 0, 0], [0, 0, 0]]}"#,
      "hessian is not positive definite on the tangent space, beyond rounding"
    ),
  ])
  func badInputIsNamed(_ text: String, _ complaint: String) {
    do {
      _ = try run(text)
      Issue.record("accepted: \(text)")
    } catch let error as SpecificationError {
      #expect(error.description.hasPrefix("point.json: "))
      #expect(error.description.contains(complaint), "\(error)")
      #expect(!error.description.contains("\n"))
    } catch { Issue.record("\(error)") }
  }
}
