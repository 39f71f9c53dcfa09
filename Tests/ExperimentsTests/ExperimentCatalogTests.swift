import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

/// What every study owes its readers: a folder with a question, parameters that decode, reasons, claims, and a
/// figure in the common style.
@Suite struct ExperimentCatalogTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Experiments")

  private func violations(_ studies: [Study], in root: URL) -> [String] {
    var violations: [String] = []
    if Set(studies.map(\.name)).count != studies.count { violations.append("two studies of one name") }
    for study in studies {
      let folder = root.appendingPathComponent(study.name)
      for quick in [false, true] {
        do {
          let experiment = try ResolvedExperiment(
            ExperimentRequest(study.name, isQuick: quick), studies: studies, in: ExperimentFolder(root: root))
          if experiment.claims.isEmpty { violations.append("\(study.name): no claims") }
          if experiment.question.last != "?" { violations.append("\(study.name): no question") }
          if experiment.parameterRows.allSatisfy({ $0.reason.isEmpty }) {
            violations.append("\(study.name): no reasons")
          }
        } catch { violations.append("\(study.name): \(error)") }
      }
      let readme = try? String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
      if Report.section("Method", of: readme ?? "").isEmpty { violations.append("\(study.name): no method") }
      let figure = folder.appendingPathComponent("figure.gp")
      let script = (try? String(contentsOf: figure, encoding: .utf8)) ?? ""
      if !script.contains("load 'style.gp'") {
        violations.append("\(study.name)/figure.gp does not load style.gp")
      }
    }
    return violations
  }

  @Test func everyStudyHasItsFolder() {
    #expect(violations(ExperimentCatalog.studies, in: Self.root) == [])
  }

  @Test func faultyFoldersAreCaught() throws {
    try Scratch.folder { root in
      #expect(!violations(Demo.studies, in: root).isEmpty)
      try Demo.write(into: root)
      #expect(violations(Demo.studies, in: root) == [])
      #expect(!violations(Demo.studies + Demo.studies, in: root).isEmpty)
      try Demo.write(into: root, figure: "plot x")
      #expect(violations(Demo.studies, in: root) == ["demo/figure.gp does not load style.gp"])
      try Demo.write(into: root, claims: "{\"claims\": []}")
      #expect(violations(Demo.studies, in: root) == ["demo: no claims", "demo: no claims"])
      try Demo.write(into: root, readme: "# Powers shrink\n\nThey do.\n")
      #expect(violations(Demo.studies, in: root) == ["demo: no method"])
      try Demo.write(into: root, specification: "{question: 'Why?', parameters: {stpes: 1}}")
      #expect(violations(Demo.studies, in: root).count == 2)
      try Demo.write(into: root, specification: "{question: 'Because', parameters: {steps: 1}}")
      #expect(violations(Demo.studies, in: root).count == 4)
    }
  }
}
