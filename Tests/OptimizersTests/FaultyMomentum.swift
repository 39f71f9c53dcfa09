import Optimizers

/// Heavy-ball momentum with a planted fault, which the shared suites must reject.
struct FaultyMomentum: Optimizer {
  enum Fault: String, CaseIterable, Codable, Sendable {
    /// The step goes uphill.
    case wrongSign
    /// The gradient enters the buffer with 1 − μ, as dampening would have it.
    case droppedFactor
    /// Each coordinate is given its neighbour's gradient.
    case offByOne
    /// The buffer steps before the gradient is added.
    case late
    /// The learning rate is left out.
    case noLearningRate
  }

  static let name = "heavy-ball"
  static let update = "wrong"
  static let hyperparameters: [Hyperparameter<FaultyMomentum>] = [
    .learningRate, .number("momentum", \.momentum, .unitInterval, "μ"),
  ]

  var learningRate = 0.001
  var momentum = 0.9
  var fault = Fault.wrongSign

  init() {}

  init(_ fault: Fault) { self.fault = fault }

  func makeState(dimension: Int) -> HeavyBall.State { HeavyBall().makeState(dimension: dimension) }

  func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout HeavyBall.State) {
    let count = parameters.count
    for i in parameters.indices {
      let before = state.buffer[i]
      let gradient = evaluation.gradient[fault == .offByOne ? (i + 1) % count : i]
      state.buffer[i] = momentum * before + (fault == .droppedFactor ? 1 - momentum : 1) * gradient
      let rate = fault == .noLearningRate ? 0.001 : fault == .wrongSign ? -learningRate : learningRate
      parameters[i] -= rate * (fault == .late ? before : state.buffer[i])
    }
  }
}
