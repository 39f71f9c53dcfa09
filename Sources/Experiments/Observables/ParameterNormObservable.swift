internal import LinearAlgebra

/// The norms of the prompt and of the value vectors.
public enum ParameterNormObservable: Observable {
  /// `parameter-norms`.
  public static let name = "parameter-norms"
  /// What it is.
  public static let summary = "‖p‖ and ‖V‖ (Frobenius), frozen parts included"
  /// Two columns.
  public static let columns = ["prompt_norm", "value_norm"]

  /// Of the model itself, also where parameters are distances from the teacher.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    let (prompt, value) = instant.models[j]
    return [prompt.euclideanNorm, value.frobeniusNorm]
  }
}
