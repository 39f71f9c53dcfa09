internal import Foundation

/// The steps at which a descent is observed, beside the first (0) and the last one.
public enum RecordingSchedule: Codable, Equatable, Sendable {
  /// The first and the last step only.
  case ends
  /// Every k-th step.
  case every(Int)
  /// So many steps a decade, evenly spaced in log step: the integers nearest to 10^(k/pointsPerDecade).
  case logarithmic(pointsPerDecade: Int)

  /// Whether this step is on the schedule; the last step of a run always is, whatever this says.
  public func contains(_ step: Int) -> Bool {
    guard step > 0 else { return step == 0 }
    switch self {
    case .ends: return false
    case .every(let interval): return interval > 0 && step.isMultiple(of: interval)
    case .logarithmic(let points):
      // Some 10^(k/points) rounds to this step: is there an integer between the two ends of its interval?
      let lowest = (Double(points) * log10(Double(step) - 0.5)).rounded(.up)
      let highest = (Double(points) * log10(Double(step) + 0.5)).rounded(.down)
      return lowest <= highest
    }
  }
}
