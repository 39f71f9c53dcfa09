import Optimizers

/// Normalised gradient descent with momentum and a planted fault, which the conformance suite must reject.
struct FaultyOptimizer: Optimizer {
  enum Fault: String, CaseIterable, Codable, Sendable {
    /// No fault: the twin that must pass, so that the others fail for their fault alone.
    case none
    /// The gradient is divided by its norm, zero or not.
    case unguardedDivision
    /// A step is taken without a gradient.
    case drift
    /// The step goes uphill.
    case wrongSign
    /// The learning rate is left out.
    case noLearningRate
    /// The last coordinate is never updated.
    case offByOne
    /// The buffer is not encoded.
    case forgetfulState
    /// `momentum` sets the learning rate.
    case crossedNames
    /// Nothing is refused.
    case unchecked
  }

  struct State: Codable, Sendable {
    var buffer: [Double]
    var isForgetful: Bool

    enum CodingKeys: CodingKey {
      case buffer
      case isForgetful
    }

    init(dimension: Int, isForgetful: Bool) {
      buffer = Array(repeating: 0, count: dimension)
      self.isForgetful = isForgetful
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(isForgetful ? buffer.map { _ in 0 } : buffer, forKey: .buffer)
      try container.encode(isForgetful, forKey: .isForgetful)
    }
  }

  static let name = "faulty"
  static let update = "b ← μ·b + g/‖g‖; p ← p − η·b  (nobody, 2000)"
  static let crossed: [Hyperparameter<FaultyOptimizer>] = [
    .learningRate, .number("momentum", \.learningRate, .unitInterval, "μ"),
  ]
  static let right: [Hyperparameter<FaultyOptimizer>] = [
    .learningRate, .number("momentum", \.momentum, .unitInterval, "μ"),
  ]
  static let unchecked: [Hyperparameter<FaultyOptimizer>] = [
    .learningRate, .choice("momentum", \.anything, "μ"),
  ]
  /// Which list the type offers; the tests run one fault at a time.
  @TaskLocal static var present = Fault.none
  static var hyperparameters: [Hyperparameter<FaultyOptimizer>] {
    switch present {
    case .crossedNames: crossed
    case .unchecked: unchecked
    default: right
    }
  }

  var learningRate = 0.001
  var momentum = 0.9
  var fault: Fault { Self.present }

  /// A choice that takes any text.
  struct Anything: RawRepresentable, CaseIterable, Sendable {
    let rawValue: String
    static var allCases: [Anything] { [] }
  }

  var anything: Anything {
    get { Anything(rawValue: "") }
    set { momentum = Double(newValue.rawValue.count) }
  }

  enum CodingKeys: CodingKey {
    case learningRate
    case momentum
  }

  func makeState(dimension: Int) -> State {
    State(dimension: dimension, isForgetful: fault == .forgetfulState)
  }

  func step(_ parameters: inout [Double], _ evaluation: Evaluation, state: inout State) {
    var squares = 0.0
    for value in evaluation.gradient { squares += value * value }
    let norm = squares.squareRoot()
    guard norm > 0 || fault == .unguardedDivision || fault == .drift else { return }
    let scale = norm > 0 || fault == .unguardedDivision ? 1 / norm : 0
    let rate =
      switch fault {
      case .wrongSign: -learningRate
      case .noLearningRate: 0.001
      default: learningRate
      }
    for i in parameters.indices.dropLast(fault == .offByOne ? 1 : 0) {
      state.buffer[i] = momentum * state.buffer[i] + evaluation.gradient[i] * scale
      parameters[i] -= rate * (state.buffer[i] + (fault == .drift ? 1e-9 : 0))
    }
  }
}
