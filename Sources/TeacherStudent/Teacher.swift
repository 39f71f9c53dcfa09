public import LinearAlgebra

/// What a teacher knows: the prompt p* and the value vectors v* (d × outputs).
public struct TeacherParameters: Equatable, Sendable {
  /// The prompt p*, d entries.
  public var prompt: [Double]
  /// The value vectors, one column an output.
  public var value: Matrix

  /// Parameters of one d; other shapes trap.
  public init(prompt: [Double], value: Matrix) {
    precondition(value.rows == prompt.count, "prompt and value must have one dimension")
    self.prompt = prompt
    self.value = value
  }
}

/// A model that labels tokens: attention logits that are linear in a prompt, and outputs.
///
/// The logits must be homogeneous in the prompt, z(c·p) = c·z(p): the ratio is calibrated by one scalar c.
public protocol Teacher: Sendable {
  /// The attention logits, n × N: column i holds those of sample i.
  func logits(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, prompt: [Double]) -> Matrix

  /// The outputs, outputs × N: column i holds those of sample i.
  func outputs(_ tokens: TokenArray, _ keyMatrix: KeyMatrix, _ parameters: TeacherParameters) -> Matrix
}
