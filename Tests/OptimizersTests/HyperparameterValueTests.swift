import Foundation
import Optimizers
import Testing

@Suite struct HyperparameterValueTests {
  @Test(arguments: [
    ("0.9", HyperparameterValue.number(0.9)), ("1e-8", .number(1e-8)), ("10", .number(10)),
    ("true", .flag(true)), ("insideBiasCorrection", .text("insideBiasCorrection")), ("", .text("")),
  ])
  func parsing(_ text: String, _ expected: HyperparameterValue) {
    #expect(HyperparameterValue(parsing: text) == expected)
  }

  @Test func coding() throws {
    let values: [String: HyperparameterValue] = ["a": 0.5, "b": "name", "c": true, "d": 3, "e": 0, "f": 1]
    let decoded = try JSONDecoder().decode(
      [String: HyperparameterValue].self, from: JSONEncoder().encode(values))
    #expect(decoded == values)
  }

  @Test func descriptions() {
    #expect("\(HyperparameterValue.number(3))" == "3")
    #expect("\(HyperparameterValue.number(1e-8))" == "1e-08")
    #expect("\(HyperparameterValue.text("x"))" == "x")
  }
}
