internal import Foundation
internal import Reporting

/// One metric against each parameter that was varied, as a gnuplot script that carries its numbers.
///
/// A panel has a line for each value of another parameter: the median over everything else that was varied, seeds
/// first of all, and a 10–90 % band.
struct SweepFigure {
  /// The file's name without `.gp`.
  let name: String
  let script: String

  /// Parameters with more panels than this are left out, and values with more lines.
  private static let panelLimit = 3
  private static let lineLimit = 8

  /// nil if there is nothing to draw: no parameter with two numbers, or no finite value.
  init?(_ metric: String, _ index: SweepIndex) {
    let points = index.rows.compactMap { row -> (row: SweepIndex.Row, y: Double)? in
      guard let y = row.metrics[metric]?.number, y.isFinite else { return nil }
      return (row, y)
    }
    let keys = index.keys.indices.filter { index.keys[$0] != "seed" && index.keys[$0] != "seeds" }
    let varied = keys.filter { key in Set(points.map { Self.text($0.row.values[key]) }).count > 1 }
    let axes = varied.filter { key in points.allSatisfy { $0.row.values[key]?.number?.isFinite == true } }
      .prefix(Self.panelLimit)
    guard !axes.isEmpty else { return nil }
    name = "figure-" + metric.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    var lines = [
      "# \(metric) against what was varied: median and 10–90 % band.",
      "width = \(axes.count == 1 ? 760 : 540 * axes.count); height = 460", "load 'style.gp'",
      "set multiplot layout 1,\(axes.count) margins 0.11,0.97,0.19,0.84 spacing 0.11,0.1",
      "set xlabel noenhanced", "set ylabel noenhanced", "set key tmargin horizontal",
      Self.scale("y", points.map(\.y), decades: 2), "set ylabel '\(FigureStyle.quoted(metric))'",
    ]
    for (panel, key) in axes.enumerated() {
      let others = varied.filter { $0 != key }
      let series = others.first { other in
        Set(points.map { Self.text($0.row.values[other]) }).count <= Self.lineLimit
      }
      let groups = Self.groups(points, by: series)
      lines.append("$panel\(panel) << EOD")
      for group in groups {
        let columns = Dictionary(grouping: group.points) { $0.row.values[key]?.number ?? .nan }
        for x in columns.keys.sorted() {
          let values = columns[x, default: []].map(\.y)
          lines.append(
            [x, values.quantile(0.1), values.median, values.quantile(0.9)].map { "\($0)" }.joined(
              separator: ","))
        }
        lines += ["", ""]
      }
      lines.append("EOD")
      lines.append(Self.scale("x", points.compactMap { $0.row.values[key]?.number }, decades: 1.5))
      lines.append("set xlabel '\(FigureStyle.quoted(index.keys[key]))'")
      lines.append(Self.range(points.compactMap { $0.row.values[key]?.number }))
      let title = series.map { "set key title '\(FigureStyle.quoted(index.keys[$0]))' noenhanced" }
      lines.append(title ?? "unset key")
      let plots = groups.indices.flatMap { line in
        [
          "$panel\(panel) index \(line) using 1:2:4 with filledcurves linetype \(line + 1) notitle",
          "$panel\(panel) index \(line) using 1:3 with linespoints linetype \(line + 1) "
            + "title '\(FigureStyle.quoted(groups[line].title))'",
        ]
      }
      lines.append("plot " + plots.joined(separator: ", \\\n  "))
      // The footer belongs to the figure, not to each panel.
      if panel == 0 { lines += ["unset label 999", "set ylabel ''"] }
    }
    lines += ["unset multiplot", ""]
    script = lines.filter { $0 != "-" }.joined(separator: "\n")
  }

  private static func groups(
    _ points: [(row: SweepIndex.Row, y: Double)], by key: Int?
  ) -> [(title: String, points: [(row: SweepIndex.Row, y: Double)])] {
    guard let key else { return [("", points)] }
    // Rows are in the order of their values, so that groups are met in it as well where the key is a number.
    let groups = Dictionary(grouping: points) { text($0.row.values[key]) }
    return groups.sorted {
      let (a, b) = ($0.value[0].row.values[key]?.number, $1.value[0].row.values[key]?.number)
      if let a, let b { return a < b }
      return $0.key < $1.key
    }.map { ($0.key, $0.value) }
  }

  /// A logarithmic axis where values are positive and span so many decades; with a margin beside the points.
  private static func scale(_ axis: String, _ values: [Double], decades: Double) -> String {
    guard let low = values.min(), let high = values.max(), low > 0, high / low >= pow(10, decades) else {
      return "unset logscale \(axis); set format \(axis) '%g'"
    }
    // Between far decades gnuplot would draw tics for some numbers of some of them.
    let tics = high / low >= 1e9 ? "set m\(axis)tics 1" : "set m\(axis)tics default"
    return "set logscale \(axis); set format \(axis) '10^{%L}'; \(tics)"
  }

  /// The axis of what was varied, a little longer than the values.
  private static func range(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max(), low < high else { return "set xrange [*:*]" }
    guard low > 0, high / low >= pow(10, 1.5) else {
      return "set xrange [\(low - 0.04 * (high - low)):\(high + 0.04 * (high - low))]"
    }
    // Roots, since the ratio of the ends may be beyond any double.
    let margin = pow(high, 0.04) / pow(low, 0.04)
    return "set xrange [\(low / margin):\(min(high * margin, 1e308))]"
  }

  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "" }
    return value.number.map(ShortNumber.text) ?? value.text ?? value.serialized(indented: false)
  }
}
