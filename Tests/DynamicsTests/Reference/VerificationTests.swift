import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Dynamics

/// The verification of a few methods and problems, and its planted-fault twins.
@Suite struct VerificationTests {
  private static func subject(
    _ methods: [any Integrator], _ names: String..., orders: Bool = false,
    tolerances: [Double] = [1e-4, 1e-6, 1e-8, 1e-10]
  ) -> Verification.Subject {
    var subject = Verification.Subject()
    subject.methods = methods
    subject.problems = names.flatMap { name in ReferenceProblems.all.filter { $0.name.hasPrefix(name) } }
    subject.simplexProblems = []
    subject.tolerances = tolerances
    subject.orderProblems = orders ? ReferenceProblems.all.filter { $0.number == 17 } : []
    return subject
  }

  private static let explicit: [any Integrator] = [
    ExplicitRungeKutta(.tsitouras5), ExplicitRungeKutta(.dormandPrince8),
  ]

  /// The faults that show in solutions or error estimates; dense output is not asked for.
  @Test(arguments: FaultyIntegrator.Fault.allCases)
  func faultyMethods(_ fault: FaultyIntegrator.Fault) {
    let verification = Verification(
      Self.subject(
        [FaultyIntegrator(fault: fault)], "DETEST A5", "DETEST B5", orders: true, tolerances: [1e-4, 1e-6]))
    let isSound = fault == .none || fault == .linearDense
    #expect((verification.misses == 0) == isSound, "\(verification.runs.compactMap(\.miss))")
    #expect(verification.runs.count == 2 * 2 && verification.orders.count == 2)
  }

  /// One coefficient of the right-hand side off by a millionth.
  @Test func wrongRightHandSide() {
    func misses(_ coefficient: Double) -> Int {
      var subject = Self.subject(Self.explicit)
      let lotka = ReferenceProblems.all.filter { $0.number == 19 }
      subject.problems = lotka.map { right in
        let field = ReferenceField(2) { _, y, dy in
          dy[0] = coefficient * y[0] - y[0] * y[1]
          dy[1] = y[0] * y[1] - 3 * y[1]
        }
        return ReferenceProblem(
          right.number, right.name, field, from: right.initialState, to: right.finalTime, right.solution)
      }
      return Verification(subject).misses
    }
    #expect(misses(1.5) == 0)
    #expect(misses(1.5 * (1 + 1e-6)) > 0)
  }

  private static func misses(
    _ name: String, _ methods: [any Integrator], _ solution: [Double?]? = nil
  ) throws -> Int {
    var subject = Self.subject(methods, name)
    let right = try #require(subject.problems.first)
    subject.problems = [
      ReferenceProblem(
        right.number, right.name, right.field, from: right.initialState, to: right.finalTime,
        solution ?? right.solution, isStiff: right.isStiff)
    ]
    return Verification(subject).misses
  }

  /// Robertson's problem with the value that is published, which is wrong by 8e-7.
  @Test(.slow) func wrongPublishedValue() throws {
    let robertson = "Robertson (1966), t = 4e10"
    let published = [5.2083495894337328e-8, 2.0833399429795671e-13, nil]
    #expect(try Self.misses(robertson, [RadauIIA5()]) == 0)
    #expect(try Self.misses(robertson, [RadauIIA5()], published) > 0)
  }

  /// A decay with the value that is published, which is wrong by 1.3e-7.
  @Test func wrongReferenceValue() throws {
    #expect(try Self.misses("DETEST A1", Self.explicit) == 0)
    #expect(try Self.misses("DETEST A1", Self.explicit, [2.061153353012535e-9]) > 0)
  }

  /// A flow on the simplex with one payoff off by a millionth.
  @Test func wrongFlow() throws {
    func misses(_ payoff: Double) throws -> Int {
      let right = try #require(SimplexReference.all.first { $0.name.contains("1e25") })
      var subject = Self.subject([])
      subject.simplexProblems = [
        SimplexReference(
          number: 23, name: right.name, flow: SimplexFlow(.replicator, .payoffs([1, payoff, -0.7, -1])),
          initialLogits: right.initialLogits, finalTime: right.finalTime, logSolution: right.logSolution)
      ]
      return Verification(subject).misses
    }
    #expect(try misses(0.3) == 0)
    #expect(try misses(0.3 * (1 + 1e-6)) > 0)
  }

  /// A problem that cannot be solved misses at every tolerance, its amplification included.
  @Test func unsolvableProblem() {
    var subject = Self.subject(Self.explicit)
    let field = ReferenceField(1) { _, y, dy in dy[0] = y[0] * y[0] }
    subject.problems = [ReferenceProblem(0, "blow-up", field, from: [1], to: 2, [1])]
    let verification = Verification(subject)
    #expect(verification.misses == 8 && verification.amplifications[0].amplification.value.isNaN)
  }

  /// Stiff problems have stiff methods, others explicit ones, and the automatic choice all.
  @Test func methodsAreFitForTheirProblems() {
    var subject = Self.subject(
      IntegratorCatalog.integrators, "softmax flow, t = 1e4", "DETEST A2", tolerances: [1e-4])
    subject.simplexProblems = SimplexReference.all.filter { $0.number == 21 }
    let runs = Verification(subject).runs
    func methods(_ number: Int) -> [String] { runs.filter { $0.number == number }.map(\.method) }
    #expect(methods(13) == ["dormand-prince-5", "tsitouras-5", "dormand-prince-8", "automatic"])
    #expect(methods(21) == ["rodas-4", "radau-5", "automatic", "simplex-flow"])
    #expect(runs.map(\.number) == runs.map(\.number).sorted())
  }

  /// Everything but the times.
  @Test func theSameForAnyNumberOfThreads() {
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    let subject = Self.subject(Self.explicit, "Lotka", "DETEST A4")
    let results = [1, 3].map { count in
      Parallel.threads = count
      return Verification(subject)
    }
    #expect(results[0].runs.map(\.error) == results[1].runs.map(\.error))
    #expect(results[0].runs.map(\.method) == results[1].runs.map(\.method))
    #expect(results[0].runs.map(\.statistics) == results[1].runs.map(\.statistics))
    #expect(
      results[0].amplifications.map(\.amplification) == results[1].amplifications.map(\.amplification))
  }

  /// All of it.
  @Test(.slow) func everything() {
    let verification = Verification()
    #expect(
      verification.runs.compactMap { run in run.miss.map { "\(run.problem), \(run.method): \($0)" } } == [])
    #expect(verification.orders.compactMap { order in order.miss.map { "\(order.method): \($0)" } } == [])
  }
}
