import Dynamics
import LinearAlgebra
import Testing

@Suite struct IntegrationErrorTests {
  /// Every failure says where it is, and what can be done.
  @Test func messagesNameTimeAndRemedy() {
    let errors: [(IntegrationError, [String])] = [
      (
        .stepSizeUnderflow(time: 4.5, stepSize: 1e-16, coordinate: 3, scaledError: 7),
        ["t = 4.5", "coordinate 3", "loosen"]
      ),
      (
        .notFinite(time: 4.5, coordinate: 3, value: .infinity),
        ["t = 4.5", "coordinate 3", "inf", "stop before"]
      ),
      (.leftDomain(time: 4.5, coordinate: 3, value: -1), ["t = 4.5", "coordinate 3", "Tighten"]),
      (
        .matrix(time: 4.5, coordinate: 1, .singular(pivot: 2)),
        ["t = 4.5", "pivot 2", "coordinate 1", "explicit method"]
      ),
      (
        .matrix(time: 4.5, coordinate: nil, .notFinite(routine: "LU")),
        ["t = 4.5", "LU", "coordinate by coordinate", "explicit method"]
      ),
      (.noConvergence(time: 4.5, coordinate: 3), ["t = 4.5", "coordinate 3", "Rosenbrock"]),
      (
        .tooManySteps(limit: 10, time: 4.5, stepSize: 0.1, coordinate: 3, stiffness: 3.3),
        ["t = 4.5", "coordinate 3", "use a stiff method", "3.3"]
      ),
      (
        .tooManySteps(limit: 10, time: 4.5, stepSize: 0.1, coordinate: 3, stiffness: .nan),
        ["t = 4.5", "Allow more steps"]
      ),
      (
        .outOfTime(seconds: 2, time: 4.5, stepSize: 0.1, coordinate: 3),
        ["t = 4.5", "2.0 s", "coordinate 3", "more time"]
      ),
      (
        .toleranceBelowRounding(time: 4.5, coordinate: 3, value: 1e6),
        ["t = 4.5", "coordinate 3", "1000000.0", "Loosen"]
      ),
      (.eventUndefined(event: 2, time: 4.5), ["t = 4.5", "event 2", "end the integration before"]),
    ]
    for (error, words) in errors {
      for word in words { #expect(error.description.contains(word), "\(error)") }
      #expect(!error.description.contains("\n"))
    }
  }
}
