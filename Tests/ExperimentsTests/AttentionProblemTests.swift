import Attention
import Experiments
import Foundation
import LinearAlgebra
import Objectives
import Optimizers
import TeacherStudent
import Testing

@Suite struct AttentionProblemTests {
  private static func data(testSamples: Int = 0) -> DatasetSpecification {
    var data = DatasetSpecification()
    data.samples = 9
    data.tokens = 4
    data.dimension = 6
    data.teacherRatio = 1e6
    data.testSamples = testSamples
    return data
  }

  @Test(arguments: PromptAttentionLoss.Parameters.allCases)
  func bothArithmeticsDescribeOneStudent(_ trained: PromptAttentionLoss.Parameters) throws {
    let absolute = try AttentionProblem(Self.data(), trained: trained)
    let relative = try AttentionProblem(Self.data(), trained: trained, arithmetic: .teacherRelative)
    let (a, r) = (absolute.model(absolute.initialParameters), relative.model(relative.initialParameters))
    for (x, y) in zip(a.prompt + a.value.storage, r.prompt + r.value.storage) { #expect(abs(x - y) < 1e-14) }
    let losses = [absolute, relative].map { $0.loss.valueAndGradient(at: $0.initialParameters).loss }
    #expect(abs(losses[0] - losses[1]) < 1e-13 * losses[0])
  }

  @Test func teacherHasNoLossAndNoDistance() throws {
    let problem = try AttentionProblem(
      Self.data(testSamples: 5), trained: .promptAndValue, arithmetic: .teacherRelative)
    let member = DescentMember(
      GradientDescent(), from: [Double](repeating: 0, count: problem.loss.dimension))
    var descent = try Descent(on: problem.loss, members: [member])
    var row: [Double] = []
    descent.advance(to: 1, recording: .ends) { snapshot in
      row = ObservableCatalog.measure(Instant(problem, snapshot), 0)
    }
    let measured = Dictionary(uniqueKeysWithValues: zip(ObservableCatalog.columns, row))
    #expect(measured["loss"] == 0)
    #expect(measured["gradient_norm"] == 0)
    #expect(measured["prompt_distance"] == 0)
    #expect(measured["value_distance"] == 0)
    #expect(abs((measured["log10_mean_ratio"] ?? 0) - 6) < 1e-12)
    #expect((measured["mean_log10_ratio"] ?? 9) < 6)
    // The test labels are the teacher's own.
    #expect((measured["test_loss"] ?? 1) < 1e-28)
  }

  @Test func everyObservableFillsItsColumns() throws {
    let problem = try AttentionProblem(Self.data(), trained: .prompt)
    var descent = try Descent(
      on: problem.loss, members: [DescentMember(Adam(), from: problem.initialParameters)])
    descent.advance(to: 0, recording: .ends) { snapshot in
      let instant = Instant(problem, snapshot)
      for type in ObservableCatalog.types {
        #expect(type.measure(instant, 0).count == type.columns.count)
      }
    }
    #expect(Set(ObservableCatalog.columns).count == ObservableCatalog.columns.count)
    #expect(Set(ObservableCatalog.types.map { $0.name }).count == ObservableCatalog.types.count)
  }

  @Test func attentionStatisticsMatchTheWeights() throws {
    let problem = try AttentionProblem(Self.data(), trained: .prompt)
    let statistics = problem.loss.statistics(at: problem.initialParameters)
    let logWeights = problem.loss.logWeights(at: problem.initialParameters)
    let entropy = logWeights.map { -$0.reduce(0) { $0 + exp($1) * $1 } }.mean
    #expect(abs(statistics.meanEntropy - entropy) < 1e-13)
    let smallest = logWeights.flatMap(\.self).min() ?? 0
    #expect(abs(statistics.log10SmallestWeight - smallest / log(10)) < 1e-12)
  }
}
