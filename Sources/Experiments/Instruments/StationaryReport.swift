internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import Spectra

/// The parts of what `softmaxlab stationary` prints.
enum StationaryReport {
  /// A spectrum and what is certain of it.
  static func json(_ spectrum: CurvatureSpectrum) -> JSONValue {
    [
      "method": "dense", "log10Eigenvalues": .array(spectrum.log10Eigenvalues.map { .double($0) }),
      "negative": .integer(spectrum.negativeEigenvalues.count),
      "negativeEigenvalues": .array(spectrum.negativeEigenvalues.map { .double($0) }),
      "log10ConditionNumber": .double(spectrum.log10ConditionNumber), "rank": .integer(spectrum.rank),
      "resolvedTo": .double(spectrum.log10Resolution), "relativeError": .double(spectrum.relativeError),
      "stableRank": .double(spectrum.stableRank),
    ]
  }

  /// The attention of the samples: means, ranges, places on the simplex, and the numbers of each.
  static func samples(_ loss: PromptAttentionLoss, at parameters: [Double]) throws -> JSONValue {
    let statistics = loss.statistics(at: parameters)
    let stationarity = loss.sampleStationarity(at: parameters)
    var meter = AttentionRow.Meter()
    let rows = try loss.logWeights(at: parameters).map { try meter.measure($0[...], .logits) }
    func range(_ values: [Double]) -> JSONValue {
      let summary = AttentionMapInstrument.Summary(values)
      return [
        "min": .double(summary.smallest), "median": .double(summary.median), "max": .double(summary.largest),
      ]
    }
    func list(_ values: [Double]) -> JSONValue { .array(values.map { .double($0) }) }
    let conditions = rows.map(\.log10ConditionNumber)
    let complements = stationarity.map(\.log10OneMinusLargest)
    var json: JSONValue = [
      "meanLog10Ratio": .double(statistics.meanLog10Ratio),
      "log10MeanRatio": .double(statistics.log10MeanRatio),
      "log10SmallestWeight": .double(statistics.log10SmallestWeight),
      "meanEntropy": .double(statistics.meanEntropy),
      "meanLog10ConditionNumber": .double(conditions.mean),
      "log10Ratio": range(rows.map(\.log10Ratio)), "log10ConditionNumber": range(conditions),
      "log10OneMinusLargest": range(complements),
      "smallWeight": .double(SampleStationarity.smallWeight),
      "largestStationarityResidual": .double(stationarity.map(\.stationarityResidual).maximumMagnitude),
      "largestDualInfeasibility": .double(stationarity.map(\.dualInfeasibility).maximumMagnitude),
      "perSample": [
        "log10Ratio": list(rows.map(\.log10Ratio)), "entropy": list(rows.map(\.entropy)),
        "log10ConditionNumber": list(conditions), "log10OneMinusLargest": list(complements),
        "place": .array(stationarity.map { .string($0.place.rawValue) }),
        "stationarityResidual": list(stationarity.map(\.stationarityResidual)),
        "dualInfeasibility": list(stationarity.map(\.dualInfeasibility)),
      ],
    ]
    for place in SampleStationarity.Place.allCases {
      json[place.rawValue] = .integer(stationarity.count { $0.place == place })
    }
    return json
  }
}
