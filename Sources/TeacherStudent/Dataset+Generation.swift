internal import Foundation
internal import LinearAlgebra
internal import Randomness

extension Dataset {
  /// Generates the data of a specification, labelled by `teacher`.
  ///
  /// X, W and the teacher's p₀, v* ~ N(0, 1/d) are drawn, p* = c·p₀ is calibrated to the teacher's ratio on the
  /// training samples, and the labels are the teacher's outputs (with noise, if asked for). The draws are
  /// the same on every machine; what passes through BLAS may differ in the last bits between processors.
  ///
  /// - Complexity: One normal number (some 15 ns) and 2·(2 + outputs) flops for each of the N·n·d elements;
  ///   2·d flops more with correlated tokens.
  public init(
    _ specification: DatasetSpecification, teacher: some Teacher = SoftmaxAttentionTeacher()
  ) throws(DatasetError) {
    try specification.validate()
    let (dimension, outputs, seed) = (specification.dimension, specification.outputs, specification.seed)
    let scale = 1 / Double(dimension).squareRoot()
    let keyMatrix = Self.keyMatrix(specification)
    let source = TokenSource(specification, keyMatrix)
    let tokens = try source.draw(specification.samples, "tokens")

    var promptStream = RandomStream(seed: seed, name: "teacher prompt")
    let direction = promptStream.normals(dimension, scale: scale)
    var valueStream = RandomStream(seed: seed, name: "teacher value")
    let value = Matrix(
      rows: dimension, columns: outputs, storage: valueStream.normals(dimension * outputs, scale: scale))
    let ranges = AttentionRatios.ranges(teacher.logits(tokens, keyMatrix, prompt: direction))
    let calibration = try RatioCalibration.scale(
      ranges: ranges, ratio: specification.teacherRatio, convention: specification.ratioConvention)
    let parameters = TeacherParameters(prompt: direction.map { calibration * $0 }, value: value)

    var test: LabelledTokens?
    if specification.testSamples > 0 {
      let tokens = try source.draw(specification.testSamples, "test tokens")
      let outputs = teacher.outputs(tokens, keyMatrix, parameters)
      test = LabelledTokens(
        tokens: tokens, labels: Self.labels(outputs, specification, "test label noise"))
    }
    let exact = teacher.outputs(tokens, keyMatrix, parameters)
    self.init(
      tokens: tokens, keyMatrix: keyMatrix, labels: Self.labels(exact, specification, "label noise"),
      teacherPrompt: parameters.prompt, teacherValue: parameters.value, test: test,
      specification: specification)
  }

  private static func keyMatrix(_ specification: DatasetSpecification) -> KeyMatrix {
    let dimension = specification.dimension
    var stream = RandomStream(seed: specification.seed, name: "key matrix")
    switch specification.keys {
    case .identity: return .identity
    case .orthogonal:
      return .dense(OrthogonalFrame.random(rows: dimension, columns: dimension, &stream))
    case .gaussian:
      let elements = stream.normals(dimension * dimension, scale: 1 / Double(dimension).squareRoot())
      return .dense(Matrix(rows: dimension, columns: dimension, storage: elements))
    }
  }

  /// Labels of exact outputs: noise and kind as specified.
  private static func labels(
    _ outputs: Matrix, _ specification: DatasetSpecification, _ purpose: String
  ) -> Matrix {
    var labels = outputs
    var stream = RandomStream(seed: specification.seed, name: purpose)
    for i in labels.storage.indices where specification.labelNoise > 0 {
      switch specification.labelKind {
      case .regression: labels.storage[i] += specification.labelNoise * stream.normal()
      case .binary:
        // A standard logistic number by inversion; the half step keeps the uniform off 0 and 1.
        let uniform = stream.uniform() + 0x1p-54
        labels.storage[i] += specification.labelNoise * log(uniform / (1 - uniform))
      }
    }
    if specification.labelKind == .binary {
      for i in labels.storage.indices { labels.storage[i] = labels.storage[i] > 0 ? 1 : 0 }
    }
    return labels
  }
}
