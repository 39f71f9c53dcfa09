internal import Foundation
internal import Spectra

/// What the attention of a trained model looks like: metrics for claims, and the verdict made from them.
struct RealAttentionFindings {
  private let rows: [RealAttentionRow]
  private let spec: RealAttentionStudy.Spec

  init(_ rows: [RealAttentionRow], _ spec: RealAttentionStudy.Spec) {
    self.rows = rows
    self.spec = spec
  }

  func record(into recorder: inout Recorder) {
    recorder.record(Double(rows.count), as: "rows", says: "rows of attention")
    recorder.record(
      Double(rows.count { $0.bounds == nil }), as: "rowsWithoutBounds",
      says: "rows with a weight of 0 or fewer than two tokens")
    recorder.record(
      Double(rows.count { !$0.boundsHold }), as: "boundViolations",
      says: "rows whose κ(J) is outside its bounds, beyond rounding")
    let widths = rows.compactMap(\.bounds).map { $0.upperBound - $0.lowerBound }
    recorder.record(
      widths.median, as: "medianBoundWidth", says: "log10 of upper over lower bound, median over rows")
    recordLayers(into: &recorder)
    recordVerdict(into: &recorder)
  }

  private func recordLayers(into recorder: inout Recorder) {
    for layer in Set(rows.map(\.layer)).sorted() {
      let part = rows.filter { $0.layer == layer }
      for (name, statistic) in [
        ("Log10Ratio", RealAttentionTables.statistics[0]),
        ("Log10SecondRatio", RealAttentionTables.statistics[1]),
        ("Entropy", RealAttentionTables.statistics[2]), ("Log10Kappa", RealAttentionTables.statistics[3]),
      ] {
        recorder.record(
          RealAttentionTables.values(part, statistic.value).median, as: "layer\(layer).median\(name)",
          says: "\(statistic.name), median over the rows of the layer")
      }
      recorder.record(
        RealAttentionTables.values(part) { $0.statistics.log10Ratio }.quantile(1),
        as: "layer\(layer).largestLog10Ratio", says: "log10_ratio, largest of the layer")
      recorder.record(
        RealAttentionTables.share(part) { $0.largestWeight > spec.oneHotWeight },
        as: "layer\(layer).oneHotShare", says: "share of rows with a weight above \(spec.oneHotWeight)")
    }
  }

  private func recordVerdict(into recorder: inout Recorder) {
    func share(_ condition: (RealAttentionRow) -> Bool) -> Double {
      RealAttentionTables.share(rows, where: condition)
    }
    let (harmless, stall) = (log10(spec.harmlessRatio), log10(spec.stallRatio))
    func gap(_ row: RealAttentionRow) -> Double {
      row.statistics.log10Ratio - row.statistics.log10ConditionNumber
    }
    let ill = share { $0.isIllConditioned(spec) }
    let sparse = share { $0.statistics.log10Ratio >= stall }
    let mild = share { $0.statistics.log10Ratio <= harmless }
    let vertex = share { gap($0) >= 1 }
    let oneHot = share { $0.largestWeight > spec.oneHotWeight }
    let gaps = rows.map(gap).filter(\.isFinite)
    for (key, value, says) in [
      ("illConditionedShare", ill, "share of rows with κ(J) ≥ \(spec.illConditioned)"),
      ("sparseShare", sparse, "share of rows with x_max/x_min ≥ \(spec.stallRatio)"),
      ("mildShare", mild, "share of rows with x_max/x_min ≤ \(spec.harmlessRatio)"),
      ("oneHotShare", oneHot, "share of rows with a weight above \(spec.oneHotWeight)"),
      ("nearVertexShare", vertex, "share of rows where κ(J) is a tenth of x_max/x_min or less"),
      ("medianRatioOverKappa", pow(10, gaps.median), "x_max/x_min over κ(J), median over rows"),
    ] { recorder.record(value, as: key, says: says) }
    let layers = Set(rows.map(\.layer)).sorted()
    let illLayers = layers.filter { layer in
      RealAttentionTables.values(rows.filter { $0.layer == layer }) { $0.statistics.log10ConditionNumber }
        .median
        >= log10(spec.illConditioned)
    }
    let heads = Dictionary(grouping: rows) { [$0.layer, $0.head] }
    let sparseHeads = heads.filter { head in
      RealAttentionTables.values(head.value) { $0.statistics.log10Ratio }.median >= stall
    }.keys.sorted { $0.lexicographicallyPrecedes($1) }
    recorder.record(
      Double(sparseHeads.count), as: "sparseHeads",
      says: "heads whose median row has x_max/x_min ≥ \(spec.stallRatio)")
    let names =
      sparseHeads.prefix(4).map { "layer \($0[0]), head \($0[1])" }.joined(separator: "; ")
      + (sparseHeads.count > 4 ? "; …" : "")
    recorder.note(
      """
      The median row has κ(J) ≥ \(number(spec.illConditioned)) in \(illLayers.count) of \(layers.count) layers, and \
      \(percent(ill)) of all rows have. In the median row x_max/x_min is \
      \(String(format: "%.2g", pow(10, gaps.median))) times κ(J), and in \(percent(vertex)) of the rows ten times or more.
      """)
    recorder.note(
      """
      x_max/x_min is \(number(spec.harmlessRatio)) at most in \(percent(mild)) of the rows, and \(number(spec.stallRatio)) or more in \
      \(percent(sparse)), which is the median of \(sparseHeads.count) of \(heads.count) heads\(names.isEmpty ? "" : " (\(names))"). \
      \(percent(oneHot)) are nearly one-hot.
      """)
    let verdict =
      if ill < 0.5 {
        "No: most rows of attention are well-conditioned."
      } else if sparse < 0.5 {
        """
        In part: most rows of attention have an ill-conditioned Jacobian, as the theory supposes; \
        but only \(percent(sparse)) are as sparse as the teachers on which gradient descent falls behind.
        """
      } else {
        """
        Yes: most rows of attention have an ill-conditioned Jacobian, and are as sparse as the teachers on which \
        gradient descent falls behind.
        """
      }
    recorder.note("Is this attention in the regime the theory is about? " + verdict)
  }

  private func percent(_ share: Double) -> String { String(format: "%.2g %%", 100 * share) }

  private func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
