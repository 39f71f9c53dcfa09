internal import Foundation
internal import Reporting

/// The tables of `decades`.
enum DecadesTables {
  static func record(_ approaches: [SparseApproach], _ faces: [FaceApproach], into recorder: inout Recorder) {
    recorder.record(
      trajectories(approaches), as: "trajectories",
      says: "one row a flow, target, seed, time and coordinate; coordinate 0 is the smallest weight")
    recorder.record(summary(approaches), as: "flows", says: "one row a flow, target and seed")
    recorder.record(self.faces(faces), as: "faces", says: "linear losses: one row a face")
    recorder.record(
      choices(faces), as: "choices",
      says: "the share of the largest weight on the face, from a start where it is 10 % ahead")
  }

  private static func trajectories(_ approaches: [SparseApproach]) -> Table {
    var table = Table([
      .string("flow"), .double("smallest_log10"), .unsigned("seed"), .double("log10_time"),
      .integer("coordinate"), .double("log10_x"), .double("loss"),
    ])
    for approach in approaches {
      for point in approach.points {
        for (coordinate, logWeight) in point.log10Weights.enumerated() {
          table.append(
            .string(approach.flow.rawValue), .double(approach.smallest), .unsigned(approach.seed),
            .double(log10(point.time)), .integer(coordinate), .double(logWeight), .double(point.loss))
        }
      }
    }
    return table
  }

  private static func summary(_ approaches: [SparseApproach]) -> Table {
    var table = Table([
      .string("flow"), .double("smallest_log10"), .unsigned("seed"), .double("stall_slope"),
      .double("stall_decades"), .double("log10_arrival"), .double("log10_forecast_rate"),
      .double("rate_over_forecast"), .integer("steps"),
    ])
    for approach in approaches {
      table.append(
        .string(approach.flow.rawValue), .double(approach.smallest), .unsigned(approach.seed),
        .double(approach.stallSlope), .double(approach.stallDecades), .double(approach.log10Arrival),
        .double(approach.log10ForecastRate), .double(approach.rateOverForecast), .integer(approach.steps))
    }
    return table
  }

  private static func faces(_ faces: [FaceApproach]) -> Table {
    var table = Table([
      .integer("face_tokens"), .integer("suboptimal_tokens"), .double("log10_time"), .double("deviation"),
      .double("replicator_deviation"),
    ])
    for face in faces {
      table.append(
        .integer(face.face), .integer(face.suboptimal), .double(face.log10Time), .double(face.deviation),
        .double(face.replicatorDeviation))
    }
    return table
  }

  private static func choices(_ faces: [FaceApproach]) -> Table {
    var table = Table([
      .integer("face_tokens"), .integer("suboptimal_tokens"), .double("log10_time"), .double("largest_share"),
    ])
    for face in faces {
      for point in face.choice {
        table.append(
          .integer(face.face), .integer(face.suboptimal), .double(point.log10Time), .double(point.largest))
      }
    }
    return table
  }
}
