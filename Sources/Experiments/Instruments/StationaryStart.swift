internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Reporting
internal import TeacherStudent

/// The model `softmaxlab stationary` starts from: the teacher, a folder with prompt.npy and perhaps value.npy, or what
/// a training at one learning rate has left.
struct StationaryStart {
  let prompt: [Double]
  /// Nil where the folder has none.
  let value: Matrix?
  /// p − p* with all its digits, from a training in teacher-relative arithmetic.
  let promptDistance: [Double]?
  /// V − V*, if V was trained there.
  let valueDistance: Matrix?
  /// What was trained, as far as the files tell.
  let trained: PromptAttentionLoss.Parameters?
  /// The loss that was trained on, if it is known.
  let head: Head?

  /// The teacher of the data; its distances are zero.
  init(teacherOf dataset: Dataset, in folder: URL) throws {
    guard let prompt = dataset.teacherPrompt else {
      let file = folder.appendingPathComponent(DatasetFile.teacherPrompt.name).relativePath
      throw InstrumentError.nothingToStartFrom(file: file)
    }
    (self.prompt, value) = (prompt, dataset.teacherValue)
    promptDistance = Array(repeating: 0, count: prompt.count)
    valueDistance = dataset.teacherValue.map { Matrix(rows: $0.rows, columns: $0.columns) }
    (trained, head) = (value == nil ? .prompt : nil, nil)
  }

  /// Reads a folder.
  ///
  /// - Throws: ``InstrumentError``, `NumPyFileError`.
  init(directory: URL, for dataset: Dataset) throws {
    let files = try ParameterFiles(directory: directory, argument: "--from", for: dataset)
    if let prompt = try files.prompt("prompt.npy") {
      self.prompt = prompt
      value = try files.value("value.npy")
      (promptDistance, valueDistance) = (nil, nil)
      (trained, head) = (value == nil ? .prompt : .promptAndValue, nil)
      return
    }
    if files.has("prompt_1.npy") {
      var count = 2
      while files.has("prompt_\(count).npy") { count += 1 }
      throw InstrumentError.severalModels(folder: directory.relativePath, count: count)
    }
    guard let prompt = try files.prompt("prompt_0.npy") else {
      throw InstrumentError.noModel(folder: directory.relativePath)
    }
    self.prompt = prompt
    value = try files.value("value_0.npy")
    promptDistance = try files.prompt("promptDistance_0.npy")
    valueDistance = try files.value("valueDistance_0.npy")
    let specification = try? TextFile.readJSON(directory.appendingPathComponent("spec.json"))
    trained = PromptAttentionLoss.Parameters.allCases.first {
      $0.optionName == specification?["parameters"]?.text
    }
    head = Head.allCases.first { $0.optionName == specification?["head"]?.text }
  }

  /// δ = θ − θ*: as it is known, or by subtraction.
  func distance(
    from teacher: TeacherParameters, trained: PromptAttentionLoss.Parameters, value: Matrix
  ) -> [Double] {
    var distance = promptDistance ?? zip(prompt, teacher.prompt).map { $0 - $1 }
    if trained == .promptAndValue {
      distance += valueDistance?.storage ?? zip(value.storage, teacher.value.storage).map { $0 - $1 }
    }
    return distance
  }
}
