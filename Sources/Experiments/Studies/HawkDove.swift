internal import Dynamics
internal import Foundation

/// Hawks and doves: the share of hawks settles at value/cost, from both sides.
struct HawkDove {
  /// Initial shares and the orbits from there: times and the log-odds of a hawk.
  let orbits: [(start: Double, points: [(time: Double, logOdds: Double)])]
  /// The largest distance of the share of hawks from value/cost at the end.
  let deviation: Double
  /// The largest distance between integrated times and the closed form, relative.
  let timeDeviation: Double

  init(_ spec: GamesStudy.Spec) throws {
    let flow = SimplexFlow(.replicator, .payoffMatrix(spec.hawkDove))
    let equilibrium = spec.value / spec.cost
    let end = 60 / (spec.value / 2 * (1 - equilibrium))
    var timeDeviations: [Double] = []
    var deviations: [Double] = []
    orbits = try [1e-100, 1e-6, 0.1, 0.9, 1 - 1e-6].map { share in
      let start = log(share) - log1p(-share)
      var integration = SimplexIntegration(
        flow, fromLogits: [start, 0], options: SimplexIntegration.Options(tolerance: spec.tolerance))
      // From far away the way takes log(1/share) besides.
      let last = end + 2 * abs(start) / spec.value
      let points = try (0...400).map { index in
        try integration.advance(to: last * Double(index) / 400)
        return (integration.time, integration.state.logRatios[0] - integration.state.logRatios[1])
      }
      deviations.append(abs(integration.state.weights[0] - equilibrium))
      let now =
        points.first { abs(Self.share($0.1) - equilibrium) < 0.5 * abs(share - equilibrium) } ?? points[0]
      let exact = Self.time(from: start, to: now.1, spec)
      timeDeviations.append(abs(now.0 / exact - 1))
      return (share, points)
    }
    deviation = deviations.max() ?? .nan
    timeDeviation = timeDeviations.max() ?? .nan
  }

  private static func share(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }

  /// The time from log-odds a to b: ẋ = ½x(1 − x)(V − Cx) by partial fractions,
  /// ½t = [log x]/V + [log(1 − x)]/(C − V) − C[log|V − Cx|]/(V(C − V)).
  private static func time(from a: Double, to b: Double, _ spec: GamesStudy.Spec) -> Double {
    let (v, c) = (spec.value, spec.cost)
    func primitive(_ logOdds: Double) -> Double {
      let logShare = -log1p(exp(-logOdds))
      let logRest = -log1p(exp(logOdds))
      return logShare / v + logRest / (c - v) - c * log(abs(v - c * exp(logShare))) / (v * (c - v))
    }
    return 2 * (primitive(b) - primitive(a))
  }
}
