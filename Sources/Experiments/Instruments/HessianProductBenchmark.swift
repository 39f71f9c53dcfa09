internal import Attention
internal import LinearAlgebra
internal import Objectives
internal import TeacherStudent

/// How long a product with the Hessian takes: the cost of a Lanczos step.
public struct HessianProductBenchmark: Sendable {
  /// N.
  public let samples = 1000
  /// n.
  public let tokens = 20
  /// d.
  public let dimension = 400
  /// The median over nine products, the value vector being trained as well.
  public let milliseconds: Double

  /// Runs the benchmark: a second, most of it for the data.
  ///
  /// - Throws: ``Interruption``.
  public init() throws {
    var specification = DatasetSpecification()
    (specification.samples, specification.tokens, specification.dimension) = (samples, tokens, dimension)
    let problem = try AttentionProblem(specification, trained: .promptAndValue)
    let direction = problem.initialParameters.map { 1 + $0 }
    var times: [Double] = []
    for _ in 0..<9 {
      if let interruption = Interruption.received { throw interruption }
      var product: [Double] = []
      let time = ContinuousClock().measure {
        product = problem.loss.hessianProduct(at: problem.initialParameters, along: direction)
      }
      precondition(product.maximumMagnitude > 0, "the loss is curved")
      times.append(time.seconds)
    }
    milliseconds = 1000 * times.median
  }
}
