internal import Foundation
internal import TeacherStudent

/// What an instrument cannot do with what it was given.
public enum InstrumentError: Error, Equatable, CustomStringConvertible {
  /// The output would replace what is read.
  case outputHoldsInput(output: String, input: String)
  /// There is no such folder to read.
  case noFolder(argument: String)
  /// The folder of a starting point holds none.
  case noStartingPoint(folder: String)
  /// The folder of a model holds none.
  case noModel(folder: String)
  /// The folder of a model is a training at several learning rates.
  case severalModels(folder: String, count: Int)
  /// No model is given, and no teacher is known.
  case nothingToStartFrom(file: String)
  /// No value vectors are known, neither to keep nor to start from.
  case noStartingValue(folder: String, data: String)
  /// The prompt alone is trained, and no value vector is known.
  case noValue(data: String)
  /// Teacher-relative arithmetic without a file of the teacher.
  case noTeacher(file: String)
  /// More samples a batch than there are.
  case batchSize(Int, samples: Int)
  /// A label the loss has no meaning for.
  case label(file: String, reason: String)
  /// An attention map with a row that is none.
  case attentionRow(file: String, reason: String)

  /// One line that names the file or argument.
  public var description: String {
    switch self {
    case .outputHoldsInput(let output, let input):
      "--out \(output) would replace \(input), which is read; choose another folder"
    case .noFolder(let argument): "\(argument): there is no folder of that name"
    case .noStartingPoint(let folder):
      "--init \(folder): there is neither initialPrompt.npy nor initialValue.npy"
    case .noModel(let folder):
      "--from \(folder): there is neither prompt.npy nor the prompt_0.npy of a training"
    case .severalModels(let folder, let count):
      "--from \(folder) holds \(count) trained prompts, one for each learning rate: copy the one you mean as "
        + "prompt.npy (and its value_<i>.npy as value.npy) into a folder"
    case .nothingToStartFrom(let file):
      "there is no \(file) to start from: give a folder with prompt.npy, or the output of train, by --from"
    case .noStartingValue(let folder, let data):
      "there is no value vector to keep or to start from: \(folder)/value.npy or \(data)/teacherValue.npy"
    case .noValue(let data):
      "--parameters prompt needs a value vector: \(data)/teacherValue.npy or initialValue.npy in --init"
    case .noTeacher(let file): "--teacher-relative needs \(file)"
    case .batchSize(let size, let samples): "--batch-size \(size): there are \(samples) samples"
    case .label(let file, let reason), .attentionRow(let file, let reason): "\(file) \(reason)"
    }
  }
}
