internal import Foundation
internal import Reporting

/// The tables of `descent-versus-flow`.
enum DescentFlowTables {
  static func record(_ results: [DescentFlowResult], into recorder: inout Recorder) {
    recorder.record(
      paths(results), as: "paths",
      says:
        "one row a ratio, seed, process and observation; time is Σ learning rate, distance that to the flow at it"
    )
    recorder.record(
      ends(results), as: "ends",
      says:
        "one row a ratio, seed and process: where it ends, how far it strays from the flow's path, how sharp its way is"
    )
    recorder.record(
      distances(results), as: "distances",
      says:
        "gradient descent at small rates and fixed times: its distance from the gradient flow and from the modified one"
    )
    recorder.record(
      errors(results), as: "errors", says: "the flow's distance from its twin at a hundredth of the tolerance"
    )
  }

  private static func paths(_ results: [DescentFlowResult]) -> Table {
    var table = Table([
      .double("ratio"), .unsigned("seed"), .string("process"), .double("rate"), .integer("step"),
      .double("time"), .double("loss"), .double("distance"), .double("path_distance"), .double("sharpness"),
      .double("edge"), .double("mean_log10_ratio"), .double("teacher_distance"),
    ])
    for result in results {
      for path in result.paths {
        for point in path.points {
          table.append(
            .double(result.ratio), .unsigned(result.seed), .string(path.process), .double(path.rate),
            .integer(point.step), .double(point.time), .double(point.loss), .double(point.distance),
            .double(point.pathDistance), .double(point.sharpness), .double(path.rate * point.sharpness / 2),
            .double(point.meanLog10Ratio), .double(point.teacherDistance))
        }
      }
    }
    return table
  }

  private static func ends(_ results: [DescentFlowResult]) -> Table {
    var table = Table([
      .double("ratio"), .unsigned("seed"), .string("process"), .double("rate"), .double("time"),
      .double("loss"), .double("lowest_loss"), .integer("rises"), .double("mean_log10_ratio"),
      .double("teacher_distance"), .double("sharpness"), .double("teacher_sharpness"),
      .double("largest_edge"), .double("largest_path_distance"), .double("largest_sharpness"),
    ])
    for result in results {
      for path in result.paths {
        guard let end = path.points.last else { continue }
        table.append(
          .double(result.ratio), .unsigned(result.seed), .string(path.process), .double(path.rate),
          .double(end.time), .double(end.loss), .double(path.lowestLoss), .integer(path.rises),
          .double(end.meanLog10Ratio), .double(end.teacherDistance), .double(end.sharpness),
          .double(result.teacherSharpness), .double(path.edge),
          .double(path.points.map(\.pathDistance).max() ?? .nan),
          .double(path.points.map(\.sharpness).max() ?? .nan))
      }
    }
    return table
  }

  private static func distances(_ results: [DescentFlowResult]) -> Table {
    var table = Table([
      .double("ratio"), .unsigned("seed"), .double("time"), .double("rate"), .double("distance"),
      .double("modified_distance"), .double("flow_error"),
    ])
    for result in results {
      for distance in result.distances {
        table.append(
          .double(result.ratio), .unsigned(result.seed), .double(distance.time), .double(distance.rate),
          .double(distance.distance), .double(distance.modifiedDistance), .double(distance.error))
      }
    }
    return table
  }

  private static func errors(_ results: [DescentFlowResult]) -> Table {
    var table = Table([.double("ratio"), .unsigned("seed"), .double("time"), .double("error")])
    for result in results {
      for (time, error) in zip(result.flow.times, result.flow.errors) {
        table.append(.double(result.ratio), .unsigned(result.seed), .double(time), .double(error))
      }
    }
    return table
  }
}
