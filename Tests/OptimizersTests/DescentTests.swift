import LinearAlgebra
import Objectives
import Optimizers
import Testing

@Suite struct DescentTests {
  let quadratic = Quadratic(spectrum: [1, 0.1], minimizer: [1, -1])

  func member(_ learningRate: Double, _ start: [Double] = [3, 4]) -> DescentMember {
    var rule = GradientDescent()
    rule.learningRate = learningRate
    return DescentMember(rule, from: start)
  }

  @Test func observesBeforeTheStep() throws {
    var descent = try Descent(on: quadratic, members: [member(0.5)])
    var steps: [Int] = []
    let progress = descent.advance(to: 7, recording: .every(3)) { snapshot in
      steps.append(snapshot.step)
      let here = quadratic.valueAndGradient(at: snapshot.parameters.column(0))
      #expect(snapshot.losses == [here.loss])
      #expect(snapshot.gradientNorms == [here.gradient.euclideanNorm])
      #expect(snapshot.time(0) == 0.5 * Double(snapshot.step))
    }
    #expect(progress == .completed)
    #expect(steps == [0, 3, 6, 7])
    #expect(descent.step == 7)
    // p_t − p* = (1 − ηλ)^t (p_0 − p*)
    #expect(descent.trajectories[0].parameters[0] == 1 + 2 * 0.0078125)
  }

  @Test func goingOnIsTheSameAsGoingFar() throws {
    var inTwo = try Descent(on: quadratic, members: [member(0.3), member(0.7)])
    var inOne = inTwo
    var observed: [Int] = []
    for end in [4, 4, 9] { inTwo.advance(to: end) { observed.append($0.step) } }
    inOne.advance(to: 9)
    #expect(observed == [0, 4, 9])
    #expect(inTwo.trajectories.map(\.parameters) == inOne.trajectories.map(\.parameters))
    #expect(inTwo.trajectories.map(\.loss) == inOne.trajectories.map(\.loss))
  }

  @Test func retiredMembersStandStillAndTheRestGoesOn() throws {
    var descent = try Descent(on: quadratic, members: [member(0.5), member(0.25)])
    descent.advance(to: 3)
    descent.retire([0])
    #expect(descent.trajectories[0].outcome == .retired(step: 3))
    let parameters = descent.trajectories[0].parameters
    descent.advance(to: 8)
    descent.retire([0])
    #expect(descent.trajectories[0].outcome == .retired(step: 3))
    #expect(descent.trajectories[0].parameters == parameters)
    var alone = try Descent(on: quadratic, members: [member(0.25)])
    alone.advance(to: 8)
    #expect(descent.trajectories[1].parameters == alone.trajectories[0].parameters)
    descent.retire([1])
    #expect(descent.advance(to: 9) == .allStopped)
  }

  @Test func divergenceIsRecordedAndTheRestGoesOn() throws {
    var descent = try Descent(
      on: quadratic, members: [member(0.5), member(50), member(1.5, [0, 0])])
    var lastMembers: [Int] = []
    descent.advance(to: 400, recording: .every(1)) { snapshot in
      lastMembers = snapshot.members
      #expect(snapshot.parameters.columns == snapshot.members.count)
      #expect(snapshot.losses.maximumMagnitude.isFinite)
    }
    guard case .diverged(let step) = descent.trajectories[1].outcome else {
      Issue.record("the middle trajectory must diverge")
      return
    }
    // Loss ≈ 2·49^(2t) overflows at 49^(2t) > 1e308: t = 92.
    #expect(step == 92)
    #expect(lastMembers == [0, 2])
    for (index, start) in [(0, member(0.5)), (2, member(1.5, [0, 0]))] {
      var alone = try Descent(on: quadratic, members: [start])
      alone.advance(to: 400)
      #expect(alone.trajectories[0].parameters == descent.trajectories[index].parameters)
    }
  }

  @Test func aStatedBoundCountsAsDivergence() throws {
    var descent = try Descent(
      on: quadratic, members: [member(2.5)], options: DescentOptions(divergenceFactor: 100))
    #expect(descent.advance(to: 1000) == .allStopped)
    // The loss of the first mode grows as 1.5^(2t) from 2 (the other one adds 1.25 and shrinks).
    #expect(descent.trajectories[0].outcome == .diverged(step: 7))
  }

