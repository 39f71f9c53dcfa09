internal import TeacherStudent

extension DatasetSpecification {
  /// The talk's kind of problem: as many tokens as features, n = d.
  init(
    samples: Int, tokensAndFeatures: Int, keys: KeyDistribution, teacherRatio: Double = 10, seed: UInt64
  ) {
    self.init()
    self.samples = samples
    tokens = tokensAndFeatures
    dimension = tokensAndFeatures
    self.keys = keys
    self.teacherRatio = teacherRatio
    self.seed = seed
  }
}
