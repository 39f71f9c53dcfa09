/// What SciPy's Radau needs on a stiff reference problem, with its exact Jacobian.
///
/// Recipe: SciPy 1.17, `solve_ivp(f, (0, t), y0, method="Radau", rtol=r, atol=r * abs(y(t)), jac=J)` as in
/// Experiments/decades/stiff-peers.py; `nfev`, and the largest relative error of a coordinate at t.
struct SciPyRadauRun: Sendable {
  /// The problem's number.
  let number: Int
  /// r.
  let tolerance: Double
  /// The error at the end.
  let error: Double
  /// Evaluations of f.
  let evaluations: Int

  static let all = [
    Self(number: 1, tolerance: 1e-4, error: 3.76e-6, evaluations: 1437),
    Self(number: 1, tolerance: 1e-6, error: 1.85e-8, evaluations: 4084),
    Self(number: 2, tolerance: 1e-4, error: 3.97e-6, evaluations: 1391),
    Self(number: 2, tolerance: 1e-6, error: 2.45e-8, evaluations: 3895),
    Self(number: 3, tolerance: 1e-4, error: 9.07e-6, evaluations: 684),
    Self(number: 3, tolerance: 1e-6, error: 1.00e-7, evaluations: 1617),
    Self(number: 4, tolerance: 1e-4, error: 5.26e-6, evaluations: 2827),
    Self(number: 4, tolerance: 1e-6, error: 5.76e-9, evaluations: 7349),
    Self(number: 5, tolerance: 1e-4, error: 8.27e-7, evaluations: 4203),
    Self(number: 5, tolerance: 1e-6, error: 2.41e-8, evaluations: 10899),
    Self(number: 6, tolerance: 1e-4, error: 4.25e-5, evaluations: 3549),
    Self(number: 6, tolerance: 1e-6, error: 1.32e-6, evaluations: 8322),
  ]
}
