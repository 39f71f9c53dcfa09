internal import Attention
internal import Foundation
internal import Reporting
internal import Spectra

/// What `softmaxlab stationary` knows of the Hessian: all of its eigenvalues, or intervals of the extreme ones.
enum StationaryHessian {
  /// Small enough to be formed.
  case dense(CurvatureSpectrum)
  /// Known by its products.
  case lanczos(LanczosSpectrum)

  /// Measures at a point, by the way its size and the options ask for.
  init(
    _ loss: PromptAttentionLoss, at parameters: [Double], _ options: StationaryInstrument.Options
  ) throws {
    guard options.lanczos || loss.dimension > StationaryInstrument.largestDenseDimension else {
      self = .dense(try CurvatureSpectrum(hessianOf: loss, at: parameters))
      return
    }
    var lanczos = LanczosSpectrum.Options()
    lanczos.seed = options.seed
    self = .lanczos(try LanczosSpectrum(hessianOf: loss, at: parameters, options: lanczos))
  }

  /// The smallest eigenvalue of the numerical range and the largest one, if all are known to be positive; where only
  /// intervals are known, their certain ends.
  var positiveRange: (smallest: Double, largest: Double)? {
    let (smallest, largest): (Double, Double)
    switch self {
    case .dense(let spectrum):
      guard spectrum.negativeEigenvalues.isEmpty, spectrum.rank > 0 else { return nil }
      (smallest, largest) = (pow(10, spectrum.log10Smallest), pow(10, spectrum.log10Largest))
    case .lanczos(let spectrum):
      guard case .known = spectrum.conditionNumber else { return nil }
      (smallest, largest) = (spectrum.smallest.upperBound, spectrum.largest.lowerBound)
    }
    return smallest > 0 && largest.isFinite ? (smallest, largest) : nil
  }

  /// Whether gradient descent stays at the point as far as is known, and up to which learning rate: 2/λmax, at the
  /// upper end of an interval.
  var stability: JSONValue {
    let (isStable, largest) =
      switch self {
      case .dense(let spectrum): (spectrum.negativeEigenvalues.isEmpty, pow(10, spectrum.log10Largest))
      case .lanczos(let spectrum): (spectrum.negative == 0, spectrum.largest.upperBound)
      }
    return [
      "stable": .bool(isStable), "largestStableLearningRate": .double(isStable ? 2 / largest : 0),
    ]
  }

  /// What is printed; a condition number that is known to less than a factor of ten is null.
  var json: JSONValue {
    switch self {
    case .dense(let spectrum): StationaryReport.json(spectrum)
    case .lanczos(let spectrum): Self.json(spectrum)
    }
  }

  private static func json(_ spectrum: LanczosSpectrum) -> JSONValue {
    func list(_ range: ClosedRange<Double>) -> JSONValue {
      [.double(range.lowerBound), .double(range.upperBound)]
    }
    let extremes = [spectrum.smallest.upperBound, spectrum.largest.lowerBound].map { log10($0.magnitude) }
    var json: JSONValue = [
      "method": "lanczos", "negative": .integer(spectrum.negative),
      "log10Eigenvalues": .array(extremes.sorted().map { .double($0) }),
      "smallest": list(spectrum.smallest), "largest": list(spectrum.largest),
      "products": .integer(spectrum.steps), "rounding": .double(spectrum.rounding),
      "certain": "the upper end of smallest and the lower end of largest",
      "probable": "the other two ends, each with the confidence given",
      "confidence": .double(spectrum.confidence),
    ]
    switch spectrum.conditionNumber {
    case .known(let range):
      json["conditionNumberIs"] = "known"
      json["log10ConditionNumber"] = .double(0.5 * (range.lowerBound + range.upperBound))
      json["log10ConditionNumberRange"] = list(range)
    case .refused(let range):
      json["conditionNumberIs"] = "refused: its interval spans more than a factor of ten"
      json["log10ConditionNumber"] = .null
      json["log10ConditionNumberRange"] = list(range)
    case .indefinite:
      json["conditionNumberIs"] = "refused: the Hessian is indefinite"
      json["log10ConditionNumber"] = .null
      json["log10ConditionNumberRange"] = .null
    }
    return json
  }
}
