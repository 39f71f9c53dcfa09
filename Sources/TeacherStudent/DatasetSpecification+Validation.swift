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
    try requireMemory()
    for (key, count) in [("samples", samples), ("testSamples", testSamples)] {
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
  private func requireMemory() throws(DatasetError) {
    let available = ProcessInfo.processInfo.physicalMemory
    let (n, d) = (Double(tokens), Double(dimension))
    // Tokens (N, n, d) three times: themselves, the padded copy of a loss on them, and their keys while the
    // certificate is made, which those held out do not need. W (d, d) and the values (d, m) beside them.
    let arrays = (3 * Double(samples) + 2 * Double(testSamples)) * n * d + d * d + d * Double(outputs)
    guard 8 * arrays < Double(available) else {
      throw .tooLarge(
        samples: samples.addingReportingOverflow(testSamples).overflow ? .max : samples + testSamples,
        tokens: tokens, dimension: dimension, availableBytes: available)
    }
  }
}
