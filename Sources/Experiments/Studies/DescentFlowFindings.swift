internal import Foundation
internal import Optimizers
internal import Reporting

/// What `descent-versus-flow` finds: metrics for its claims, and sentences made from the numbers.
struct DescentFlowFindings {
  private let results: [DescentFlowResult]
  private let spec: DescentFlowStudy.Spec

  init(_ results: [DescentFlowResult], _ spec: DescentFlowStudy.Spec) {
    (self.results, self.spec) = (results, spec)
  }

  func record(into recorder: inout Recorder) {
    recordErrors(into: &recorder)
    for ratio in spec.teacherRatios {
      let own = results.filter { $0.ratio == ratio }
      recordOrders(own, into: &recorder)
      recordEdge(own, into: &recorder)
      recordOtherRules(own, into: &recorder)
    }
  }

  private func recordErrors(into recorder: inout Recorder) {
    let shares = results.flatMap { result in
      result.distances.map { $0.error / min($0.distance, $0.modifiedDistance) }
    }
    recorder.record(
      shares.max() ?? .nan, as: "flow.errorShare",
      says:
        "the flow's global error, by a twin at a hundredth of the tolerance, over the distances whose order is claimed: "
        + "the largest")
    let error = results.flatMap(\.flow.errors).max() ?? .nan
    recorder.record(error, as: "flow.largestError", says: "the flow's global error: the largest at all times")
    recorder.note(
      """
      The flow is known to \(ShortNumber.text(error)) at all times, and to \
      \(ShortNumber.text(shares.max() ?? .nan)) of every distance whose order is claimed.
      """)
  }

  private func recordOrders(_ own: [DescentFlowResult], into recorder: inout Recorder) {
    guard let key = own.first?.key else { return }
    func slopes(_ value: (DescentFlowResult.Distance) -> Double) -> [Double] {
      own.flatMap { result in
        spec.fixedTimes.map { time in
          let points = result.distances.filter { $0.time == time }
          return LinearFit(points.map { log10($0.rate) }, points.map { log10(value($0)) }).slope
        }
      }
    }
    let (plain, modified) = (slopes(\.distance), slopes(\.modifiedDistance))
    recorder.record(
      plain.map { abs($0 - 1) }.max() ?? .nan, as: "\(key).orderDeviation",
      says:
        "the order in η of gradient descent's distance from the flow at fixed times: largest distance from 1")
    recorder.record(
      modified.map { abs($0 - 2) }.max() ?? .nan, as: "\(key).modifiedOrderDeviation",
      says: "the order of its distance from the flow of L + (η/4)|∇L|²: largest distance from 2")
    recorder.note(
      """
      \(key): at fixed times gradient descent is O(η^\(ShortNumber.text(plain.quantile(0))) … \
      η^\(ShortNumber.text(plain.quantile(1)))) from the flow and O(η^\(ShortNumber.text(modified.quantile(0))) … \
      η^\(ShortNumber.text(modified.quantile(1)))) from the flow of L + (η/4)|∇L|².
      """)
  }