  @Test func targetsAndThresholds() throws {
    let options = DescentOptions(lossTarget: 1e-6, thresholds: [1e-2, 1e-4, 1e-9])
    var descent = try Descent(on: quadratic, members: [member(1), member(0.01)], options: options)
    var observations: [[Int]] = []
    descent.advance(to: 200) { observations.append([$0.step] + $0.members) }
    // Only the slow mode is left after one step: loss = 1.25·0.9^(2t).
    #expect(descent.trajectories[0].firstSteps == [23, 45, nil])
    #expect(descent.trajectories[0].outcome == .reachedTarget(step: 67))
    #expect(descent.trajectories[0].loss <= 1e-6)
    #expect(descent.trajectories[1].isActive)
    #expect(observations == [[0, 0, 1], [67, 0], [200, 1]])
  }

  @Test func stopsBetweenSteps() throws {
    var descent = try Descent(on: quadratic, members: [member(0.5)])
    var asked = 0
    let progress = descent.advance(to: 100) { _ in
    } shouldStop: {
      asked += 1
      return asked > 10
    }
    #expect(progress == .interrupted)
    #expect(descent.step == 10)
    #expect(descent.advance(to: 100) == .completed)
  }

  @Test func aPoisonedStartDropsOutAtOnce() throws {
    var descent = try Descent(on: quadratic, members: [member(0.5, [.nan, 0])])
    var observations = 0
    let progress = descent.advance(to: 10) { _ in observations += 1 }
    #expect(progress == .allStopped)
    #expect(descent.trajectories[0].outcome == .diverged(step: 0))
    #expect(observations == 0)
  }

  @Test func noMembers() throws {
    var descent = try Descent(on: quadratic, members: [])
    #expect(descent.advance(to: 10) == .allStopped)
  }

  @Test func aWrongDimensionIsAnError() {
    #expect(throws: DescentError.dimension(checkpoint: 1, objective: 2)) {
      try Descent(on: quadratic, members: [member(0.5, [1])])
    }
  }

  @Test func aGaussNewtonRuleNeedsSecondDerivatives() {
    struct FirstOrder: Objective {
      let base = Quadratic(spectrum: [1, 2])
      var dimension: Int { 2 }
      func makeWorkspace(trajectories: Int) -> Quadratic.Workspace {
        base.makeWorkspace(trajectories: trajectories)
      }
      func evaluate(
        _ parameters: Matrix, losses: inout [Double], gradients: inout Matrix,
        workspace: inout Quadratic.Workspace
      ) {
        base.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
      }
    }
    let members = [member(0.5), DescentMember(LevenbergMarquardt(), from: [1, 1])]
    #expect(
      throws: DescentError.needsGaussNewtonFactor(
        optimizer: "levenberg-marquardt", reason: "the objective has none")
    ) { try Descent(on: FirstOrder(), members: members) }
  }

  @Test func theWholeCatalogueInLockstepIsEachRuleAlone() throws {
    let members = try OptimizerCatalog.names.map {
      DescentMember(try OptimizerCatalog.optimizer(named: $0, learningRate: 0.01), from: tiltedStart)
    }
    var together = try Descent(on: tiltedQuadratic, members: members)
    together.advance(to: 50)
    for (index, member) in members.enumerated() {
      var alone = try Descent(on: tiltedQuadratic, members: [member])
      alone.advance(to: 50)
      #expect(alone.trajectories[0].parameters == together.trajectories[index].parameters)
      let direct = path(member.optimizer.base, on: tiltedQuadratic, from: tiltedStart, steps: 50)
      #expect(direct.last == together.trajectories[index].parameters)
    }
  }

  @Test func aCopyIsAnotherDescent() throws {
    var original = try Descent(on: quadratic, members: [member(0.5)])
    original.advance(to: 3)
    var copy = original
    copy.advance(to: 10)
    #expect(original.step == 3)
    original.advance(to: 10)
    #expect(original.trajectories[0].parameters == copy.trajectories[0].parameters)
  }
}
