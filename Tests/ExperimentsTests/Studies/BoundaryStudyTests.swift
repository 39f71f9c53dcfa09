import Experiments
import Foundation
import LinearAlgebra
import Randomness
import Reporting
import Spectra
import Testing

@Suite struct BoundaryStudyTests {
  private static func spec() -> BoundaryStudy.Spec {
    var spec = BoundaryStudy.Spec()
    spec.tokens = [2, 3, 4, 7]
    spec.points = 10
    return spec
  }

  private static func measurements() throws -> [BoundaryMeasurement] {
    var recorder = Recorder(interruption: { nil })
    return try BoundaryStudy.measure(spec(), &recorder)
  }

  @Test func correctedBoundsHold() throws {
    let audit = BoundaryAudit(try Self.measurements())
    #expect(audit.measurements.count == 1200 && audit.families.count == 5)
    for verdict in audit.verdicts {
      #expect(verdict.violations == 0, "\(verdict.bound.name)")
      #expect(verdict.points == 1200 && verdict.gaps.allSatisfy { $0 >= -1e-10 })
    }
  }

  /// The planted faults: every bound that is attained, sharper by 1e-9 in log10, and forms that are no theorems.
  @Test func theAuditFindsViolations() throws {
    let measurements = try Self.measurements()
    func violations(_ bound: AuditedBound) -> Int {
      BoundaryAudit(measurements, of: [bound]).verdicts[0].violations
    }
    func shifted(_ bound: AuditedBound, by shift: Double) -> AuditedBound {
      AuditedBound(
        name: bound.name, formula: bound.formula, side: bound.side, quantity: bound.quantity,
        bound: { bound.bound($0) + (bound.side == .lower ? shift : -shift) }, allowance: bound.allowance)
    }
    for bound in AuditedBound.corrected {
      #expect(violations(shifted(bound, by: bound.name == "safe-lower" ? 0.5 : 1e-9)) > 0, "\(bound.name)")
      #expect(violations(shifted(bound, by: .nan)) == measurements.count, "\(bound.name)")
    }
    func lower(_ bound: @escaping @Sendable (BoundaryMeasurement) -> Double) -> AuditedBound {
      AuditedBound(
        name: "wrong", formula: "", side: .lower, quantity: { $0.kappa }, bound: bound,
        allowance: { $0.bounds.log10Allowance })
    }
    #expect(violations(lower { $0.bounds.log10Talk }) > 500)
    // ρ² without μ/L, and the extremes of H the wrong way round.
    #expect(violations(lower { 2 * $0.secularRho }) > 100)
    #expect(violations(lower { 2 * $0.secularRho + $0.spread }) > 100)
  }

  /// Balancing and amplifying Hessians attain the ends of the corrected bounds.
  @Test func alignedHessiansAttainTheBounds() throws {
    for point in try Self.measurements() {
      #expect(point.kappa >= 0 && point.routesDisagreement < 1e-12)
      let ends = [max(0, 2 * point.rho - point.spread), 2 * point.rho + point.spread]
      switch point.alignment {
      case .random: break
      case .balancing: #expect(abs(point.kappa - ends[0]) < 1e-10)
      case .amplifying: #expect(abs(point.kappa - ends[1]) < 1e-10)
      }
    }
  }

  @Test func theTalkFailsWhereTheorySaysSo() throws {
    let points = try Self.measurements()
    let vertex = points.filter { $0.talkMustFail && $0.tokens > 2 }
    let pairs = points.filter { $0.tokens == 2 && $0.bounds.log10Talk > 1e-9 }
    let balanced = points.filter(\.talkMustFailBalanced)
    for part in [vertex, pairs, balanced] {
      #expect(part.count > 100 && part.allSatisfy { !$0.talkHolds })
    }
    #expect(points.contains { $0.talkHolds && $0.tokens > 2 && $0.ratio > 20 })
  }

  /// Values of 200-digit arithmetic.
  @Test func counterexample() throws {
    let example = try BoundaryCounterexample()
    #expect(abs(example.kappa - log10(2.4475e48)) < 1e-9)
    #expect(abs(example.talk - log10(2.511_513_2e48)) < 1e-8 && example.kappa < example.talk)
    #expect(abs(try BoundaryCounterexample(angle: 0).kappa - log10(1.111_099_4e48)) < 1e-7)
    #expect(try BoundaryCounterexample(angle: 0.25).kappa > example.talk)
  }

  /// Deviations vanish like ε, down to rounding.
  @Test func asymptotics() throws {
    let cases = try BoundaryAsymptotics(seed: 1).cases
    #expect(cases.allSatisfy { $0.log10Epsilon > -16 || $0.deviation < 1e-12 })
    for (coarse, fine) in zip(cases, cases.dropFirst())
    where coarse.log10Epsilon == -6 && fine.log10Epsilon == -8 {
      #expect(abs(coarse.deviation / fine.deviation - 100) < 1, "\(coarse)")
    }
  }

  /// Of shape 1 a gamma variate is exponential: mean 1, mean square 2.
  @Test func gammaVariates() {
    var stream = RandomStream(seed: 2, name: "gamma")
    let values = BoundaryFamily.dirichlet.logits(tokens: 20_000, decades: 1, &stream).map { exp($0) }
    #expect(abs(values.mean - 1) < 0.03 && abs(values.map { $0 * $0 }.mean - 2) < 0.15)
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout BoundaryStudy.Spec) -> Void) -> Bool {
      var spec = BoundaryStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.tokens = [1] })
    #expect(isRefused { $0.tokens = [] })
    #expect(isRefused { $0.families = [.spread, .spread] })
    #expect(isRefused { $0.alignments = [] })
    #expect(isRefused { $0.decades = [.infinity] })
    #expect(isRefused { $0.hessianRatios = [2] })
    #expect(isRefused { $0.points = 0 })
  }
}
