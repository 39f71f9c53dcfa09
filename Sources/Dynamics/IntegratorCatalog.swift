internal import Spelling

/// Every integrator of the lab by its name.
public enum IntegratorCatalog {
  /// The integrators, in the order in which they are listed.
  public static let integrators: [any Integrator] = [
    ExplicitRungeKutta(.dormandPrince5),
    ExplicitRungeKutta(.tsitouras5),
    ExplicitRungeKutta(.dormandPrince8),
    Rosenbrock(.rodas4),
    RadauIIA5(),
    AutomaticIntegrator(.tsitouras5, RadauIIA5()),
  ]

  /// The names, in the order of the list.
  public static var names: [String] { integrators.map(\.name) }

  /// The integrator of this name.
  ///
  /// - Throws: ``IntegratorError``.
  public static func integrator(named name: String) throws(IntegratorError) -> any Integrator {
    for integrator in integrators where integrator.name == name { return integrator }
    throw .unknownIntegrator(
      name: name, nearest: Spelling.nearest(to: name, among: names))
  }
}

/// What can be wrong with the choice of an integrator.
public enum IntegratorError: Error, Equatable, Sendable {
  /// No integrator of the catalogue has this name.
  case unknownIntegrator(name: String, nearest: String?)
}

extension IntegratorError: CustomStringConvertible {
  /// The error as one line.
  public var description: String {
    switch self {
    case .unknownIntegrator(let name, let nearest):
      "there is no integrator '\(name)'" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
    }
  }
}
