public import Objectives

extension Descent where Target: SampledObjective {
  /// A descent whose steps see mini-batches, the same one for every member.
  public init(
    on objective: Target, members: [DescentMember], options: DescentOptions = DescentOptions(),
    miniBatches: MiniBatches?
  ) throws(DescentError) {
    let trajectories = members.map { Trajectory($0, thresholds: options.thresholds.count) }
    try self.init(
      on: objective,
      resuming: DescentCheckpoint(trajectories: trajectories, options: options, miniBatches: miniBatches))
  }

  /// Goes on from a checkpoint of a descent on the same objective.
  public init(on objective: Target, resuming checkpoint: DescentCheckpoint) throws(DescentError) {
    try self.init(on: objective, checkpoint, samples: objective.sampleCount) {
      objective, parameters, samples, losses, gradients, workspace in
      objective.evaluate(
        parameters, samples: samples, losses: &losses, gradients: &gradients, workspace: &workspace)
    }
  }
}
