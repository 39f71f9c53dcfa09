internal import LinearAlgebra
public import Objectives

/// Trajectories that descend on one objective in lockstep.
///
/// Rules, learning rates and starting points may differ from member to member: one evaluation a step serves
/// the columns of all that are still active. A member that diverges or reaches its target drops out
/// and the rest goes on, each as it would alone but for rounding: objectives may choose their kernels by the
/// number of columns. The same members give the same bits again.
///
///     var descent = try Descent(on: objective, members: members)
///     descent.advance(to: 1000, recording: .every(10)) { snapshot in … }
///     descent.advance(to: 5000)                        // goes on from there
///     descent.trajectories[0].loss
///
/// Every observation is of one instant, before the step: losses, gradients and parameters belong together.
///
/// - Complexity: One evaluation of the objective and O(d) for each active member a step. Steps allocate
///   nothing if neither the objective nor the rules do; a member that drops out costs one repacking.
public struct Descent<Target: Objective> {
  /// How far ``advance(to:recording:observe:shouldStop:)`` came.
  public enum Progress: Equatable, Sendable {
    /// To the step asked for.
    case completed
    /// To a step before it: no member is active any more.
    case allStopped
    /// To a step before it: `shouldStop` said so. To go on, advance again.
    case interrupted
  }

  /// The function descended on.
  public let objective: Target
  /// When trajectories stop.
  public let options: DescentOptions
  /// The mini-batches, if each step does not see all samples.
  public let miniBatches: MiniBatches?
  /// The number of steps taken.
  public private(set) var step: Int
  /// Every member, in the order given.
  public private(set) var trajectories: [Trajectory]
  /// The members that go on, in order: the columns of the next evaluation.
  public private(set) var activeMembers: [Int] = []

  /// Evaluates the mean over a mini-batch; known only where the objective is sampled.
  typealias BatchEvaluation =
    @Sendable (Target, Matrix, [Int], inout [Double], inout Matrix, inout Target.Workspace) -> Void

  private let batchEvaluation: BatchEvaluation?
  private var batch: BatchSequence?
  private var workspace: Target.Workspace
  private var evaluations: [Evaluation]  // one for each member
  private var lastObservedStep: Int
  private var isMeasured = false  // whether the mean loss at this very step is known

  // One column for each active member, repacked when one drops out.
  private var parameters = Matrix(rows: 0, columns: 0)
  private var gradients = Matrix(rows: 0, columns: 0)
  private var losses: [Double] = []
  private var gradientNorms: [Double] = []
  private var learningRates: [Double] = []

  /// A descent on the full objective.
  ///
  /// Members must have as many parameters as the objective.
  public init(
    on objective: Target, members: [DescentMember], options: DescentOptions = DescentOptions()
  ) throws(DescentError) {
    let trajectories = members.map { Trajectory($0, thresholds: options.thresholds.count) }
    try self.init(
      on: objective, DescentCheckpoint(trajectories: trajectories, options: options), batchEvaluation: nil)
  }

  /// Goes on from a checkpoint of a descent on the same objective.
  public init(on objective: Target, resuming checkpoint: DescentCheckpoint) throws(DescentError) {
    precondition(checkpoint.miniBatches == nil, "a checkpoint with mini-batches needs a sampled objective")
    try self.init(on: objective, checkpoint, batchEvaluation: nil)
  }

  init(
    on objective: Target, _ checkpoint: DescentCheckpoint, samples: Int = 0,
    batchEvaluation: BatchEvaluation?
  ) throws(DescentError) {
    self.objective = objective
    self.batchEvaluation = batchEvaluation
    options = checkpoint.options
    miniBatches = checkpoint.miniBatches
    step = checkpoint.step
    lastObservedStep = checkpoint.lastObservedStep
    trajectories = checkpoint.trajectories
    for trajectory in trajectories where trajectory.parameters.count != objective.dimension {
      throw .dimension(checkpoint: trajectory.parameters.count, objective: objective.dimension)
    }
    if let miniBatches {
      guard miniBatches.size >= 1, miniBatches.size <= samples else {
        throw .batchSize(miniBatches.size, samples: samples)
      }
      batch = BatchSequence(miniBatches, samples: samples)
    }
    workspace = objective.makeWorkspace(trajectories: trajectories.count)
    var evaluation = Evaluation(
      loss: .nan, gradient: Array(repeating: 0, count: objective.dimension))
    if let optimizer = trajectories.map(\.optimizer).first(where: \.usesGaussNewtonFactor) {
      guard let differentiable = objective as? any TwiceDifferentiable else {
        throw .needsGaussNewtonFactor(optimizer: optimizer.name, reason: "the objective has none")
      }
      guard miniBatches == nil else {
        throw .needsGaussNewtonFactor(optimizer: optimizer.name, reason: "steps see mini-batches only")
      }
      evaluation.gaussNewtonFactor = { differentiable.gaussNewtonFactor(at: $0) }
    }
    evaluations = Array(repeating: evaluation, count: trajectories.count)
    repack()
  }

