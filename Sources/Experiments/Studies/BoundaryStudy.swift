internal import Foundation
internal import LinearAlgebra
internal import Randomness
internal import Spectra

/// Bounds of the condition numbers of J and of J²H, audited over points near the boundary of the simplex.
public enum BoundaryStudy: Experiment {
  /// The parameters.
  public struct Spec: Specification {
    /// The seed of points and Hessians.
    public var seed: UInt64 = 0
    /// n.
    public var tokens = [2, 3, 4, 6, 10, 16, 24, 36]
    /// The families of points.
    public var families = BoundaryFamily.allCases
    /// How small the smallest weights may get, in decades.
    public var decades = [30.0, 600]
    /// μ/L.
    public var hessianRatios = [1, 0.5, 0.1, 1e-2, 1e-4]
    /// How Hessians lie beside the Jacobian.
    public var alignments = HessianAlignment.allCases
    /// Points for each combination of the above but the Hessians' ratios, which take turns.
    public var points = 50

    /// The defaults.
    public init() {}

    /// Rejects what has no spectrum.
    public func validate() throws {
      for (list, path) in [
        (tokens.count, "tokens"), (families.count, "families"), (decades.count, "decades"),
        (hessianRatios.count, "hessianRatios"), (alignments.count, "alignments"),
      ] { try require(list > 0, path, "must not be empty") }
      try requireUnique(families, "families")
      try requireUnique(alignments, "alignments")
      try require(tokens.allSatisfy { $0 >= 2 && $0 <= 200 }, "tokens", "must be from 2 to 200")
      try require(
        decades.allSatisfy { $0 > 0 && $0 <= 5000 }, "decades", "must be positive and at most 5000")
      try require(
        hessianRatios.allSatisfy { $0 >= 1e-6 && $0 <= 1 }, "hessianRatios", "must be from 1e-6 to 1")
      try require(points > 0, "points", "must be positive")
    }
  }

  /// `boundary`.
  public static let name = "boundary"
  /// What it does.
  public static let summary =
    "bounds of the condition numbers of J and J²H against measured ones, near every kind of boundary"

  /// Measures every point and audits every bound.
  public static func run(_ spec: Spec, into recorder: inout Recorder) throws {
    let measurements = try measure(spec, &recorder)
    let audit = BoundaryAudit(measurements)
    let asymptotics = try BoundaryAsymptotics(seed: spec.seed)
    BoundaryTables.record(audit, asymptotics, into: &recorder)
    try BoundaryFindings(audit, asymptotics).record(into: &recorder)
  }

  /// One combination of what a point may be like.
  private struct Cell {
    let family: BoundaryFamily
    let tokens: Int
    let decades: Double
    let alignment: HessianAlignment
    var name: String { "\(family.rawValue)/\(tokens)/\(decades)/\(alignment.rawValue)" }
  }

  /// All points in order, whatever the number of threads: each cell has a stream of its own.
  package static func measure(_ spec: Spec, _ recorder: inout Recorder) throws -> [BoundaryMeasurement] {
    let cells = spec.families.flatMap { family in
      spec.tokens.flatMap { tokens in
        spec.decades.flatMap { decades in
          spec.alignments.map { Cell(family: family, tokens: tokens, decades: decades, alignment: $0) }
        }
      }
    }
    recorder.expect(work: Double(cells.count))
    return try recorder.map(cells.count, "cells", batch: 16, label: { cells[$0 - 1].name }) {
      try measure(cells[$0], spec)
    }.flatMap(\.self)
  }

  private static func measure(_ cell: Cell, _ spec: Spec) throws -> [BoundaryMeasurement] {
    var stream = RandomStream(seed: spec.seed, name: "boundary").substream(cell.name)
    return try (0..<spec.points).map { index in
      let logits = cell.family.logits(tokens: cell.tokens, decades: cell.decades, &stream)
      let spectrum = SoftmaxJacobianSpectrum(try SimplexPoint(logits: logits))
      let matrix = try cell.alignment.hessian(
        spectrum, ratio: spec.hessianRatios[index % spec.hessianRatios.count], &stream)
      return try BoundaryMeasurement(
        family: cell.family, decades: cell.decades, alignment: cell.alignment, spectrum, matrix)
    }
  }
}
