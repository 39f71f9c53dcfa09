import Testing

@testable import Dynamics

@Suite struct EndOfStiffnessTests {
  private let field = EndOfStiffness(sharpness: 3, start: 7, coupling: 2)

  /// The solution solves the equations, before the fall and after it.
  @Test(arguments: [8.0, 20, 25]) func solution(_ time: Double) {
    var rate = [0.0, 0]
    var workspace: Void = field.makeWorkspace()
    field.evaluate(at: time, field.solution(at: time), into: &rate, workspace: &workspace)
    let h = 1e-4
    let (before, after) = (field.solution(at: time - h), field.solution(at: time + h))
    for k in 0..<2 { #expect(abs(rate[k] - (after[k] - before[k]) / (2 * h)) < 1e-7) }
  }

  /// ∂ẏ/∂y = −λ is −1e5 before and −1 after the fall.
  @Test func stiffnessEnds() {
    func slope(_ time: Double) -> Double {
      var (one, other) = ([0.0, 0], [0.0, 0])
      var workspace: Void = field.makeWorkspace()
      var moved = field.solution(at: time)
      field.evaluate(at: time, moved, into: &one, workspace: &workspace)
      moved[0] += 1
      field.evaluate(at: time, moved, into: &other, workspace: &workspace)
      return other[0] - one[0]
    }
    #expect(abs(slope(10) + 1e5) < 1e-3 && abs(slope(30) + 1) < 1e-9)
  }

  /// Largest errors are those of the ends of steps, and integrations that stop say so.
  @Test func largestError() throws {
    let run = try field.largestError(with: RadauIIA5(), tolerance: 1e-6)
    #expect(run.error > 0 && run.error < 1e-4 && run.statistics.accepted > 10)
    #expect(throws: IntegrationError.self) {
      try field.largestError(with: ExplicitRungeKutta(.dormandPrince5), tolerance: 1e-6)
    }
  }
}
