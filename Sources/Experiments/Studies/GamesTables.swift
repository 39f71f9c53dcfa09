internal import Foundation
internal import Reporting

/// The tables of `games`.
enum GamesTables {
  static func record(
    _ closed: [GameOrbit], _ cycle: HeteroclinicCycle, _ coordination: [GameOrbit], _ hawks: HawkDove,
    into recorder: inout Recorder
  ) {
    var orbits = Table([
      .string("game"), .integer("orbit"), .double("time"), .double("log10_x1"), .double("log10_x2"),
      .double("log10_x3"), .double("right"), .double("up"), .double("log10_distance"),
    ])
    for (index, orbit) in closed.enumerated() {
      append(orbit.points, "rock-paper-scissors", index, to: &orbits)
    }
    append(cycle.points, "outward-spiral", 0, to: &orbits)
    for (index, orbit) in coordination.enumerated() {
      append(orbit.points, "coordination", index, to: &orbits)
    }
    recorder.record(
      orbits, as: "orbits",
      says:
        "one row a game, orbit and time; right and up are the point of the ternary plot, distance is to the "
        + "nearest face")
    var changes = Table([.integer("change"), .double("time"), .double("stay"), .double("growth")])
    for (index, time) in cycle.changes.enumerated() {
      let stay = index > 0 ? time - cycle.changes[index - 1] : .nan
      changes.append(
        .integer(index), .double(time), .double(stay), .double(index > 2 ? cycle.growth[index - 3] : .nan))
    }
    recorder.record(changes, as: "changes", says: "outward spiral: when another strategy takes the lead")
    var doves = Table([
      .double("start_share"), .double("time"), .double("hawk_log_odds"), .double("hawk_share"),
    ])
    for orbit in hawks.orbits {
      for point in orbit.points {
        doves.append(
          .double(orbit.start), .double(point.time), .double(point.logOdds),
          .double(1 / (1 + exp(-point.logOdds))))
      }
    }
    recorder.record(doves, as: "hawks", says: "hawks and doves: one row a start and time")
  }

  private static func append(
    _ points: [(time: Double, logWeights: [Double])], _ game: String, _ orbit: Int, to table: inout Table
  ) {
    for (time, logs) in points {
      let x = logs.map { exp($0) }
      table.append(
        .string(game), .integer(orbit), .double(time), .double(logs[0] / log(10)), .double(logs[1] / log(10)),
        .double(logs[2] / log(10)), .double(x[1] + x[2] / 2), .double(x[2] * 0.75.squareRoot()),
        .double((logs.min() ?? .nan) / log(10)))
    }
  }
}
