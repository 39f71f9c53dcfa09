internal import Foundation
internal import Reporting
internal import SignalPropagation

/// The tables of the study.
struct TransformerGeometryTables {
  private let result: TransformerGeometry

  init(_ result: TransformerGeometry) { self.result = result }

  func record(into recorder: inout Recorder) {
    recorder.record(
      signals, as: "signals",
      says:
        "one row a case, width, block and quantity: theory, simulation, and the samples' 10 % and 90 % quantiles"
    )
    recorder.record(
      collapse, as: "collapse", says: "1 − c under attention alone, by σ_A, width and block")
    recorder.record(
      rates, as: "rates", says: "attention alone near the collapse: log of what a block multiplies 1 − c by")
    recorder.record(
      field, as: "field", says: "the block map: where one block takes a length and a correlation")
    recorder.record(
      trajectories, as: "trajectories", says: "the same of whole signals: theory, and means of the simulation"
    )
    recorder.record(
      points, as: "fixed-points", says: "of the block maps drawn as fields; a stable one attracts")
  }

  private var signals: Table {
    var table = Table([
      .string("case"), .integer("width"), .integer("samples"), .integer("block"), .string("quantity"),
      .double("theory"), .double("mean"), .double("standard_error"), .double("z"), .double("low"),
      .double("high"),
    ])
    for entry in result.comparisons {
      table.append(
        .string(entry.name), .integer(entry.width), .integer(entry.samples), .integer(entry.block),
        .string(entry.quantity.rawValue), .double(entry.theory), .double(entry.simulation.value),
        .double(entry.simulation.standardError), .double(entry.block > 0 ? entry.z : .nan),
        .double(entry.low), .double(entry.high))
    }
    return table
  }

  private var collapse: Table {
    var table = Table([
      .double("attention_scale"), .integer("width"), .integer("block"), .double("theory"), .double("mean"),
      .double("standard_error"), .double("z"),
    ])
    for entry in result.collapses {
      for (block, theory) in entry.theory.enumerated() {
        let simulation = entry.simulation[block]
        table.append(
          .double(entry.scale), .integer(entry.width), .integer(block), .double(theory),
          .double(simulation.value), .double(simulation.standardError),
          .double(block > 0 ? simulation.deviation(from: theory) : .nan))
      }
    }
    return table
  }

  private var rates: Table {
    var table = Table([
      .double("attention_scale"), .integer("width"), .double("theory"), .double("mean"),
      .double("standard_error"), .double("z"),
    ])
    for entry in result.collapses {
      table.append(
        .double(entry.scale), .integer(entry.width), .double(result.collapseRate), .double(entry.rate.value),
        .double(entry.rate.standardError), .double(entry.rate.deviation(from: result.collapseRate)))
    }
    return table
  }

  private var field: Table {
    var table = Table([
      .string("case"), .double("correlation"), .double("length"), .double("correlation_change"),
      .double("length_change"),
    ])
    for point in result.field {
      table.append(
        .string(point.name), .double(point.before.correlation), .double(point.before.length),
        .double(point.after.correlation - point.before.correlation),
        .double(point.after.length - point.before.length))
    }
    return table
  }

  private var trajectories: Table {
    var table = Table([
      .string("case"), .integer("width"), .integer("block"), .double("correlation_theory"),
      .double("length_theory"), .double("correlation_mean"), .double("length_mean"),
    ])
    let drawn = result.comparisons.filter { result.spec.fields.contains($0.name) }
    let lengths = drawn.filter { $0.quantity == .length }
    let correlations = drawn.filter { $0.quantity == .correlation }
    for (length, correlation) in zip(lengths, correlations) {
      table.append(
        .string(length.name), .integer(length.width), .integer(length.block), .double(correlation.theory),
        .double(length.theory), .double(correlation.simulation.value), .double(length.simulation.value))
    }
    return table
  }

  private var points: Table {
    var table = Table([
      .string("case"), .double("correlation"), .double("length"), .string("stable"),
      .double("angle_exponent"),
    ])
    for point in result.fixedPoints {
      table.append(
        .string(point.name), .double(point.tokens.correlation), .double(point.tokens.length),
        .string(point.isStable ? "yes" : "no"), .double(point.angleExponent))
    }
    return table
  }
}
