internal import LinearAlgebra

/// How many digits the integrators get right on the reference problems, and how many they must.
///
/// Every problem is integrated by the methods fit for it: stiff ones by stiff methods, the others by explicit ones,
/// all by those that choose for themselves, and those on the simplex by the flow made for it besides. At a relative
/// tolerance r the error of every coordinate compared must be at most 100·r·A with A the problem's ``Amplification``,
/// and shrink with r (``VerificationRun``). Steps of one size must converge at the method's order
/// (``ConvergenceOrder``).
///
/// The results but the times do not depend on the number of threads.
public struct Verification: Sendable {
  /// What is verified.
  public struct Subject: Sendable {
    /// The methods; by default those of the catalogue.
    public var methods: [any Integrator] = IntegratorCatalog.integrators
    /// The problems for them.
    public var problems = ReferenceProblems.all
    /// The problems for the flow on the simplex.
    public var simplexProblems = SimplexReference.all
    /// Relative tolerances, descending: by default 1e-4, 1e-5, …, 1e-12.
    public var tolerances = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12]
    /// The problems whose errors are asymptotic well above rounding, on which orders are measured: linear, dependent on
    /// time, and coupled.
    public var orderProblems = ["DETEST A1", "DETEST A5", "Euler"].flatMap { name in
      ReferenceProblems.all.filter { $0.name.hasPrefix(name) }
    }

    /// Everything.
    public init() {}
  }

  /// A part of the work, for progress.
  public enum Part: Sendable {
    /// Amplifications of so many problems.
    case amplifications(Int)
    /// So many integrations.
    case runs(Int)
    /// So many orders of convergence.
    case orders(Int)
  }

  /// The runs, in the order of problems, methods and tolerances.
  public let runs: [VerificationRun]
  /// The orders, in the order of methods and problems.
  public let orders: [ConvergenceOrder]
  /// The amplification of each problem by its name.
  public let amplifications: [(number: Int, problem: String, amplification: Amplification)]

  /// How many runs and orders are not as they must be.
  public var misses: Int { runs.count { $0.miss != nil } + orders.count { $0.miss != nil } }

  /// Verifies a subject, by default everything.
  ///
  /// - Parameters:
  ///   - subject: What to verify.
  ///   - progress: Told each part when it begins.
  /// - Complexity: Some fifteen seconds of one core for everything.
  public init(_ subject: Subject = Subject(), progress: (Part) -> Void = { _ in }) {
    let problems = Self.problems(subject)
    progress(.amplifications(problems.count))
    let amplifications = Parallel.map(problems.count) { index in
      switch problems[index] {
      case .general(let problem): Amplification(of: problem)
      case .simplex(let problem): Amplification(of: problem)
      }
    }
    self.amplifications = problems.indices.map {
      (problems[$0].number, problems[$0].name, amplifications[$0])
    }

    // A series of runs for each problem and method; nil: the flow on the simplex.
    let series: [(problem: Int, method: (any Integrator)?)] = problems.indices.flatMap { index in
      guard case .general(let problem) = problems[index] else { return [(index, (any Integrator)?.none)] }
      return subject.methods.filter { Self.fits($0, problem) }.map { (index, $0) }
    }
    let count = subject.tolerances.count
    progress(.runs(series.count * count))
    // The tightest tolerances take longest: they begin.
    let runs = Parallel.map(series.count * count) { index in
      let (problem, method) = series[index % series.count]
      let tolerance = subject.tolerances[count - 1 - index / series.count]
      switch (problems[problem], method) {
      case (.general(let problem), let method?):
        return VerificationRun(of: problem, with: method, tolerance: tolerance)
      case (.simplex(let problem), _): return VerificationRun(of: problem, tolerance: tolerance)
      case (.general, nil): preconditionFailure("a general problem has a method")
      }
    }
    self.runs = series.indices.flatMap { index in
      VerificationRun.judged(
        (0..<count).reversed().map { runs[$0 * series.count + index] },
        amplifications[series[index].problem])
    }

    let pairs = subject.methods.flatMap { method in subject.orderProblems.map { (method, $0) } }
    progress(.orders(pairs.count))
    orders = Parallel.map(pairs.count) { index in
      let (method, problem) = pairs[index]
      let estimate = ConvergenceOrder(ofErrorEstimate: method, on: problem)
      // The errors of a method of order 8 are asymptotic there only where they are rounding.
      guard method.order < 8 || problem.field.isAutonomous else { return [estimate] }
      return [ConvergenceOrder(of: method, on: problem), estimate]
    }.flatMap(\.self)
  }

  private enum Problem: Sendable {
    case general(ReferenceProblem)
    case simplex(SimplexReference)

    var number: Int {
      switch self {
      case .general(let problem): problem.number
      case .simplex(let problem): problem.number
      }
    }

    var name: String {
      switch self {
      case .general(let problem): problem.name
      case .simplex(let problem): problem.name
      }
    }
  }

  /// All problems by their numbers, those of one number in the order given.
  private static func problems(_ subject: Subject) -> [Problem] {
    let all = subject.problems.map(Problem.general) + subject.simplexProblems.map(Problem.simplex)
    return Set(all.map(\.number)).sorted().flatMap { number in all.filter { $0.number == number } }
  }

  private static func fits(_ method: any Integrator, _ problem: ReferenceProblem) -> Bool {
    method.isStiff == problem.isStiff || method is any ChoosesMethods
  }
}

/// A method that is fit for stiff problems and others alike.
private protocol ChoosesMethods {}

extension AutomaticIntegrator: ChoosesMethods {}
