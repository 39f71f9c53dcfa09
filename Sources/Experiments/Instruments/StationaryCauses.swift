internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import Spectra

/// What a stationary point's condition numbers come from and what they mean for training.
enum StationaryCauses {
  /// The terms of log10 κ of the Gauss–Newton matrix, and where its extreme directions point; or why there are none.
  static func attribution(_ loss: PromptAttentionLoss, at parameters: [Double]) -> (
    terms: JSONValue, directions: JSONValue, refusal: String?
  ) {
    do throws(AttributionError) {
      let attribution = try ConditionAttribution(loss, at: parameters)
      let terms = attribution.terms.map { term -> JSONValue in
        ["name": .string(term.name), "log10": .double(term.log10), "says": .string(term.says)]
      }
      let directions: JSONValue = [
        "weakestAlongPrompt": .double(attribution.weakestAlongPrompt),
        "weakestAlongValue": .double(attribution.weakestAlongValue),
        "strongestAlongValue": .double(attribution.strongestAlongValue),
        "log10SquaredKeyConditionNumber": .double(attribution.log10SquaredKeyConditionNumber),
      ]
      return (.array(terms), directions, nil)
    } catch { return ([], .null, "attribution: \(error)") }
  }

  /// The fastest rules for the Hessian's spectrum, and gradient descent's steps from the start; or why there are none.
  ///
  /// Steps are those by which the loss above the stationary point's comes down to a millionth of the start's.
  static func forecasts(
    _ loss: PromptAttentionLoss, _ point: StationaryPoint, _ hessian: StationaryHessian, start: [Double]
  ) throws -> (forecasts: JSONValue, refusal: String?) {
    guard let (smallest, largest) = hessian.positiveRange else {
      return ([], "forecasts: the Hessian is not known to be positive on its numerical range")
    }
    let families: [(String, OptimalDescent.Family)] = [
      ("gradient-descent", .gradientDescent), ("heavy-ball", .heavyBall(momentum: 0.9)),
      ("heavy-ball", .heavyBall(momentum: nil)), ("nesterov", .nesterov(momentum: 0.9)),
      ("nesterov", .nesterov(momentum: nil)),
    ]
    var forecasts = families.map { name, family -> JSONValue in
      let best = OptimalDescent(family, smallest: smallest, largest: largest)
      var json: JSONValue = [
        "optimizer": .string(name), "logRate": .double(best.logRate),
        "stepsPerDecadeOfLoss": .double(best.stepsPerDecadeOfLoss),
      ]
      switch best.rule {
      case .gradientDescent(let learningRate): json["learningRate"] = .double(learningRate)
      case .heavyBall(let learningRate, let momentum), .nesterov(let learningRate, let momentum),
        .adam(let learningRate, let momentum):
        json["learningRate"] = .double(learningRate)
        json["momentum"] = .double(momentum)
      }
      return json
    }
    let excess = point.initialLoss - point.loss
    guard excess > 0, let rate = forecasts[0]["learningRate"]?.number,
      case .dense(let spectrum) = hessian
    else {
      return (.array(forecasts), nil)
    }
    // What is not told from zero does not slow anything down: the loss does not know it.
    let floor = pow(10, spectrum.log10Resolution)
    let eigen = try SymmetricEigen(loss.hessian(at: point.parameters))
    let modes = ModalForecast(
      learningRate: rate, eigenvalues: eigen.values.map { $0 > floor ? $0 : 0 },
      amplitudes: eigen.vectors.transposedProduct(with: zip(start, point.parameters).map { $0 - $1 }))
    forecasts[0]["stepsFromStart"] = [
      "lossFraction": 1e-6,
      "conditionNumber": .double(
        StepForecast.steps(from: excess, to: 1e-6 * excess, smallest: smallest, largest: largest)),
      "modes": .double(modes.steps(to: 1e-6 * excess)),
    ]
    return (.array(forecasts), nil)
  }
}
