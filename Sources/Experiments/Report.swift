internal import Reporting

/// The report of a run, as HTML.
enum Report {
  static func html(
    _ experiment: ResolvedExperiment, _ recorder: Recorder, _ claims: [Claim.Outcome],
    _ provenance: Provenance,
    figures: [String], warnings: [String], _ folder: RunFolder
  ) throws -> String {
    ""
  }
}