  /// Sharpness against 2/η.
  private func recordEdge(_ own: [DescentFlowResult], into recorder: inout Recorder) {
    guard let key = own.first?.key else { return }
    let flows = own.flatMap { $0.paths.filter { $0.process == "gradient-flow" } }
    let sharpest = flows.map { $0.points.map(\.sharpness).max() ?? .nan }
    recorder.record(
      sharpest.median, as: "\(key).flow.largestSharpness",
      says: "λ_max of the Hessian along the flow: its largest value, median over seeds")
    recorder.record(
      own.map(\.teacherSharpness).median, as: "\(key).teacherSharpness", says: "and at the teacher")
    let descents = own.flatMap { result in
      result.paths.filter { $0.process == GradientDescent.name }.map { (result: result, path: $0) }
    }
    // Slow: the flow itself is never sharper than 1/η, half of the edge.
    let slow = descents.filter { descent in
      let flow = descent.result.paths.first { $0.process == "gradient-flow" }
      return descent.path.rate * (flow?.points.map(\.sharpness).max() ?? .infinity) <= 1
    }
    recorder.record(
      Double(slow.count), as: "\(key).slow.runs",
      says: "descents with η at most 1/λ_max of the flow at all times")
    recorder.record(
      slow.map(\.path.edge).max() ?? .nan, as: "\(key).slow.largestEdge",
      says: "ηλ_max/2 on their whole way: the largest; 1 is the edge of stability")
    let settled = descents.filter { $0.path.lateRises == 0 }
    recorder.record(
      Double(settled.count), as: "\(key).settled.runs",
      says: "descents whose loss never rises in the last decade of time")
    recorder.record(
      settled.map(\.path.lateEdge).max() ?? .nan, as: "\(key).settled.largestEdge",
      says: "ηλ_max/2 where they end: the largest")
    let above = descents.filter { $0.path.rate * $0.result.teacherSharpness > 2 }
    recorder.record(
      Double(above.count), as: "\(key).unstable.runs", says: "descents at rates above 2/λ_max of the teacher")
    recorder.record(
      above.map { $0.path.points.last?.teacherDistance ?? .nan }.min() ?? .infinity,
      as: "\(key).unstable.nearest",
      says: "their distance from the teacher at the end: the smallest; inf: there are none")
    for rate in spec.learningRates {
      let paths = descents.map(\.path).filter { $0.rate == rate }
      recorder.record(
        paths.map(\.medianLateEdge).median, as: "\(key).edge.rate\(ShortNumber.text(rate))",
        says: "ηλ_max/2 over the last decade of time, median; 1 is the edge of stability")
    }
    recorder.note(
      """
      \(key): λ_max is \(ShortNumber.text(sharpest.median)) at most along the flow, \
      \(ShortNumber.text(own.map(\.teacherSharpness).median)) at the teacher (medians). Of \(descents.count) descents \
      \(settled.count) settle, at ηλ_max/2 up to \(ShortNumber.text(settled.map(\.path.lateEdge).max() ?? .nan)); \
      \(above.count) run above 2/λ_max of the teacher.
      """)
  }

  /// Where Adam and sign descent go.
  private func recordOtherRules(_ own: [DescentFlowResult], into recorder: inout Recorder) {
    guard let key = own.first?.key else { return }
    let start = own.compactMap { $0.paths.first?.points.first?.teacherDistance }
    for (name, rates) in [
      (Adam.name, spec.adam), (SignDescent.name, spec.signDescent), ("gradient-flow", [0]),
    ] {
      for rate in rates {
        let paths = own.flatMap { $0.paths.filter { $0.process == name && $0.rate == rate } }
        let ends = paths.compactMap(\.points.last)
        let label = "\(key).\(name)" + (rate > 0 ? ".rate\(ShortNumber.text(rate))" : "")
        recorder.record(ends.map(\.loss).median, as: "\(label).loss", says: "loss at its last time, median")
        recorder.record(
          ends.map(\.meanLog10Ratio).median, as: "\(label).meanLog10Ratio", says: "mean log10 ratio there")
        recorder.record(ends.map(\.sharpness).median, as: "\(label).sharpness", says: "λ_max there")
        recorder.record(
          paths.map { $0.points.map(\.sharpness).max() ?? .nan }.median, as: "\(label).largestSharpness",
          says: "the largest λ_max on its way, median")
        recorder.record(
          ends.map(\.teacherDistance).median, as: "\(label).teacherDistance",
          says: "its distance from the teacher there, median")
        guard rate > 0 else { continue }
        let stray = zip(paths, start).map { path, start in
          (path.points.map(\.pathDistance).max() ?? .nan) / start
        }
        recorder.record(
          stray.median, as: "\(label).stray",
          says: "how far it strays from the flow's path, over the distance from start to teacher, median")
      }
    }
  }
}