  /// Advances to step `end`, unless every member stops or `shouldStop` says so before.
  ///
  /// - Parameters:
  ///   - end: The step to stand at afterwards. The mean loss there is measured, and the step observed.
  ///   - schedule: Which other steps are observed; step 0 always is. With mini-batches each observed step
  ///     costs an evaluation over all samples, and only there are targets and thresholds judged.
  ///   - observe: Called with all active members, no step twice; a member that reaches its target at another
  ///     step is observed then, alone.
  ///   - shouldStop: Asked before each step; when true, the descent stands between two steps and can go on.
  @discardableResult
  public mutating func advance(
    to end: Int, recording schedule: RecordingSchedule = .ends,
    observe: (Snapshot) throws -> Void, shouldStop: () -> Bool = { false }
  ) rethrows -> Progress {
    while !activeMembers.isEmpty {
      if shouldStop() { return .interrupted }
      let isRecorded = step >= end || schedule.contains(step)
      if isRecorded || miniBatches == nil { try measure(isRecorded, observe) }
      if step >= end { return .completed }
      if miniBatches != nil { evaluateBatch() }
      for member in activeMembers { trajectories[member].advance(evaluations[member]) }
      for (column, member) in activeMembers.enumerated() {
        parameters.setColumn(column, to: trajectories[member].parameters)
      }
      step += 1
      isMeasured = false
    }
    return .allStopped
  }

  /// Advances to step `end` unobserved, unless every member stops before.
  @discardableResult
  public mutating func advance(to end: Int) -> Progress { advance(to: end) { _ in } }

  /// Stops some members at this step; those no longer active are left as they are.
  public mutating func retire(_ members: [Int]) {
    for member in members where trajectories[member].isActive {
      trajectories[member].outcome = .retired(step: step)
    }
    dropOut { !$0.isActive }
  }

  /// What is needed to go on later, on the same objective, to the same bits.
  public var checkpoint: DescentCheckpoint {
    DescentCheckpoint(
      trajectories: trajectories, options: options, miniBatches: miniBatches, step: step,
      lastObservedStep: lastObservedStep)
  }

  /// Evaluates the mean loss of all active members at this step, once, and observes it.
  private mutating func measure(_ isRecorded: Bool, _ observe: (Snapshot) throws -> Void) rethrows {
    if !isMeasured {
      objective.evaluate(parameters, losses: &losses, gradients: &gradients, workspace: &workspace)
      isMeasured = true
      keepEvaluations()
      for (column, member) in activeMembers.enumerated() {
        trajectories[member].measure(
          loss: losses[column], gradientNorm: gradientNorms[column], step: step, options: options)
      }
      dropOut { $0.hasDiverged }
    }
    if isRecorded, lastObservedStep < step {
      lastObservedStep = step
      if !activeMembers.isEmpty { try observe(snapshot) }
    } else if lastObservedStep < step, options.lossTarget != nil {
      let arrived = activeMembers.indices.filter { !trajectories[activeMembers[$0]].isActive }
      if !arrived.isEmpty { try observe(snapshot.selecting(arrived)) }
    }
    dropOut { !$0.isActive }
  }

  private mutating func evaluateBatch() {
    guard let batchEvaluation else { return }
    batch?.select(step)
    guard let samples = batch?.samples else { return }
    batchEvaluation(objective, parameters, samples, &losses, &gradients, &workspace)
    isMeasured = false
    keepEvaluations()
    for (column, member) in activeMembers.enumerated() {
      trajectories[member].noteBatch(
        loss: losses[column], gradientNorm: gradientNorms[column], step: step)
    }
    dropOut { $0.hasDiverged }
  }

  /// Hands each member's rule its column of the evaluation just made.
  private mutating func keepEvaluations() {
    for (column, member) in activeMembers.enumerated() {
      evaluations[member].loss = losses[column]
      gradients.copyColumn(column, into: &evaluations[member].gradient)
      gradientNorms[column] = evaluations[member].gradient.euclideanNorm
    }
  }

  private var snapshot: Snapshot {
    Snapshot(
      step: step, members: activeMembers, learningRates: learningRates, parameters: parameters,
      losses: losses, gradientNorms: gradientNorms)
  }

  private mutating func dropOut(_ isOut: (Trajectory) -> Bool) {
    for member in activeMembers where isOut(trajectories[member]) {
      repack(without: isOut)
      return
    }
  }

  /// Gives each member that goes on one column; the measurements made move along.
  private mutating func repack(without isOut: (Trajectory) -> Bool = { !$0.isActive }) {
    let old = (members: activeMembers, losses: losses, norms: gradientNorms)
    activeMembers = trajectories.indices.filter {
      !isOut(trajectories[$0]) && (old.members.isEmpty || old.members.contains($0))
    }
    let columns = activeMembers.map { old.members.firstIndex(of: $0) }
    losses = columns.map { $0.map { old.losses[$0] } ?? .nan }
    gradientNorms = columns.map { $0.map { old.norms[$0] } ?? .nan }
    learningRates = activeMembers.map { trajectories[$0].optimizer.learningRate }
    gradients = Matrix(rows: objective.dimension, columns: activeMembers.count)
    parameters = Matrix(
      rows: objective.dimension, columns: activeMembers.count,
      storage: activeMembers.flatMap { trajectories[$0].parameters })
  }
}

extension Descent: Sendable where Target.Workspace: Sendable {}
