/// The reference problems for general methods, in the order of their numbers.
///
/// 1 to 8 are stiff, 9 to 20 are not; 20 to 23 live on the simplex, where a flow made for it is judged as well
/// (``SimplexReference``).
public enum ReferenceProblems {
  /// All of them.
  public static let all: [ReferenceProblem] = {
    let all = kinetics + vanDerPol + mechanics + moderate + replicators
    return (1...23).flatMap { number in all.filter { $0.number == number } }
  }()
}
