internal import Foundation
internal import Reporting

/// index.csv: the results of all finished cells side by side, one row a cell.
///
/// Its columns are the cell's address, each parameter in which cells differ or that was varied, and every metric any
/// cell has. Results only, no time and no path, and an order that depends on the cells alone: equal sweeps give equal
/// bytes, however they were run, interrupted and gone on with.
struct SweepIndex {
  /// A finished cell.
  struct Row {
    let address: String
    /// In the order of ``SweepIndex/keys``; empty where the cell has no such parameter.
    let values: [JSONValue?]
    let metrics: [String: JSONValue]
  }

  /// Key paths, sorted, the seed last.
  let keys: [String]
  /// The metrics, sorted.
  let metrics: [String]
  /// By their values, numbers as numbers.
  let rows: [Row]
  /// What was left out of it.
  let remarks: [String]
  /// What it was made of.
  let survey: SweepSurvey

  /// The results among what was seen.
  init(_ survey: SweepSurvey) {
    var finished: [SweepSurvey.Entry] = []
    var remarks = survey.remarks
    var outdated = 0
    for entry in survey.entries {
      switch entry.state {
      case .done: finished.append(entry)
      case .damaged(let reason): remarks.append("left out: cell \(entry.cell.address), whose \(reason)")
      case .outdated: outdated += 1
      case .absent, .running, .checkpointed, .failed: break
      }
    }
    if outdated > 0 {
      remarks.append("\(outdated) \(outdated == 1 ? "cell" : "cells") of another build left out")
    }
    self.survey = survey
    self.remarks = remarks
    let keys = Self.keys(survey.header?.keys ?? [], finished.map(\.cell.experiment))
    self.keys = keys
    metrics = Set(finished.flatMap { $0.metrics.map(\.key) }).sorted()
    rows = finished.map { entry in
      Row(
        address: entry.cell.address,
        values: keys.map { Self.value(of: $0, in: entry.cell.experiment.parameters) },
        metrics: Dictionary(uniqueKeysWithValues: entry.metrics.map { ($0.key, $0.value) }))
    }.sorted(by: Self.precedes)
  }

  /// The file's text.
  var csv: String { CSV.text(header: header, rows: texts) }

  /// The names of the columns.
  var header: [String] { ["cell"] + keys.map { $0 == "seeds" ? "seed" : $0 } + metrics }

  /// The rows as texts.
  var texts: [[String]] {
    rows.map { row in
      [row.address] + row.values.map { $0.map(Self.text) ?? "" }
        + metrics.map { row.metrics[$0].map(Self.text) ?? "" }
    }
  }

  /// A parameter as the index has it; empty if there is none.
  static func text(of key: String, in parameters: JSONValue) -> String {
    value(of: key, in: parameters).map(text) ?? ""
  }

  private static func text(_ value: JSONValue) -> String { value.text ?? value.serialized(indented: false) }

  // MARK: - Columns

  /// What was varied, and what else is not the same in all cells.
  private static func keys(_ varied: [String], _ experiments: [ResolvedExperiment]) -> [String] {
    var first: [String: String] = [:]
    var differing: Set<String> = []
    let everywhere = experiments.map {
      // A key of a cell.json that was edited may hold a dot, and give a path a second time.
      Dictionary($0.parameterRows.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
    }
    for parameters in everywhere {
      for (path, value) in parameters where first.updateValue(value, forKey: path) ?? value != value {
        differing.insert(path)
      }
    }
    for path in first.keys where everywhere.contains(where: { $0[path] == nil }) { differing.insert(path) }
    // A parameter varied in part (`rates.0`) or as a part of what was varied (`rates={…}`) has its column already.
    func isCovered(_ path: String) -> Bool {
      varied.contains { $0 == path || $0.hasPrefix(path + ".") || path.hasPrefix($0 + ".") }
    }
    return (varied + differing.filter { !isCovered($0) }).sorted {
      (isSeed($0) ? 1 : 0, $0) < (isSeed($1) ? 1 : 0, $1)
    }
  }

  private static func isSeed(_ key: String) -> Bool { key == "seed" || key == "seeds" }

  /// A list of one seed is that seed.
  private static func value(of key: String, in parameters: JSONValue) -> JSONValue? {
    let value = parameters.value(at: key.split(separator: ".").map(String.init))
    if key == "seeds", let seeds = value?.elements, seeds.count == 1 { return seeds[0] }
    return value
  }

  // MARK: - Order

  private static func precedes(_ a: Row, _ b: Row) -> Bool {
    for (x, y) in zip(a.values, b.values) where x != y { return precedes(x, y) }
    return a.address < b.address
  }

  /// What is missing first, then numbers in order, then texts.
  private static func precedes(_ a: JSONValue?, _ b: JSONValue?) -> Bool {
    guard let a, let b else { return a == nil && b != nil }
    switch (a.number, b.number) {
    case (let x?, let y?) where x != y: return x < y
    case (.some, nil): return true
    case (nil, .some): return false
    default: return text(a) < text(b)
    }
  }
}
