internal import Foundation
internal import Reporting

/// What `decades` finds: metrics for its claims, and sentences made from the numbers.
struct DecadesFindings {
  private let approaches: [SparseApproach]
  private let faces: [FaceApproach]

  init(_ approaches: [SparseApproach], _ faces: [FaceApproach]) {
    self.approaches = approaches
    self.faces = faces
  }

  func record(into recorder: inout Recorder) {
    recordStall(into: &recorder)
    recordRates(into: &recorder)
    recordArrivals(into: &recorder)
    recordFaces(into: &recorder)
  }

  private func runs(_ flow: SparseApproach.Flow) -> [SparseApproach] { approaches.filter { $0.flow == flow } }

  private func recordStall(into recorder: inout Recorder) {
    // Ten decades are asked of a stall before its slope counts.
    let long = runs(.gradient).filter { $0.stallDecades >= 10 }
    recorder.record(
      Double(long.count), as: "stall.runs", says: "gradient flows that stall for ten decades or more")
    recorder.record(
      long.map(\.stallDecades).min() ?? .nan, as: "stall.decades",
      says: "the shortest of these stalls, in decades")
    recorder.record(
      long.map { abs($0.stallSlope + 0.5) }.max() ?? .nan, as: "stall.slopeDeviation",
      says: "the largest |slope + ½| of log x against log t while the smallest weight stalls")
    guard let longest = long.max(by: { $0.stallDecades < $1.stallDecades }) else { return }
    recorder.note(
      """
      While it stalls the smallest weight falls like t^\(Self.text(longest.stallSlope)), over \
      \(Self.text(longest.stallDecades)) decades of time in the longest case; |slope + ½| is \
      \(Self.text(long.map { abs($0.stallSlope + 0.5) }.max() ?? .nan)) at most over \(long.count) flows.
      """)
  }

  private func recordRates(into recorder: inout Recorder) {
    for flow in SparseApproach.Flow.allCases {
      let deviations = runs(flow).map { abs($0.rateOverForecast - 1) }.filter { !$0.isNaN }
      recorder.record(
        Double(deviations.count), as: "\(flow.rawValue).rates", says: "decays whose rate was measured")
      recorder.record(
        deviations.max() ?? .nan, as: "\(flow.rawValue).rateDeviation",
        says: "the largest relative distance of the last decay's rate from the smallest eigenvalue")
    }
  }

  /// How the time to arrive grows with 1/x_min.
  private func recordArrivals(into recorder: inout Recorder) {
    var slopes: [String] = []
    for flow in [SparseApproach.Flow.gradient, .replicator] {
      let arrived = runs(flow).filter { $0.log10Arrival.isFinite }
      guard Set(arrived.map(\.smallest)).count > 1 else { continue }
      let fit = LinearFit(arrived.map { -$0.smallest }, arrived.map(\.log10Arrival))
      recorder.record(
        fit.slope, as: "\(flow.rawValue).arrivalExponent",
        says:
          "a with t ∝ (1/x_min)^a, t the time until the smallest weight is within a factor 2 of its target")
      slopes.append("\(Self.text(fit.slope)) (\(flow.rawValue))")
    }
    if !slopes.isEmpty {
      recorder.note(
        "The time to reach the smallest weight grows like (1/x_min)^a with a = \(slopes.joined(separator: ", "))."
      )
    }
    let natural = runs(.natural)
    let left = natural.filter { !$0.staysInside }.count
    recorder.record(
      Double(left), as: "natural.left",
      says: "natural flows that leave the simplex on the way to their target")
    recorder.note(
      """
      The natural flow needs a time of order 1/λ_min(QᵀHQ), \
      \(Self.text(pow(10, natural.map { -$0.log10ForecastRate }.max() ?? .nan))) at most here, whatever the weights; but \
      nothing keeps it inside: \(left) of \(natural.count) leave the simplex.
      """)
  }

  private func recordFaces(into recorder: inout Recorder) {
    recorder.record(
      faces.map(\.deviation).max() ?? .nan, as: "face.deviation",
      says: "the largest |x_jΔ_j·t·(1 + k‖x_F‖²) − 1| for linear losses, from the uniform point")
    recorder.record(
      faces.map(\.replicatorDeviation).max() ?? .nan, as: "face.replicatorDeviation",
      says: "the largest relative distance of the replicator's log x_j/x_F from −Δ_j t")
    let choosing = faces.filter { $0.face > 1 }
    let shares = choosing.compactMap { $0.choice.last?.largest }
    guard let smallest = shares.min() else { return }
    recorder.record(
      smallest, as: "face.smallestChoice",
      says: "the smallest share of the leading token among ties at the end, from a start 10 % ahead")
  }

  private static func text(_ value: Double) -> String { ShortNumber.text(value) }
}
