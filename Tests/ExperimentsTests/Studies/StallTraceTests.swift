import Attention
import Optimizers
import Testing

@testable import Experiments

@Suite struct StallTraceTests {
  /// A trace may take minutes: it stops at the step at which it is told to.
  @Test func anInterruptionEndsItWithinAStep() throws {
    var spec = StallStudy.Spec()
    (spec.samples, spec.dimension) = (12, 3)
    spec.steps = 1_000_000_000
    spec.targets = [1e-300]
    let problem = try AttentionProblem(spec.data(10, seed: 0), trained: .prompt)
    var looks = 0
    var recorder = Recorder(interruption: {
      looks += 1
      return looks > 20 ? Interruption(signal: 2) : nil
    })
    #expect(throws: Interruption(signal: 2)) {
      try StallTrace(GradientDescent(), on: problem, spec, pointsPerDecade: 1, &recorder)
    }
    #expect(looks == 21)
  }
}
