internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import SignalPropagation

/// The theory of the study: maps, phase diagram, boundary and depth scales, as tables.
struct MLPPhaseDiagram {
  private let grid: [NetworkPhase]
  private let depths: [NetworkPhase]
  private let boundary: [CriticalPoint]
  private let biasScales: [Double]

  init(_ spec: MLPPhaseStudy.Spec) {
    let (scales, biases) = (spec.gridWeightScales.values, spec.gridBiasScales.values)
    grid = Parallel.map(scales.count * biases.count) {
      NetworkPhase(spec.network(scales[$0 / biases.count], biases[$0 % biases.count]))
    }
    let variances = spec.depthWeightVariances.values
    depths = Parallel.map(variances.count) {
      NetworkPhase(spec.network(variances[$0].squareRoot(), spec.depthBiasVariance.squareRoot()))
    }
    let biasScales = (0...200).map { spec.gridBiasScales.stop * Double($0) / 200 }
    boundary = Parallel.map(biasScales.count) { CriticalPoint(spec.activation, biasScale: biasScales[$0]) }
    self.biasScales = biasScales
  }

  func record(_ spec: MLPPhaseStudy.Spec, into recorder: inout Recorder) {
    recorder.record(maps(spec), as: "maps", says: "length map V(q) and correlation map C(c)")
    recorder.record(
      phaseTable, as: "phases",
      says: "the phase diagram; layers_to_1_percent: until q from 1.1·q* is within 1 % of q*")
    recorder.record(boundaryTable, as: "boundary", says: "where χ₁ = 1")
    recorder.record(depthTable, as: "depths", says: "depth scales of length, correlation and gradient")
    let critical = CriticalPoint(spec.activation, biasScale: spec.depthBiasVariance.squareRoot())
    let variance = critical.weightScale * critical.weightScale
    recorder.record(
      variance, as: "criticalWeightVariance",
      says: "σ_w² on the boundary at σ_b² = \(spec.depthBiasVariance), where ξ_c diverges")
    recorder.record(
      biasScales.indices.map { index in
        abs(NetworkPhase(spec.network(boundary[index].weightScale, biasScales[index])).chi1 - 1)
      }.max() ?? .nan, as: "largestBoundaryError", says: "|χ₁ − 1| along the boundary")
    let below = depths.indices.filter { depths[$0].map.network.weightVariance < variance }
    let above = depths.indices.filter { depths[$0].map.network.weightVariance > variance }
    // ξ_c grows up to the boundary from either side.
    func violations(_ order: [Int]) -> Int {
      zip(order, order.dropFirst()).count { depths[$0].correlationDepth >= depths[$1].correlationDepth }
    }
    recorder.record(
      Double(violations(below) + violations(above.reversed())), as: "depthDecreasesTowardsBoundary",
      says: "neighbours on the grid where ξ_c does not grow towards the boundary")
    recorder.record(
      depths.map(\.lengthDepth).max() ?? .nan, as: "largestLengthDepth", says: "largest ξ_q on that grid")
  }

  private func maps(_ spec: MLPPhaseStudy.Spec) -> Table {
    var table = Table([
      .string("map"), .double("sigma_w"), .double("x"), .double("y"), .double("fixed_point"),
    ])
    for weightScale in spec.weightScales {
      let phase = NetworkPhase(spec.network(weightScale, spec.biasScale))
      for index in 0...150 {
        let q = 0.1 * Double(index)
        table.append(
          "length", .double(weightScale), .double(q), .double(phase.map.network.length(after: q)),
          .double(phase.map.fixedLength))
      }
      for index in 0...100 {
        let c = Double(index) / 100
        table.append(
          "correlation", .double(weightScale), .double(c), .double(phase.map(c)),
          .double(phase.stableCorrelation))
      }
    }
    return table
  }

  private var phaseTable: Table {
    var table = Table([
      .double("sigma_w"), .double("sigma_b"), .double("q_star"), .double("c_star"), .double("chi_1"),
      .double("layers_to_1_percent"),
    ])
    for phase in grid {
      let network = phase.map.network
      table.append(
        .double(network.weightScale), .double(network.biasScale), .double(phase.map.fixedLength),
        .double(phase.stableCorrelation), .double(phase.chi1), .double(Self.convergence(phase)))
    }
    return table
  }

  /// Layers until a length 10 % too long is within 1 %; infinite after a thousand.
  private static func convergence(_ phase: NetworkPhase) -> Double {
    let target = phase.map.fixedLength
    guard target > 0 else { return .nan }
    var q = 1.1 * target
    for layer in 0...1000 {
      if abs(q / target - 1) <= 0.01 { return Double(layer) }
      q = phase.map.network.length(after: q)
    }
    return .infinity
  }

  private var boundaryTable: Table {
    var table = Table([.double("sigma_b"), .double("sigma_w"), .double("q")])
    for (bias, point) in zip(biasScales, boundary) {
      table.append(.double(bias), .double(point.weightScale), .double(point.fixedLength))
    }
    return table
  }

  private var depthTable: Table {
    var table = Table([
      .double("weight_variance"), .double("xi_q"), .double("xi_c"), .double("xi_g"), .double("chi_1"),
    ])
    for phase in depths {
      table.append(
        .double(phase.map.network.weightVariance), .double(phase.lengthDepth),
        .double(phase.correlationDepth), .double(phase.gradientDepth), .double(phase.chi1))
    }
    return table
  }
}
