import Dynamics
import Testing

@Suite struct ReferenceProblemTests {
  private let field = ReferenceField(3) { _, y, dy in for i in 0..<3 { dy[i] = y[i] } }

  private func problem(
    _ solution: [Double?], scales: [Double]? = nil, isLogarithmic: Bool = false
  ) -> ReferenceProblem {
    ReferenceProblem(
      0, "test", field, from: [1, 1, 1], to: 1, solution, scales: scales, isLogarithmic: isLogarithmic)
  }

  @Test func errorsAreRelativeToTheSolution() {
    let reference = problem([-4, 1e-9, nil])
    #expect(reference.error(of: [-4, 1e-9, 77]) == 0)
    #expect(abs(reference.error(of: [-4, 1.01e-9, 0]) - 0.01) < 1e-12)
    #expect(reference.error(of: [-3, 1e-9, 0]) == 0.25)
    #expect(reference.error(of: [.nan, 1e-9, 0]) == .infinity)
    #expect(reference.error(of: [-4, .infinity, 0]) == .infinity)
    #expect(reference.tolerances(relative: 0.5).absolute == [2, 5e-10, 0.5])
  }

  @Test func whereTheSolutionIsZeroTheScaleDecides() {
    #expect(problem([0, 1, 1], scales: [1e-3, 1, 1]).error(of: [1e-4, 1, 1]) == 0.1)
    // A scale is for tolerances alone where the solution is not zero.
    #expect(problem([2, 1, 1], scales: [1e-3, 1, 1]).error(of: [1, 1, 1]) == 0.5)
  }

  @Test func errorsOfLogarithmsAreAbsolute() {
    let reference = problem([-50, 0, 3], isLogarithmic: true)
    #expect(reference.error(of: [-50.25, 0, 3]) == 0.25)
    #expect(reference.tolerances(relative: 1e-6).absolute == [1e-6, 1e-6, 1e-6])
  }
}
