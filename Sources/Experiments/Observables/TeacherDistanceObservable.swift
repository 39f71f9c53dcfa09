internal import Attention
internal import LinearAlgebra
internal import Optimizers
internal import TeacherStudent

/// The distance from the teacher's parameters.
public enum TeacherDistanceObservable: Observable {
  /// `teacher-distance`.
  public static let name = "teacher-distance"
  /// What it is.
  public static let summary = "‖p − p*‖ and ‖V − V*‖; nan without a teacher"
  /// Two columns.
  public static let columns = ["prompt_distance", "value_distance"]

  /// In teacher-relative arithmetic the parameters are the distance, however small.
  public static func measure(_ instant: Instant, _ j: Int) -> [Double] {
    let problem = instant.problem
    guard let teacher = problem.dataset.teacher else { return [.nan, .nan] }
    if problem.loss.arithmetic == .teacherRelative {
      let parameters = instant.snapshot.parameters.column(j)
      let d = teacher.prompt.count
      return [Array(parameters[..<d]).euclideanNorm, Array(parameters[d...]).euclideanNorm]
    }
    let (prompt, value) = instant.models[j]
    return [
      zip(prompt, teacher.prompt).map { $0 - $1 }.euclideanNorm,
      zip(value.storage, teacher.value.storage).map { $0 - $1 }.euclideanNorm,
    ]
  }
}
