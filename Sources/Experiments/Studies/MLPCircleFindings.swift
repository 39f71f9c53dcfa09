internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import SignalPropagation

/// Circles in networks of finite width beside the theory.
struct MLPCircleFindings {
  private let spec: MLPCircleStudy.Spec
  private let phases: [NetworkPhase]
  /// By seed, network and layer.
  private let images: [[[CircleImage]]]

  init(_ spec: MLPCircleStudy.Spec, _ phases: [NetworkPhase], _ images: [[[CircleImage]]]) {
    (self.spec, self.phases, self.images) = (spec, phases, images)
  }

  func record(into recorder: inout Recorder) {
    recordGeometry(into: &recorder)
    recordAutocorrelation(into: &recorder)
    recorder.record(shapes, as: "shapes", says: "the image in one network: its three principal coordinates")
    for (phase, weightScale) in zip(phases, spec.weightScales) {
      recordGrowth(phase, weightScale, into: &recorder)
    }
  }

  /// The mean over the seeds of a logarithm, and its standard error.
  private func logarithm(_ k: Int, _ layer: Int, _ value: (CircleImage) -> Double) -> (
    mean: Double, error: Double
  ) {
    let values = images.map { log10(value($0[k][layer])) }
    let squares = values.map { ($0 - values.mean) * ($0 - values.mean) }.reduce(0, +)
    return (values.mean, (squares / Double(values.count * (values.count - 1))).squareRoot())
  }

  private func recordGeometry(into recorder: inout Recorder) {
    let quantities: [(name: String, theory: (CircleManifold) -> Double, measured: (CircleImage) -> Double)] =
      [
        ("euclidean_length", \.euclideanLength, \.euclideanLength),
        ("curvature", { $0.curvatureSquared.squareRoot() }, { $0.curvatureSquared.squareRoot() }),
        ("grassmannian_length", \.grassmannianLength, \.grassmannianLength),
      ]
    var table = Table(
      [.double("sigma_w"), .integer("layer")]
        + quantities.flatMap { name, _, _ in
          [.double("\(name)_theory"), .double("log10_\(name)"), .double("log10_\(name)_error")]
        })
    var worst = quantities.map { _ in 0.0 }
    for (k, phase) in phases.enumerated() {
      for layer in 0...spec.layers {
        let circle = CircleManifold(phase, layers: layer)
        var row: [Table.Cell] = [.double(spec.weightScales[k]), .integer(layer)]
        for (index, quantity) in quantities.enumerated() {
          let theory = quantity.theory(circle)
          let measured = logarithm(k, layer, quantity.measured)
          worst[index] = max(worst[index], abs(pow(10, measured.mean) / theory - 1))
          row += [.double(theory), .double(measured.mean), .double(measured.error)]
        }
        table.append(row)
      }
    }
    recorder.record(
      table, as: "geometry",
      says:
        "length, curvature and length of the tangent's curve by layer; measured: mean log10 over networks of "
        + "width \(spec.width)")
    for (index, key) in [
      "largestLengthDeviation", "largestCurvatureDeviation", "largestGrassmannianDeviation",
    ]
    .enumerated() {
      recorder.record(
        worst[index], as: key,
        says: "of the geometric mean over networks from theory, relative, over all layers")
    }
  }

  private func recordAutocorrelation(into recorder: inout Recorder) {
    var table = Table([
      .double("sigma_w"), .integer("layer"), .double("delta"), .double("theory"), .double("mean"),
      .double("standard_error"),
    ])
    var worst = 0.0
    let steps = Array((-spec.points / 2)...(spec.points / 2))
    let angles = steps.map { 2 * .pi * Double($0) / Double(spec.points) }
    for (k, phase) in phases.enumerated() {
      let theories = angles.map { [cos($0)] + phase.map.iterates(from: cos($0), layers: spec.layers) }
      for layer in 0...spec.layers {
        for (index, angle) in angles.enumerated() {
          let place = (steps[index] + spec.points) % spec.points
          let values = images.map { $0[k][layer].autocorrelation[place] / $0[k][layer].autocorrelation[0] }
          let squares = values.map { ($0 - values.mean) * ($0 - values.mean) }.reduce(0, +)
          let error = (squares / Double(values.count * (values.count - 1))).squareRoot()
          worst = max(worst, abs(values.mean - theories[index][layer]))
          table.append(
            .double(spec.weightScales[k]), .integer(layer), .double(angle), .double(theories[index][layer]),
            .double(values.mean), .double(error))
        }
      }
    }
    recorder.record(
      table, as: "autocorrelation", says: "c(Δ) of inputs at an angle Δ, by layer; mean over networks")
    recorder.record(
      worst, as: "largestAutocorrelationDeviation", says: "of the mean over networks from theory, absolute")
  }

  private var shapes: Table {
    var table = Table([
      .double("sigma_w"), .integer("layer"), .integer("point"), .double("x"), .double("y"), .double("z"),
    ])
    for (k, weightScale) in spec.weightScales.enumerated() {
      for layer in spec.shownLayers {
        guard let shape = images[0][k][layer].shape else { continue }
        // Closed: the first point once more.
        for point in 0...spec.points {
          let row = shape.row(point % spec.points)
          table.append(
            .double(weightScale), .integer(layer), .integer(point), .double(row[0]), .double(row[1]),
            .double(row[2]))
        }
      }
    }
    return table
  }

  /// By which power of χ₁ the tangent's curve grows at the end, measured.
  private func recordGrowth(_ phase: NetworkPhase, _ weightScale: Double, into recorder: inout Recorder) {
    guard let k = spec.weightScales.firstIndex(of: weightScale) else { return }
    let half = spec.layers / 2
    func grown(_ value: (CircleImage) -> Double) -> Double {
      (logarithm(k, spec.layers, value).mean - logarithm(k, half, value).mean) * log(10)
        / Double(spec.layers - half)
    }
    let key = "sigmaW\(weightScale)"
    recorder.record(
      grown(\.grassmannianLength), as: "\(key).grassmannianRate",
      says: "growth of log L^G a layer over the last half of the network, measured")
    recorder.record(
      phase.lyapunovExponent / 2, as: "\(key).halfLyapunov", says: "½ log χ₁, what it tends to in chaos")
    recorder.record(
      grown(\.grassmannianLength) - phase.lyapunovExponent / 2, as: "\(key).grassmannianRateError",
      says: "how far they are apart")
    recorder.record(
      images.map { $0[k][spec.layers].grassmannianLength }.mean / (2 * .pi), as: "\(key).grassmannianGrowth",
      says: "L^G at the end over that of the circle")
    recorder.record(
      images.map { $0[k][spec.layers].euclideanLength / $0[k][0].euclideanLength }.mean,
      as: "\(key).euclideanGrowth", says: "L_E at the end over that of the circle")
    recorder.note(
      String(
        format: "σ_w = %g: %@; after %d layers the curve is %.3g times as long and its tangent's %.3g times.",
        weightScale, phase.phase.rawValue, spec.layers,
        images.map { $0[k][spec.layers].euclideanLength / $0[k][0].euclideanLength }.mean,
        images.map { $0[k][spec.layers].grassmannianLength }.mean / (2 * .pi)))
  }
}
