/// The files a dataset is kept in; all but the certificate are arrays of float64 in C order.
public enum DatasetFile: String, CaseIterable, Sendable {
  /// X, (N, n, d); every dataset has it.
  case tokens = "tokens.npy"
  /// W, (d, d); the identity if it is missing.
  case keyMatrix = "keyMatrix.npy"
  /// y, (N) or (N, m); every dataset has it.
  case labels = "labels.npy"
  /// p*, (d).
  case teacherPrompt = "teacherPrompt.npy"
  /// v*, (d) or (d, m).
  case teacherValue = "teacherValue.npy"
  /// The tokens held out, (N', n, d).
  case testTokens = "testTokens.npy"
  /// Their labels, (N') or (N', m).
  case testLabels = "testLabels.npy"
  /// The certificate, as JSON; written last, so that a generated dataset with one is whole.
  case certificate = "certificate.json"

  /// The file's name.
  public var name: String { rawValue }
}
