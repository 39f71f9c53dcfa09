import Experiments
import Foundation
import Reporting
import Testing

@Suite("PropagationInstrument")
struct PropagationInstrumentTests {
  private func run(_ text: String) throws -> JSONValue {
    try PropagationInstrument.run(text: text, source: "network.json")
  }

  private func numbers(_ json: JSONValue?) -> [Double] { json?.elements?.compactMap(\.number) ?? [] }

  /// Whether the members have these values to twelve significant digits.
  private func expect(_ json: JSONValue, _ expected: [String: Double]) {
    for (key, value) in expected {
      let found = json[key]?.number ?? .nan
      #expect(abs(found - value) <= 1e-12 * max(1, abs(value)), "\(key): \(found)")
    }
  }

  @Test func fullyConnected() throws {
    let json = try run(
      #"{"network": "mlp", "activation": "tanh", "sigmaW": 2.5, "sigmaB": 0.3, "#
        + #""correlation": {"c0": 0.9, "layers": 5}, "circle": {"layers": 0}}"#)
    expect(
      json,
      [
        "qStar": 4.079123875282, "chi1": 1.585224765006, "lyapunov": 0.460726204850, "chi2": 1.196041291424,
        "chiQ": 0.233922045583, "xiQ": 0.688341457237, "cStar": 0.122103747306,
        "slopeAtCStar": 0.822229172724, "xiC": 5.108918989167, "metric": 4.079123875282,
        "grassmannianLength": 2 * Double.pi,
      ])
    #expect(json["phase"] == "chaotic")
    let correlations = numbers(json["correlations"])
    #expect(correlations.count == 5 && abs(correlations[4] - 0.622415756038) < 1e-12)
    let bare = try run(#"{"network": "mlp", "activation": "tanh", "sigmaW": 2.5, "sigmaB": 0.3}"#)
    #expect(
      Set((bare.members ?? []).map(\.key)) == [
        "qStar", "chi1", "lyapunov", "chi2", "chiQ", "xiQ", "cStar", "slopeAtCStar", "xiC", "phase",
      ])
  }

  @Test func criticalPoint() throws {
    let json = try run(#"{"network": "mlp", "activation": "erf", "sigmaB": 0.5, "find": "criticalSigmaW"}"#)
    expect(json, ["sigmaW": 1.371330470323, "q": 1.183272438895])
    #expect(json.members?.count == 2)
  }

  @Test func transformer() throws {
    let text =
      #"{"network": "transformer", "activation": "erf", "alphaA": 0.4, "alphaM": 0.6, "sigmaA": 1.5, "#
      + #""sigmaW": 2, "tokens": 16, "layers": 16, "residual": "sqrt""#
    let json = try run(text + "}")
    expect(
      json,
      [
        "F1": 0.697043950547, "chiM": 1.235223795213, "qStar": 0.764134563575, "qPrimeStar": 0.801873033403,
        "lambdaAngle": 0.003418116362, "lambdaToken": 0.225977882384, "lambdaGradient": 0.074878323835,
      ])
    #expect(json["lambdaAngleFirstBlock"] != nil && json["q"] == nil)
    let other = try run(
      text.replacingOccurrences(of: #""layers": 16"#, with: #""layers": 2"#)
        + #", "trajectory": {"q0": 1, "c0": 0.5}}"#)
    for key in ["q", "c", "u", "w"] { #expect(numbers(other[key]).count == 3) }
    #expect(abs(numbers(other["q"])[1] - 0.846993938831) < 1e-12)
    #expect(abs(numbers(other["c"])[1] - 0.520444902797) < 1e-12)
    #expect(numbers(other["u"])[0] == 1 && numbers(other["w"])[0] == 0)
  }

  @Test func averages() throws {
    let kernel = try run(#"{"kernel": {"activation": "gelu", "varU": 1, "varV": 1, "cov": 0.5}}"#)
    expect(kernel, ["value": 0.227294915022, "derivative": 0.342267242459])
    let attention = try run(#"{"attention": {"tokens": 4, "sigmaA": 2, "c": 0}}"#)
    expect(
      attention, ["S2": 0.574413955979, "S11": 0.25, "T2": 0.121243904292, "T11": 0.060374493622])
    #expect(kernel.members?.count == 2 && attention.members?.count == 4)
  }

  @Test func whatIsUndeterminedOrDivergesIsAWord() throws {
    let rectifier = try run(
      #"{"network": "mlp", "activation": "relu", "sigmaW": 1.4142135623730951, "sigmaB": 0, "#
        + #""correlation": {"c0": 0, "layers": 10}}"#
    ).serialized()
    for line in [
      #""qStar": "nan""#, #""chi2": "inf""#, #""xiC": "inf""#, #""phase": "critical""#, #""chi1": 1,"#,
    ] { #expect(rectifier.contains(line)) }
    #expect(rectifier.contains("0.871535516"))
    let alone = try run(
      #"{"network": "transformer", "activation": "tanh", "alphaA": 0.5, "alphaM": 0.5, "sigmaA": 1, "#
        + #""sigmaW": 1, "tokens": 1, "layers": 1, "residual": "plain", "trajectory": {"q0": 1, "c0": 0}}"#
    ).serialized()
    #expect(alone.contains(#""qStar": "inf""#) && alone.contains(#""c": ["nan", "nan"]"#))
    #expect(
      try run(#"{"attention": {"tokens": 1, "sigmaA": 1, "c": 0}}"#).serialized().contains(#""S11": "nan""#))
  }

  @Test(arguments: [
    (#"[]"#, "the input must be an object, not a list"),
    (#"{}"#, "the input has none of the keys network, kernel, attention"),
    (#"{"network": "mlp", "kernel": {}}"#, "kernel stands beside network: give one of them"),
    (#"{"netwrk": "mlp"}"#, "unknown key 'netwrk' (did you mean 'network'?)"),
    (#"{"network": "mpl"}"#, #"network is "mpl", not one of mlp, transformer; did you mean mlp?"#),
    (#"{"network": "mlp"}"#, "the key 'activation' is missing"),
    (#"{"network": "mlp", "activation": "tan"}"#, "did you mean tanh?"),
    (#"{"network": "mlp", "activation": "tanh", "sigmaW": 1}"#, "the key 'sigmaB' is missing"),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": -1, "sigmaB": 0}"#,
      "sigmaW is -1: it lies between 0 and 10000"
    ),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": "wide", "sigmaB": 0}"#,
      "sigmaW must be a number, not a string"
    ),
    (#"{"network": "mlp", "activation": "tanh", "sigmaW": "nan", "sigmaB": 0}"#, "sigmaW is nan"),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": 1, "sigmaB": 0, "tokens": 4}"#,
      #"tokens does not belong to network "mlp""#
    ),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": 1, "sigmaB": 0, "find": "criticalSigmaW"}"#,
      "sigmaW stands beside find"
    ),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaB": 0, "find": "sigmaW"}"#,
      #"find is "sigmaW", not one of criticalSigmaW"#
    ),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": 1, "sigmaB": 0, "correlation": {"c0": 2, "layers": 1}}"#,
      "correlation.c0 is 2: it lies between -1 and 1"
    ),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": 1, "sigmaB": 0, "circle": {"layer": 1}}"#,
      "unknown key 'circle.layer' (did you mean 'layers'?)"
    ),
    (
      #"{"network": "mlp", "activation": "tanh", "sigmaW": 1, "sigmaB": 0, "circle": {"layers": 1.5}}"#,
      "circle.layers is 1.5: a whole number from 0 to 1000000"
    ),
    (
      #"{"network": "transformer", "activation": "tanh", "alphaA": 1.5}"#,
      "alphaA is 1.5: it lies between 0 and 1"
    ),
    (
      #"{"network": "transformer", "activation": "tanh", "alphaA": 1, "sigmaB": 0}"#,
      #"sigmaB does not belong to network "transformer""#
    ),
    (#"{"kernel": {"activation": "erf", "varU": 1, "varV": 1, "cov": 2}}"#, "kernel.cov is 2"),
    (#"{"kernel": {"activation": "erf", "varU": 1, "varV": 1}}"#, "the key 'kernel.cov' is missing"),
    (#"{"kernel": 3}"#, "kernel must be an object, not an integer"),
    (#"{"attention": {"tokens": 0, "sigmaA": 1, "c": 0}}"#, "attention.tokens is 0: a whole number from 1"),
    (
      #"{"attention": {"tokens": 3, "sigmaA": 1, "c": -0.6}}"#,
      "attention.c is -0.6: 3 tokens cannot all have a cosine below"
    ),
  ])
  func badInputIsNamed(_ text: String, _ complaint: String) {
    do {
      _ = try run(text)
      Issue.record("accepted: \(text)")
    } catch let error as SpecificationError {
      #expect(error.description.hasPrefix("network.json: "))
      #expect(error.description.contains(complaint), "\(error)")
      #expect(!error.description.contains("\n"))
    } catch { Issue.record("\(error)") }
  }
}
