internal import Foundation

extension DatasetSpecification {
  /// Throws when a value is outside its range or the values do not go together.
  public func validate() throws(DatasetError) {
    try require(samples >= 1, "samples", samples, "at least 1")
    try require(tokens >= 2, "tokens", tokens, "at least 2 (softmax over one token is constant)")
    try require(dimension >= 1, "dimension", dimension, "at least 1")
    try require(outputs >= 1, "outputs", outputs, "at least 1")
    try require(testSamples >= 0, "testSamples", testSamples, "at least 0")
    try require(
      teacherRatio.isFinite && teacherRatio > 1, "teacherRatio", teacherRatio, "finite and above 1")
    try require(labelNoise.isFinite && labelNoise >= 0, "labelNoise", labelNoise, "finite and at least 0")
    try require(
      signalStrength.isFinite && signalStrength >= 0, "signalStrength", signalStrength,
      "finite and at least 0")
    try require(
      spectralExponent.isFinite && spectralExponent >= 0, "spectralExponent", spectralExponent,
      "finite and at least 0")
    for (key, count) in [("samples", samples), ("testSamples", testSamples)] {
      try requireMemory(count)
      if tokenDistribution == .orthogonalKeys, dimension / tokens < count {
        throw .tooManyOrthogonalKeys(key: key, samples: count, tokens: tokens, dimension: dimension)
      }
    }
  }

  private func require(
    _ holds: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String
  ) throws(DatasetError) {
    guard holds else { throw .invalidValue(key: key, value: "\(value)", requirement: requirement) }
  }

  /// Allocating more than the machine has would end the process without a word.
  private func requireMemory(_ count: Int) throws(DatasetError) {
    let available = ProcessInfo.processInfo.physicalMemory
    // Eight bytes an element, for the tokens (N, n, d), W (d, d) and the values (d, m).
    let bytes = [[count, tokens, dimension], [dimension, dimension], [dimension, outputs]].map {
      $0.reduce(8.0) { $0 * Double($1) }
    }
    guard bytes.reduce(0, +) < Double(available) else {
      throw .tooLarge(samples: count, tokens: tokens, dimension: dimension, availableBytes: available)
    }
  }
}
