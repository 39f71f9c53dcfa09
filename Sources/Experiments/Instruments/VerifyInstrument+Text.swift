internal import Dynamics
internal import Foundation

extension VerifyInstrument {
  /// The result for reading: a block for each problem with a line for each method, then the orders, then the misses.
  public var text: String {
    let misses = verification.misses
    let verdict =
      misses == 0 ? "every method is as accurate as it must be" : "misses: \(misses), marked by *"
    return ([digits, orders] + (misses == 0 ? [] : [faults]) + [verdict]).joined(separator: "\n\n")
  }

  /// Correct digits by problem, method and tolerance.
  private var digits: String {
    let tolerances = Set(verification.runs.map(\.tolerance)).sorted(by: >)
    var lines = [
      "Correct digits by relative tolerance, and what the tightest one costs. A: how much relative perturbations of the",
      "initial state grow; required: −log10 tolerance − 2 − log10 A, and errors that shrink with the tolerance.",
      "",
      Self.column("", 24) + tolerances.map { Self.right(String(format: "%.0e", $0), 7) }.joined()
        + Self.costs("evaluations", "Jacobians", "factors", "ms"),
    ]
    for (number, problem, amplification) in verification.amplifications {
      let runs = verification.runs.filter { $0.problem == problem }
      guard let first = runs.first else { continue }
      let required = runs.filter { $0.method == first.method }
      lines += [
        "", "\(number). \(problem)   A = \(Self.short(amplification.value))",
        Self.row("required", required.map { String(format: "%.1f", $0.requiredDigits) + " " }),
      ]
      for series in Self.series(runs) {
        let cells = series.map { run in
          (run.failure == nil ? String(format: "%.1f", run.digits) : "failed") + (run.miss == nil ? " " : "*")
        }
        guard let last = series.last else { continue }
        lines.append(
          Self.row(last.method, cells)
            + Self.costs(
              "\(last.statistics.evaluations)", "\(last.statistics.jacobians)",
              "\(last.statistics.factorizations)", String(format: "%.1f", last.milliseconds))
            + (series.allSatisfy { $0.miss == nil } ? "  ok" : "  MISS"))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Orders by method and problem.
  private var orders: String {
    var lines = [
      "Orders of convergence, steps of one size: of the solution and of the error estimate of a step", "",
    ]
    for order in verification.orders {
      lines.append(
        "  " + Self.column(order.method, 18) + Self.column("\(order.number). \(order.problem)", 44)
          + Self.column(order.quantity == .solution ? "solution" : "error estimate", 16)
          + Self.right(String(format: "%.2f", order.measured), 6)
          + String(format: "   nominal %d ± %.1f", order.nominal, order.tolerance)
          + (order.miss == nil ? "  ok" : "  MISS*"))
    }
    return lines.joined(separator: "\n")
  }

  /// What is wrong.
  private var faults: String {
    let runs = verification.runs.compactMap { run in
      run.miss.map {
        "* \(run.method) on \(run.number). \(run.problem) at \(Self.short(run.tolerance)): \($0)"
      }
    }
    let orders = verification.orders.compactMap { order in
      order.miss.map { "* \(order.method) on \(order.number). \(order.problem): \($0)" }
    }
    return (runs + orders).joined(separator: "\n")
  }

  /// Runs of one method after another.
  private static func series(_ runs: [VerificationRun]) -> [[VerificationRun]] {
    var series: [[VerificationRun]] = []
    for run in runs {
      if series.last?.last?.method == run.method {
        series[series.count - 1].append(run)
      } else {
        series.append([run])
      }
    }
    return series
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    column("    " + name, 25) + cells.map { right($0, 7) }.joined()
  }

  private static func costs(
    _ evaluations: String, _ jacobians: String, _ factors: String, _ milliseconds: String
  ) -> String {
    right(evaluations, 13) + right(jacobians, 11) + right(factors, 9) + right(milliseconds, 9)
  }

  private static func short(_ value: Double) -> String {
    value >= 1 && value < 1e4 ? String(format: "%.1f", value) : String(format: "%.1e", value)
  }

  private static func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
