/// Every study there is; adding one is a file in Studies and a line here.
public enum ExperimentCatalog {
  /// The studies, in the order `softmaxlab list` prints them.
  public static let studies: [Study] = [
    Study(TrainingStudy.self),
    Study(ConvergenceStudy.self),
    Study(OptimizerStudy.self),
    Study(BoundaryStudy.self),
    Study(AttributionStudy.self),
    Study(RealAttentionStudy.self),
    Study(PolyakLojasiewiczStudy.self),
    Study(DecadesStudy.self),
    Study(GamesStudy.self),
    Study(StallStudy.self),
    Study(MLPPhaseStudy.self),
    Study(MLPCircleStudy.self),
    Study(DecouplingStudy.self),
    Study(DescentFlowStudy.self),
    Study(TransformerGeometryStudy.self),
    Study(TransformerPhaseStudy.self),
    Study(TrainabilityStudy.self),
  ]
}
