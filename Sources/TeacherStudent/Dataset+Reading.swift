public import Foundation
internal import LinearAlgebra

extension Dataset {
  /// Reads a folder of ``DatasetFile``s: a generated dataset, or a user's own.
  ///
  /// Needed are tokens and labels; float32 is accepted as well as float64. Shapes that do not go
  /// together and elements that are NaN or infinite are refused with the file's name, as are data without
  /// samples, features or outputs, and with a single token a sample, over which softmax is constant. A key
  /// matrix equal to the identity is read as ``KeyMatrix/identity``. The certificate is not read: it
  /// speaks of the data as they were generated.
  public init(directory: URL) throws(DatasetDirectoryError) {
    let folder = try DatasetFolder(directory)
    let tokens = try folder.tokens(.tokens)
    let labels = try folder.labels(.labels, of: tokens, .tokens)
    let d = tokens.dimension
    var test: LabelledTokens?
    if let testTokens = try folder.tokensIfPresent(.testTokens) {
      guard testTokens.shape.dropFirst() == tokens.shape.dropFirst() else {
        throw folder.mismatch(
          .testTokens, testTokens.shape,
          "\(folder.having(.tokens, tokens.shape)) needs (N, \(tokens.tokens), \(d))")
      }
      let testLabels = try folder.labels(.testLabels, of: testTokens, .testTokens)
      guard testLabels.rows == labels.rows else {
        throw folder.outputsMismatch(testLabels, labels.rows)
      }
      test = LabelledTokens(tokens: testTokens, labels: testLabels)
    }
    self.init(
      tokens: tokens, keyMatrix: try folder.keyMatrix(for: tokens), labels: labels,
      teacherPrompt: try folder.teacherPrompt(for: tokens),
      teacherValue: try folder.teacherValue(for: tokens, outputs: labels.rows), test: test)
  }
}

/// A folder of arrays, and how they must fit together.
private struct DatasetFolder {
  let directory: URL

  init(_ directory: URL) throws(DatasetDirectoryError) {
    guard (try? directory.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
      throw .notADirectory(path: directory.path)
    }
    self.directory = directory
  }

  private func url(_ file: DatasetFile) -> URL { directory.appendingPathComponent(file.name) }

  /// The array in a file, or nil if there is no such file.
  private func arrayIfPresent(_ file: DatasetFile) throws(DatasetDirectoryError) -> NumPyArray? {
    // The entry itself is looked at, not what it points to: a dangling link is a mistake, not an absent file.
    guard (try? FileManager.default.attributesOfItem(atPath: url(file).path)) != nil else { return nil }
    do { return try NumPyFile.read(url(file)) } catch { throw .file(error) }
  }

  private func array(_ file: DatasetFile) throws(DatasetDirectoryError) -> NumPyArray {
    guard let array = try arrayIfPresent(file) else { throw .missingFile(path: url(file).path) }
    return array
  }

  func mismatch(_ file: DatasetFile, _ shape: [Int], _ requirement: String) -> DatasetDirectoryError {
    .file(
      NumPyFileError(
        file: url(file).path, fault: .shapeMismatch(shape: shape, requirement: requirement)))
  }

  func outputsMismatch(_ testLabels: Matrix, _ outputs: Int) -> DatasetDirectoryError {
    let (count, found) = (testLabels.columns, testLabels.rows)
    let needed = outputs == 1 ? "(\(count),)" : "(\(count), \(outputs))"
    return mismatch(
      .testLabels, found == 1 ? [count] : [count, found],
      "labels.npy with outputs: \(outputs) needs \(needed)")
  }

  /// The words "tokens.npy with shape (100, 20, 20)".
  func having(_ file: DatasetFile, _ shape: [Int]) -> String {
    "\(file.name) with shape \(NumPyArray.text(shape))"
  }

  func tokens(_ file: DatasetFile) throws(DatasetDirectoryError) -> TokenArray {
    guard let tokens = try tokensIfPresent(file) else { throw .missingFile(path: url(file).path) }
    return tokens
  }

  func tokensIfPresent(_ file: DatasetFile) throws(DatasetDirectoryError) -> TokenArray? {
    guard let array = try arrayIfPresent(file) else { return nil }
    let shape = array.shape
    guard shape.count == 3 else { throw mismatch(file, shape, "it must have three axes (N, n, d)") }
    guard shape[0] > 0 else { throw mismatch(file, shape, "it holds no samples") }
    guard shape[2] > 0 else { throw mismatch(file, shape, "its tokens have no features") }
    guard shape[1] > 1 else {
      throw mismatch(file, shape, "attention needs at least two tokens a sample (n ≥ 2)")
    }
    return TokenArray(samples: shape[0], tokens: shape[1], dimension: shape[2], storage: array.elements)
  }

  func labels(
    _ file: DatasetFile, of tokens: TokenArray, _ tokensFile: DatasetFile
  ) throws(DatasetDirectoryError) -> Matrix {
    let array = try array(file)
    let outputs = array.shape.count == 1 ? 1 : array.shape.last ?? 0
    let count = tokens.samples
    guard outputs > 0, array.shape == [count] || array.shape == [count, outputs] else {
      throw mismatch(
        file, array.shape, "\(having(tokensFile, tokens.shape)) needs (\(count),) or (\(count), outputs)")
    }
    return Matrix(rows: outputs, columns: count, storage: array.elements)
  }

  func keyMatrix(for tokens: TokenArray) throws(DatasetDirectoryError) -> KeyMatrix {
    guard let array = try arrayIfPresent(.keyMatrix) else { return .identity }
    let d = tokens.dimension
    guard array.shape == [d, d] else {
      throw mismatch(.keyMatrix, array.shape, "\(having(.tokens, tokens.shape)) needs (\(d), \(d))")
    }
    let matrix = Matrix(rows: d, columns: d, storage: array.elements).transposed()
    return matrix == .identity(d) ? .identity : .dense(matrix)
  }

  func teacherPrompt(for tokens: TokenArray) throws(DatasetDirectoryError) -> [Double]? {
    guard let array = try arrayIfPresent(.teacherPrompt) else { return nil }
    guard array.shape == [tokens.dimension] else {
      throw mismatch(
        .teacherPrompt, array.shape, "\(having(.tokens, tokens.shape)) needs (\(tokens.dimension),)")
    }
    return array.elements
  }

  func teacherValue(
    for tokens: TokenArray, outputs: Int
  ) throws(DatasetDirectoryError) -> Matrix? {
    guard let array = try arrayIfPresent(.teacherValue) else { return nil }
    let d = tokens.dimension
    guard array.shape == [d, outputs] || (outputs == 1 && array.shape == [d]) else {
      let needed = outputs == 1 ? "(\(d),)" : "(\(d), \(outputs))"
      throw mismatch(
        .teacherValue, array.shape,
        "\(having(.tokens, tokens.shape)) and labels.npy with outputs: \(outputs) need \(needed)")
    }
    return Matrix(rows: outputs, columns: d, storage: array.elements).transposed()
  }
}
