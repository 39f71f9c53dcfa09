internal import Foundation
internal import Spectra

/// A bound of a measured quantity, both as decimal logarithms.
package struct AuditedBound: Sendable {
  package enum Side { case lower, upper }
  /// How it is named in tables and metrics.
  package let name: String
  package let formula: String
  package let side: Side
  package let quantity: @Sendable (BoundaryMeasurement) -> Double
  package let bound: @Sendable (BoundaryMeasurement) -> Double
  /// What rounding may take the quantity beyond the bound.
  package let allowance: @Sendable (BoundaryMeasurement) -> Double

  package init(
    name: String, formula: String, side: Side,
    quantity: @escaping @Sendable (BoundaryMeasurement) -> Double,
    bound: @escaping @Sendable (BoundaryMeasurement) -> Double,
    allowance: @escaping @Sendable (BoundaryMeasurement) -> Double
  ) {
    self.name = name
    self.formula = formula
    self.side = side
    self.quantity = quantity
    self.bound = bound
    self.allowance = allowance
  }

  /// By how much the quantity is on the right side of the bound; negative beyond it.
  package func gap(_ measurement: BoundaryMeasurement) -> Double {
    let difference = quantity(measurement) - bound(measurement)
    return side == .lower ? difference : -difference
  }

  /// Whether it is beyond the bound by more than rounding; also where one of both is no number.
  package func isViolated(_ measurement: BoundaryMeasurement) -> Bool {
    !(gap(measurement) >= -allowance(measurement))
  }

  /// The corrected bounds.
  package static let corrected = kappa + jacobian

  /// Those of the condition number of J²H, from ρ or the weights and the extremes of the Hessian.
  private static let kappa: [AuditedBound] = {
    func bound(
      _ name: String, _ formula: String, _ side: Side,
      _ quantity: @escaping @Sendable (BoundaryMeasurement) -> Double,
      _ bound: @escaping @Sendable (BoundaryMeasurement) -> Double
    ) -> AuditedBound {
      AuditedBound(
        name: name, formula: formula, side: side, quantity: quantity, bound: bound,
        allowance: { $0.bounds.log10Allowance })
    }
    return [
      bound("kappa-lower", "max(1, (μ/L)ρ²) ≤ κ", .lower, \.kappa) { max(0, 2 * $0.secularRho - $0.spread) },
      bound("kappa-upper", "κ ≤ (L/μ)ρ²", .upper, \.kappa) { 2 * $0.secularRho + $0.spread },
      bound("singular-upper", "‖A‖‖A⁻¹‖ ≤ (L/μ)ρ²", .upper, \.singularKappa) {
        2 * $0.secularRho + $0.spread
      },
      bound("safe-lower", "(μ/L)[(1−x_max)/(1−x_min)]²(x_max/x_min)² ≤ κ", .lower, \.kappa) {
        2 * $0.safeRatio - $0.spread
      },
    ]
  }()

  /// Those of the extreme eigenvalues of J and of their ratio, from a few weights.
  private static let jacobian: [AuditedBound] = {
    func pair(
      _ name: String, _ symbol: String, _ quantity: @escaping @Sendable (BoundaryMeasurement) -> Double,
      _ range: @escaping @Sendable (BoundaryMeasurement) -> ClosedRange<Double>
    ) -> [AuditedBound] {
      [AuditedBound.Side.lower, .upper].map { side in
        AuditedBound(
          name: "\(name)-\(side == .lower ? "lower" : "upper")", formula: "bounds of \(symbol)", side: side,
          quantity: quantity,
          bound: { side == .lower ? range($0).lowerBound : range($0).upperBound },
          // Of the rotations, and of logarithms as large as that of the smallest weight.
          allowance: { Double.ulpOfOne * (4 * Double($0.tokens) + abs($0.logSmallestWeight)) })
      }
    }
    return pair("smallest", "s_{n−1}", \.smallest, \.jacobian.log10Smallest)
      + pair("largest", "s_1", \.largest, \.jacobian.log10Largest)
      + pair("rho", "ρ", \.rho, \.jacobian.log10ConditionNumber)
  }()
}

/// What becomes of bounds over many measurements.
package struct BoundaryAudit: Sendable {
  /// One bound over some of the points.
  package struct Verdict: Sendable {
    package let bound: AuditedBound
    package let points: Int
    /// Points beyond the bound by more than rounding.
    package let violations: Int
    /// Points beyond it, but by no more than that.
    package let forgiven: Int
    /// The largest distance beyond the bound, 0 if there is none.
    package let largestExcess: Double
    /// The largest share of its allowance that any point needs.
    package let largestShare: Double
    /// Distances of the points that are not trivial, n ≥ 3, ρ ≥ 10 and L/μ ≥ 2, ascending: with H = 1 both bounds of κ
    /// are κ itself.
    package let gaps: [Double]

    package init(_ bound: AuditedBound, _ measurements: [BoundaryMeasurement]) {
      self.bound = bound
      points = measurements.count
      violations = measurements.count { bound.isViolated($0) }
      forgiven = measurements.count { bound.gap($0) < 0 && !bound.isViolated($0) }
      largestExcess = max(measurements.map { -bound.gap($0) }.max() ?? 0, 0)
      largestShare =
        measurements.filter { bound.gap($0) < 0 }.map { -bound.gap($0) / bound.allowance($0) }.max() ?? 0
      gaps = measurements.filter { $0.tokens >= 3 && $0.rho >= 1 && $0.spread >= 0.3 }
        .map { bound.gap($0) }.sorted()
    }

    /// How near the bound is to being attained.
    package var closestApproach: Double { gaps.map(abs).min() ?? .nan }
  }

  package let measurements: [BoundaryMeasurement]
  package let verdicts: [Verdict]
  /// The same by family, in the order of the families.
  package let families: [(family: BoundaryFamily, measurements: [BoundaryMeasurement], verdicts: [Verdict])]

  package init(_ measurements: [BoundaryMeasurement], of bounds: [AuditedBound] = AuditedBound.corrected) {
    self.measurements = measurements
    verdicts = bounds.map { Verdict($0, measurements) }
    families = BoundaryFamily.allCases.compactMap { family in
      let part = measurements.filter { $0.family == family }
      return part.isEmpty ? nil : (family, part, bounds.map { Verdict($0, part) })
    }
  }
}
