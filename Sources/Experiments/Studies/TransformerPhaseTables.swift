internal import Reporting

/// The tables of the study.
struct TransformerPhaseTables {
  private let theory: TransformerPhaseDiagram
  private let simulation: TransformerPhaseSimulation

  init(_ theory: TransformerPhaseDiagram, _ simulation: TransformerPhaseSimulation) {
    (self.theory, self.simulation) = (theory, simulation)
  }

  func record(into recorder: inout Recorder) {
    recorder.record(map, as: "map", says: "the theory's exponents over α and σ_w")
    recorder.record(
      boundaries, as: "boundaries",
      says:
        "σ_w at which an exponent vanishes; for λ_a also by the first block's definition, for λ_g by tokens")
    recorder.record(
      grid, as: "simulation", says: "one row a simulated transformer: both exponents and their theory")
    recorder.record(
      zeros, as: "simulated-boundaries",
      says: "exponents simulated on the theory's zero contours, and the σ_w at which they vanish")
  }

  private var map: Table {
    var table = Table([
      .double("strength"), .double("weight_scale"), .double("angle_exponent"), .double("gradient_exponent"),
    ])
    for point in theory.map {
      table.append(
        .double(point.strength), .double(point.weightScale), .double(point.angle), .double(point.gradient))
    }
    return table
  }

  private var boundaries: Table {
    let tokens = [theory.spec.tokens] + theory.spec.otherTokens
    var table = Table(
      [.double("strength"), .double("angle"), .double("first_block_angle")]
        + tokens.map { .double("gradient_\($0)") })
    for boundary in theory.boundaries {
      table.append(
        [.double(boundary.strength), .double(boundary.angle), .double(boundary.firstBlockAngle)]
          + boundary.gradients.map { .double($0) })
    }
    return table
  }

  private var grid: Table {
    let names = ["angle", "gradient"].flatMap {
      ["\($0)_theory", "\($0)_mean", "\($0)_standard_error", "\($0)_z"]
    }
    var table = Table([.double("strength"), .double("weight_scale")] + names.map { .double($0) })
    for point in simulation.grid {
      let numbers = [point.angle, point.gradient].flatMap {
        [$0.theory, $0.simulation.value, $0.simulation.standardError, $0.z]
      }
      table.append([.double(point.strength), .double(point.weightScale)] + numbers.map { .double($0) })
    }
    return table
  }

  private var zeros: Table {
    var table = Table([
      .string("exponent"), .double("strength"), .double("theory"), .double("value"),
      .double("value_standard_error"), .double("z"), .double("weight_scale"), .double("standard_error"),
    ])
    for (name, points) in [
      ("angle", simulation.angleBoundary), ("gradient", simulation.gradientBoundary),
    ] {
      for point in points {
        let (value, zero) = (point.exponent.simulation, point.simulated)
        table.append(
          .string(name), .double(point.strength), .double(point.weightScale), .double(value.value),
          .double(value.standardError), .double(point.exponent.z), .double(zero.value),
          .double(zero.standardError))
      }
    }
    return table
  }
}
