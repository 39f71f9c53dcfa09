internal import Foundation

/// What the convergence study finds: the metrics its claims refer to, and sentences made from the numbers.
struct ConvergenceFindings {
  private let students: [ConvergenceStudent]

  init(_ students: [ConvergenceStudent]) { self.students = students }

  func record(into recorder: inout Recorder) {
    let edge = students.filter { !$0.entry.isInterior }
    recorder.record(
      Double(edge.count), as: "bestRatesAtGridEdge",
      says: "students whose best learning rate stands at the edge of the extended grid")
    if !edge.isEmpty {
      let names = edge.map { "\(ConvergenceTables.series($0)) seed \($0.seed)" }
      recorder.note("No best learning rate inside the grid: \(names.joined(separator: ", ")).")
    }
    for key in keys(.over) { recordOver(key, into: &recorder) }
    for key in keys(.under) { recordUnder(key, into: &recorder) }
  }

  private func keys(_ regime: ConvergenceSetting.Regime) -> [String] {
    var keys: [String] = []
    for student in students where student.setting.regime == regime && !keys.contains(student.setting.key) {
      keys.append(student.setting.key)
    }
    return keys
  }

  private func recordOver(_ key: String, into recorder: inout Recorder) {
    let here = students.filter { $0.setting.key == key }
    let descent = here.filter { $0.optimizer == "gradient-descent" }
    let decays = descent.map(\.decay)
    let rates = decays.map { $0?.rate ?? .nan }
    let steadiness = decays.map { $0?.steadiness ?? .nan }
    let determinations = decays.map { $0?.determination ?? .nan }
    let ratios = here.map(\.log10MeanRatio)
    recorder.record(
      steadiness.quantile(0), as: "\(key).smallestSteadiness",
      says:
        "gradient descent's decay rate of the last over that of the third quarter of the curve, worst seed: "
        + "1 for linear convergence, 0.71 for any power law")
    recorder.record(
      determinations.quantile(0), as: "\(key).smallestRSquared",
      says: "R² of log loss against steps over these quarters, worst seed")
    recorder.record(
      rates.quantile(0), as: "\(key).slowestRate", says: "decay of log loss a step in the last, slowest seed")
    recorder.record(
      ratios.quantile(1), as: "\(key).largestLog10MeanRatio",
      says: "the student's final log10 mean ratio, largest over seeds and rules")
    recorder.record(
      here.map(\.teacherLog10MeanRatio).quantile(0), as: "\(key).teacherLog10MeanRatio",
      says: "the teacher's, in the same convention")
    let isLinear = steadiness.allSatisfy { $0 >= Self.linearSteadiness }
    recorder.note(
      """
      \(key): gradient descent's loss decays \(isLinear ? "linearly" : "more slowly than linearly on some seed"), \
      by \(span(rates)) of its logarithm a step in the last quarter, \(span(steadiness)) times the rate of the \
      quarter before (a power law would give 0.71); the students end at log10 mean ratios \(span(ratios)) where \
      the teacher's is \(text(here.first?.teacherLog10MeanRatio ?? .nan)).
      """)
  }

  /// Between an exponential (1) and a power law (0.71), nearer to the first.
  private static let linearSteadiness = 0.85

  private func recordUnder(_ key: String, into recorder: inout Recorder) {
    let here = students.filter { $0.setting.key == key }
    let ratios = here.map(\.setting.teacherRatio)
    guard let low = ratios.min(), let high = ratios.max(), low < high else { return }
    func at(_ ratio: Double, _ optimizer: String) -> [ConvergenceStudent] {
      here.filter { $0.setting.teacherRatio == ratio && $0.optimizer == optimizer }
    }
    let (easy, hard) = (at(low, "gradient-descent"), at(high, "gradient-descent"))
    let gaps = zip(easy, hard).map { log10($1.finalLoss) - log10($0.finalLoss) }
    let distances = hard.map { abs($0.log10MeanRatio - $0.teacherLog10MeanRatio) }
    let adam = zip(at(high, "adam"), hard).map { log10($1.finalLoss) - log10($0.finalLoss) }
    recorder.record(
      gaps.quantile(0), as: "\(key).smallestLog10Gap",
      says:
        "log10 of gradient descent's loss at the highest over that at the lowest ratio, smallest over seeds")
    recorder.record(gaps.median, as: "\(key).medianLog10Gap", says: "the same, median over seeds")
    recorder.record(
      distances.quantile(1), as: "\(key).largestRatioDistance",
      says: "|student's − teacher's log10 mean ratio| at the highest ratio, largest over seeds (decades)")
    recorder.record(
      adam.median, as: "\(key).medianLog10AdvantageOfAdam",
      says: "log10 of gradient descent's over Adam's final loss at the highest ratio, median over seeds")
    recorder.note(
      """
      \(key): from ratio \(text(low)) to \(text(high)) gradient descent's loss after \
      \(here.first?.setting.steps ?? 0) steps grows by \(span(gaps)) decades over the seeds (median \
      \(text(gaps.median))); at \(text(high)) its seeds end: \(phases(hard)); Adam's: \(phases(at(high, "adam"))). \
      Adam's final loss is \(text(adam.median)) decades lower in the median. \(caveat(key, gaps))
      """)
  }

  /// What a reader must know before taking the panel for the whole story.
  private func caveat(_ key: String, _ gaps: [Double]) -> String {
    var sentences: [String] = []
    if gaps.contains(where: { $0 < 3 }) {
      sentences.append("On \(gaps.count { $0 < 3 }) of \(gaps.count) seeds the gap is below three decades.")
    }
    if key.contains("gaussian") {
      sentences.append(
        "With Gaussian keys κ(W)² stands in the Hessian at every ratio, so that the low ratio is slow already."
      )
    }
    let stuck = students.filter { $0.setting.key == key && $0.phase == .plateau }
    if !stuck.isEmpty {
      sentences.append(
        """
        \(stuck.count) students stand on a plateau: more than half of their squared residual is outside the \
        range of ∂f/∂θ, which is not a conditioning effect.
        """)
    }
    return sentences.joined(separator: " ")
  }

  private func phases(_ students: [ConvergenceStudent]) -> String {
    ConvergenceStudent.Phase.allCases.compactMap { phase in
      let count = students.count { $0.phase == phase }
      return count > 0 ? "\(phase.rawValue) on \(count)" : nil
    }.joined(separator: ", ")
  }

  private func span(_ values: [Double]) -> String {
    "\(text(values.quantile(0))) … \(text(values.quantile(1)))"
  }

  private func text(_ value: Double) -> String { String(format: "%.3g", value) }
}
