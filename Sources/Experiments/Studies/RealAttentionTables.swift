internal import Foundation
internal import Reporting
internal import Spectra

/// The tables of the attention of a trained model.
enum RealAttentionTables {
  static func record(
    _ rows: [RealAttentionRow], _ spec: RealAttentionStudy.Spec, into recorder: inout Recorder
  ) {
    let layers = Set(rows.map(\.layer)).sorted().map { layer in rows.filter { $0.layer == layer } }
    let heads = layers.flatMap { rows in
      Set(rows.map(\.head)).sorted().map { head in rows.filter { $0.head == head } }
    }
    recorder.record(
      summary(layers, spec, byHead: false), as: "layers", says: "one row a layer: quantiles over its rows")
    recorder.record(
      summary(heads, spec, byHead: true), as: "heads", says: "one row a head: quantiles over its rows")
    recorder.record(
      survival(layers), as: "survival",
      says:
        "one row a layer and value: the share of rows whose log10 x_max/x_min, or log10 κ(J), is not below it"
    )
    recorder.record(self.rows(rows), as: "rows", says: "one row a row of attention")
  }

  /// The statistics that are summarised, in the order of the columns.
  static let statistics: [(name: String, value: @Sendable (RealAttentionRow) -> Double)] = [
    ("log10_ratio", { $0.statistics.log10Ratio }), ("log10_second_ratio", { $0.log10SecondRatio }),
    ("entropy", { $0.statistics.entropy }), ("log10_kappa", { $0.statistics.log10ConditionNumber }),
  ]

  /// Numbers only: rows with fewer than two tokens have no κ.
  static func values(
    _ rows: [RealAttentionRow], _ statistic: @Sendable (RealAttentionRow) -> Double
  ) -> [Double] { rows.map(statistic).filter { !$0.isNaN } }

  static func share(_ rows: [RealAttentionRow], where condition: (RealAttentionRow) -> Bool) -> Double {
    Double(rows.count(where: condition)) / Double(rows.count)
  }

  private static func summary(
    _ groups: [[RealAttentionRow]], _ spec: RealAttentionStudy.Spec, byHead: Bool
  ) -> Table {
    let quantiles = [("p10", 0.1), ("median", 0.5), ("p90", 0.9), ("max", 1.0)]
    var table = Table(
      [.integer("layer")] + (byHead ? [.integer("head")] : []) + [.integer("rows")]
        + statistics.flatMap { name, _ in quantiles.map { .double("\(name)_\($0.0)") } } + [
          .double("one_hot_share"), .double("ill_conditioned_share"), .double("median_bound_width"),
        ])
    for rows in groups {
      var cells: [Table.Cell] = [.integer(rows[0].layer)]
      if byHead { cells.append(.integer(rows[0].head)) }
      cells.append(.integer(rows.count))
      for (_, statistic) in statistics {
        let values = values(rows, statistic)
        cells += quantiles.map { .double(values.quantile($0.1)) }
      }
      let widths = rows.compactMap(\.bounds).map { $0.upperBound - $0.lowerBound }
      table.append(
        cells + [
          .double(share(rows) { $0.largestWeight > spec.oneHotWeight }),
          .double(share(rows) { $0.isIllConditioned(spec) }), .double(widths.median),
        ])
    }
    return table
  }

  private static func survival(_ layers: [[RealAttentionRow]]) -> Table {
    var table = Table([
      .integer("layer"), .double("log10_value"), .double("ratio_share"), .double("kappa_share"),
    ])
    for rows in layers {
      let (ratios, kappas) = (
        values(rows, statistics[0].value).sorted(), values(rows, statistics[3].value).sorted()
      )
      let largest = max(ratios.last { $0.isFinite } ?? 0, kappas.last { $0.isFinite } ?? 0)
      // Counted from above: the share of values that are not below.
      func share(_ sorted: [Double], _ value: Double) -> Double {
        Double(sorted.count { $0 >= value }) / Double(max(1, sorted.count))
      }
      for step in 0...Int(largest * 10) + 1 {
        let value = Double(step) / 10
        table.append(
          .integer(rows[0].layer), .double(value), .double(share(ratios, value)),
          .double(share(kappas, value))
        )
      }
    }
    return table
  }

  private static func rows(_ rows: [RealAttentionRow]) -> Table {
    var table = Table(
      [.integer("layer"), .integer("head"), .integer("query")] + statistics.map { .double($0.name) } + [
        .double("largest_weight"), .double("log10_kappa_lower"), .double("log10_kappa_upper"),
      ])
    for row in rows {
      table.append(
        [.integer(row.layer), .integer(row.head), .integer(row.query)]
          + statistics.map { .double($0.value(row)) } + [
            .double(row.largestWeight), .double(row.bounds?.lowerBound ?? .nan),
            .double(row.bounds?.upperBound ?? .nan),
          ])
    }
    return table
  }
}

extension RealAttentionRow {
  /// Whether κ(J) is not below the threshold.
  func isIllConditioned(_ spec: RealAttentionStudy.Spec) -> Bool {
    statistics.log10ConditionNumber >= log10(spec.illConditioned)
  }
}
