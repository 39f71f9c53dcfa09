internal import Dynamics
internal import Experiments
internal import Optimizers
internal import SignalPropagation

/// The catalogues of `list --all`; a new one is a line here.
enum NameCatalog {
  /// Titles, and names with what they mean.
  static var sections: [(String, [(String, String)])] {
    [
      ("optimizers", OptimizerCatalog.types.map { ($0.name, $0.update) }),
      ("integrators", IntegratorCatalog.integrators.map { ($0.name, $0.summary) }),
      ("activations", Activation.allCases.map { ($0.rawValue, $0.summary) }),
      ("observables", ObservableCatalog.types.map { ($0.name, $0.summary) }),
    ]
  }
}
