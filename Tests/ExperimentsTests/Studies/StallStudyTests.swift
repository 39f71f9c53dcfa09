import Experiments
import Foundation
import Reporting
import Testing

@Suite struct StallStudyTests {
  private static func spec() -> StallStudy.Spec {
    var spec = StallStudy.Spec()
    (spec.samples, spec.dimension) = (12, 3)
    spec.seeds = [18_446_744_073_709_551_615]
    spec.teacherRatios = [10, 1e6]
    (spec.descentRates.start, spec.descentRates.stop, spec.descentRates.pointsPerDecade) = (1, 30, 2)
    (spec.adamRates.start, spec.adamRates.stop, spec.adamRates.pointsPerDecade) = (0.05, 0.5, 2)
    (spec.naturalRates.start, spec.naturalRates.stop, spec.naturalRates.pointsPerDecade) = (0.5, 1, 4)
    spec.maximumExtensions = 0
    spec.targets = [1e-2, 1e-3, 1e-5]
    spec.steps = 1500
    spec.patience = 300
    spec.pointsPerDecade = 3
    spec.refreshPeriods = [1, 20]
    spec.decoupledRatios = [5, 10]
    return spec
  }

  /// What one run left.
  private struct Found {
    let tables: [Recorder.NamedTable]
    let metrics: [Recorder.Metric]
    let notes: [String]
  }

  private static let found: Found? = {
    var recorder = Recorder(interruption: { nil })
    do { try StallStudy.run(spec(), into: &recorder) } catch { return nil }
    return Found(tables: recorder.tables, metrics: recorder.metrics, notes: recorder.notes)
  }()

  private static func table(_ name: String) throws -> Table {
    let found = try #require(found)
    return try #require(found.tables.first { $0.name == name }).table
  }

  private static func metric(_ key: String) throws -> Double {
    let found = try #require(found)
    return try #require(found.metrics.first { $0.key == key }).value
  }

  @Test func ratesNearTheTeacherAreTheForecasts() throws {
    for name in ["gradient-descent", "heavy-ball", "nesterov"] {
      #expect(try Self.metric("rates.\(name).worstError") < 1e-6)
    }
    #expect(try Self.metric("gaussNewton.worstDeviation") < 1e-4)
  }

  @Test func theTermsOfTheChainAreItsConditionNumber() throws {
    let chain = try Self.table("chain")
    #expect(chain.count == 2)
    let terms = chain.columns.map(\.name).filter { $0.hasPrefix("term_") }
    #expect(terms.count == 5)
    for row in 0..<chain.count {
      let sum = terms.reduce(0) { $0 + chain.doubles($1)[row] }
      #expect(abs(sum - chain.doubles("log10_kappa_hessian")[row]) < 1e-12)
      // J²H is worse than J², as far as its H is worse than I.
      #expect(chain.doubles("log10_kappa_linearization")[row] > chain.doubles("log10_kappa_jacobian")[row])
      #expect(chain.doubles("log10_kappa_jacobian")[row] < chain.doubles("mean_log10_ratio")[row] + 1e-9)
    }
  }

  /// Adam whose preconditioner is renewed at every step is Adam.
  @Test func aForecastThatFreezesNothingIsTheMeasurement() throws {
    let forecasts = try Self.table("adam-forecasts")
    var exact = 0
    for row in 0..<forecasts.count where forecasts.cell(row: row, column: 2) == "loss" {
      let quotient = forecasts.doubles("over_measured")[row]
      if forecasts.cell(row: row, column: 3) == "1" {
        #expect(quotient == 1)
        exact += 1
      }
    }
    #expect(exact > 0)
    // The planted fault: on the teacher's quadratic it is not.
    let rows = (0..<forecasts.count).filter {
      forecasts.cell(row: $0, column: 2) == "quadratic" && forecasts.cell(row: $0, column: 3) == "1"
    }
    #expect(rows.contains { forecasts.doubles("over_measured")[$0] != 1 })
  }

  /// Shares of the residual are squares that sum to 1 at most, and all the loss is somewhere at the end.
  @Test func theResidualIsSplit() throws {
    let shares = try Self.table("shares")
    #expect(shares.count > 0)
    for row in 0..<shares.count {
      let (slow, outside) = (shares.doubles("slow_share")[row], shares.doubles("outside_range")[row])
      #expect(slow >= 0 && slow <= 1 + 1e-12 && outside >= -1e-12 && outside + slow <= 1 + 1e-12)
      if shares.doubles("target_loss")[row] <= 1e-5 { #expect(outside < 0.05) }
    }
  }

  /// What a sentence says is in the tables.
  @Test func theVerdictsNumbersAreTheTables() throws {
    let found = try #require(Self.found)
    let verdict = try #require(found.notes.first { $0.hasPrefix("Verdict: ") })
    let medians = try Self.table("chain-summary")
    let steps = medians.doubles("steps_gradient_descent")
    #expect(verdict.contains(String(format: "gradient descent %.3g", steps[1])))
    let growth = steps[1] / steps[0]
    #expect(verdict.contains(String(format: "%.3g", growth)))
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout StallStudy.Spec) -> Void) -> Bool {
      var spec = StallStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.teacherRatios = [10] })
    #expect(isRefused { $0.teacherRatios = [1e5, 10] })
    #expect(isRefused { $0.targets = [1e-6, 1e-2, 1e-8] })
    #expect(isRefused { $0.samples = 30 })
    #expect(isRefused { $0.seeds = [] })
    #expect(isRefused { $0.refreshPeriods = [0] })
    #expect(isRefused { $0.decoupledRatios = [10, 1e9] })
    #expect(isRefused { $0.descentRates.start = -1 })
    #expect(isRefused { $0.smallWeight = 2 })
  }
}
