internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import SignalPropagation

/// Networks of finite width beside the theory: tables, and how far they are apart in standard errors.
struct MLPPhaseFindings {
  private let spec: MLPPhaseStudy.Spec
  private let phases: [NetworkPhase]
  private let networks: [MLPPhaseSimulation]

  init(_ spec: MLPPhaseStudy.Spec, _ phases: [NetworkPhase], _ networks: [MLPPhaseSimulation]) {
    (self.spec, self.phases, self.networks) = (spec, phases, networks)
  }

  /// Mean, its standard error, and the distance of the theory in those; 0 apart without any scatter to go by.
  private struct Comparison {
    let mean: Double
    let standardError: Double
    let z: Double

    /// - Parameter resolution: What rounding and width leave of a quantity without scatter.
    init(_ values: [Double], theory: Double, resolution: Double = 1e-12) {
      mean = values.mean
      let count = Double(values.count)
      let squares = values.map { ($0 - values.mean) * ($0 - values.mean) }.reduce(0, +)
      standardError = (squares / max(1, count - 1) / count).squareRoot()
      z = values.count < 2 ? .nan : (mean - theory) / max(standardError, resolution)
    }
  }

  private static let comparison: [Table.Column] = [
    .double("theory"), .double("mean"), .double("standard_error"), .double("z"),
  ]

  private func cells(_ theory: Double, _ comparison: Comparison) -> [Table.Cell] {
    [.double(theory), .double(comparison.mean), .double(comparison.standardError), .double(comparison.z)]
  }

  func record(into recorder: inout Recorder) {
    var deviations: [Double] = []
    recorder.record(
      lengths(&deviations), as: "lengths",
      says: "q by layer, theory and mean over networks of width \(spec.width)")
    recorder.record(
      deviations.max() ?? .nan, as: "largestLengthDeviation",
      says: "of mean lengths from theory, relative, over all layers, starts and networks")
    deviations = []
    recorder.record(
      correlations(&deviations), as: "correlations",
      says: "c by layer, theory and mean over networks of width \(spec.width)")
    recorder.record(
      deviations.max() ?? .nan, as: "largestCorrelationDeviation", says: "the same of c, absolute")
    growth(into: &recorder)
    for (phase, weightScale) in zip(phases, spec.weightScales) {
      let depth = phase.correlationDepth
      recorder.note(
        String(
          format: "σ_w = %g, σ_b = %g: %@, χ₁ = %.4f, q* = %.4f, c* = %.4f, ξ_c = %.3g layers.", weightScale,
          spec.biasScale, phase.phase.rawValue, phase.chi1, phase.map.fixedLength, phase.stableCorrelation,
          depth))
    }
  }

  private func lengths(_ deviations: inout [Double]) -> Table {
    var table = Table([.double("sigma_w"), .double("q0"), .integer("layer")] + Self.comparison)
    for (k, phase) in phases.enumerated() {
      for (j, start) in spec.initialLengths.enumerated() {
        var theory = start
        for layer in 0...spec.layers {
          if layer > 0 { theory = phase.map.network.length(after: theory) }
          let comparison = Comparison(networks.map { $0.lengths[k][j][layer] }, theory: theory)
          deviations.append(abs(comparison.mean / theory - 1))
          table.append(
            [.double(spec.weightScales[k]), .double(start), .integer(layer)] + cells(theory, comparison))
        }
      }
    }
    return table
  }

  private func correlations(_ deviations: inout [Double]) -> Table {
    var table = Table([.double("sigma_w"), .double("c0"), .integer("layer")] + Self.comparison)
    for (k, phase) in phases.enumerated() {
      for (j, start) in spec.initialCorrelations.enumerated() {
        let theory = [start] + phase.map.iterates(from: start, layers: spec.layers)
        for layer in 0...spec.layers {
          let comparison = Comparison(networks.map { $0.correlations[k][j][layer] }, theory: theory[layer])
          deviations.append(abs(comparison.mean - theory[layer]))
          table.append(
            [.double(spec.weightScales[k]), .double(start), .integer(layer)]
              + cells(theory[layer], comparison))
        }
      }
    }
    return table
  }

  /// χ₁ as measured, and where it crosses 1.
  private func growth(into recorder: inout Recorder) {
    var table = Table([.double("sigma_w"), .double("sigma_b")] + Self.comparison)
    let scales = spec.measuredWeightScales.values
    var means: [Double] = []
    var worst = 0.0
    for (index, weightScale) in scales.enumerated() {
      let theory = NetworkPhase(spec.network(weightScale, spec.biasScale)).chi1
      let comparison = Comparison(networks.map { $0.growth[index] }, theory: theory)
      means.append(comparison.mean)
      worst = comparison.z.isNaN ? .nan : max(worst, abs(comparison.z))
      table.append([.double(weightScale), .double(spec.biasScale)] + cells(theory, comparison))
    }
    recorder.record(
      table, as: "growth", says: "what a layer multiplies a small squared displacement by: χ₁")
    recorder.record(worst, as: "largestGrowthZ", says: "of measured growth from χ₁, in standard errors")
    let crossing = scales.indices.dropLast().first { means[$0] < 1 && means[$0 + 1] >= 1 }.map { index in
      scales[index]
        + (scales[index + 1] - scales[index]) * (1 - means[index]) / (means[index + 1] - means[index])
    }
    let boundary = CriticalPoint(spec.activation, biasScale: spec.biasScale).weightScale
    recorder.record(
      crossing ?? .nan, as: "measuredBoundary", says: "σ_w where measured growth crosses 1, by interpolation")
    recorder.record(boundary, as: "boundary", says: "σ_w where χ₁ = 1 at σ_b = \(spec.biasScale)")
    recorder.record(
      abs((crossing ?? .nan) / boundary - 1), as: "boundaryDeviation",
      says: "how far they are apart, relative")
  }
}
