public import Foundation
internal import LinearAlgebra

extension Dataset {
  /// Writes the dataset and its certificate as a folder of ``DatasetFile``s.
  ///
  /// The files are made whole in a hidden folder inside and then renamed, the certificate last: when the disk is
  /// full nothing of an earlier dataset has been touched, and a folder this call made is gone again.
  ///
  /// - Parameters:
  ///   - directory: The folder; made if need be. Files of other names in it are left alone.
  ///   - certificate: What was measured on this dataset.
  ///   - replacing: Whether a dataset there may be overwritten; otherwise its files are an error.
  public func write(
    to directory: URL, certificate: DatasetCertificate, replacing: Bool = false
  ) throws(DatasetDirectoryError) {
    let manager = FileManager.default
    let existed = manager.fileExists(atPath: directory.path)
    for file in DatasetFile.allCases where !replacing {
      let path = directory.appendingPathComponent(file.name).path
      if manager.fileExists(atPath: path) { throw .alreadyExists(path: path) }
    }
    let stage = directory.appendingPathComponent(".partial-\(UUID().uuidString)")
    do {
      try manager.createDirectory(at: stage, withIntermediateDirectories: true)
    } catch {
      throw .writing(directory, error, at: stage)
    }
    do throws(DatasetDirectoryError) {
      try fill(stage, for: directory, certificate)
      try publish(stage, in: directory)
    } catch {
      try? manager.removeItem(at: existed ? stage : directory)
      throw error
    }
    try? manager.removeItem(at: stage)
  }

  /// The arrays by file.
  private var arrays: [(file: DatasetFile, array: NumPyArray)] {
    let d = tokens.dimension
    func labels(_ labels: Matrix) -> NumPyArray {
      NumPyArray(
        shape: labels.rows == 1 ? [labels.columns] : [labels.columns, labels.rows], elements: labels.storage)
    }
    var arrays = [
      (DatasetFile.tokens, NumPyArray(shape: tokens.shape, elements: tokens.storage)),
      (.keyMatrix, NumPyArray(shape: [d, d], elements: keyMatrix.matrix(dimension: d).transposed().storage)),
      (.labels, labels(self.labels)),
    ]
    if let teacherPrompt { arrays.append((.teacherPrompt, NumPyArray(teacherPrompt))) }
    if let teacherValue {
      let shape = outputs == 1 ? [d] : [d, outputs]
      arrays.append((.teacherValue, NumPyArray(shape: shape, elements: teacherValue.transposed().storage)))
    }
    if let test {
      arrays.append((.testTokens, NumPyArray(shape: test.tokens.shape, elements: test.tokens.storage)))
      arrays.append((.testLabels, labels(test.labels)))
    }
    return arrays
  }

  /// Writes the files into `stage`; errors name them by where they will stand.
  private func fill(
    _ stage: URL, for directory: URL, _ certificate: DatasetCertificate
  ) throws(DatasetDirectoryError) {
    for (file, array) in arrays {
      do { try NumPyFile.write(array, to: stage.appendingPathComponent(file.name)) } catch {
        let path = directory.appendingPathComponent(file.name).path
        throw .file(NumPyFileError(file: path, fault: error.fault))
      }
    }
    let name = DatasetFile.certificate.name
    let url = stage.appendingPathComponent(name)
    do { try certificate.json().write(to: url, options: .atomic) } catch {
      throw .writing(directory.appendingPathComponent(name), error, at: url)
    }
  }

  /// Moves the finished files to their names; an old certificate goes first, the new one comes last.
  private func publish(_ stage: URL, in directory: URL) throws(DatasetDirectoryError) {
    let manager = FileManager.default
    for file in DatasetFile.allCases.reversed() {
      try? manager.removeItem(at: directory.appendingPathComponent(file.name))
    }
    for file in DatasetFile.allCases {
      let (source, destination) = (
        stage.appendingPathComponent(file.name), directory.appendingPathComponent(file.name)
      )
      guard manager.fileExists(atPath: source.path) else { continue }
      do { try manager.moveItem(at: source, to: destination) } catch {
        throw .writing(destination, error, at: destination)
      }
    }
  }
}

extension DatasetDirectoryError {
  /// What Foundation said of `url` while `place` was to be written.
  fileprivate static func writing(_ place: URL, _ error: any Error, at url: URL) -> Self {
    guard !FileFault.isDiskFull(error) else { return .diskFull(path: place.path) }
    return .unwritable(path: place.path, reason: FileFault.reason(error, url))
  }
}
