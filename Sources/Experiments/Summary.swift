internal import Foundation
internal import Reporting

/// summary.json: metrics, claims and notes; results only, so that equal runs give equal bytes.
enum Summary {
  static func json(
    _ experiment: ResolvedExperiment, _ recorder: Recorder, _ claims: [Claim.Outcome]
  ) -> JSONValue {
    [
      "experiment": .string(experiment.slug), "study": .string(experiment.study.name),
      "digest": .string(experiment.digest), "quick": .bool(experiment.isQuick),
      "metrics": .object(recorder.metrics.map { JSONValue.Member($0.key, .double($0.value)) }),
      "claims": .array(claims.map(\.json)),
      "notes": .array(recorder.notes.map { .string($0) }),
    ]
  }

  /// The outcome of a finished run: its metrics as recorded, the claims judged as they stand now.
  static func read(_ folder: URL, for experiment: ResolvedExperiment) throws -> Runner.Outcome {
    let json = try TextFile.readJSON(folder.appendingPathComponent("summary.json"))
    let metrics = (json["metrics"]?.members ?? []).compactMap { member in
      member.value.number.map { Recorder.Metric(key: member.key, value: $0, says: "") }
    }
    return Runner.Outcome(
      folder: folder, reused: true, metrics: metrics, claims: experiment.claims.map { $0.judge(metrics) },
      warnings: [], figuresFailed: false)
  }
}
