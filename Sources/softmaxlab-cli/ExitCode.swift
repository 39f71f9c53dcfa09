internal import Attention
internal import Dynamics
internal import Experiments
internal import Foundation
internal import Optimizers
internal import Reporting
internal import Spectra
internal import TeacherStudent

/// The exit codes scripts rely on.
package enum ExitCode: Equatable {
  case success
  /// A fault of the program or of the machine, such as a full disk.
  case fault
  /// Wrong usage or bad input: the message names the file, key path or argument.
  case badInput
  /// Some cells of a sweep failed.
  case someCellsFailed
  /// Did not converge, or an event was not reached.
  case notConverged
  /// A claim failed.
  case claimFailed
  /// Stopped at a checkpoint: run again.
  case checkpointed
  /// SIGINT or SIGTERM, with nothing left half-written.
  case interrupted(signal: Int32)

  /// The number the shell sees.
  package var rawValue: Int32 {
    switch self {
    case .success: 0
    case .fault: 1
    case .badInput: 2
    case .someCellsFailed: 3
    case .notConverged: 4
    case .claimFailed: 5
    case .checkpointed: 75
    case .interrupted(let signal): 128 + signal
    }
  }

  /// The code an error ends the program with. An error type of bad input gets its line here.
  package init(_ error: any Error) {
    self =
      switch error {
      case is UsageError, is SpecificationError, is RerunError, is SweepError, is SlurmError: .badInput
      case is OptimizerError, is DescentError, is AttentionError, is InstrumentError, is TrainingError:
        .badInput
      case let error as NumPyFileError: error.fault == .diskFull ? .fault : .badInput
      case let error as DatasetDirectoryError: error.isDiskFull ? .fault : .badInput
      case is DatasetError: .badInput
      case SpectrumError.notConverged, StationaryPointError.notConverged, is IntegrationError: .notConverged
      case is StationaryPointError: .badInput
      case FileError.diskFull: .fault
      case is FileError: .badInput
      case let interruption as Interruption:
        interruption.signal == SIGUSR1 ? .checkpointed : .interrupted(signal: interruption.signal)
      default: .fault
      }
  }
}
