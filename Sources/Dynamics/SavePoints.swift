internal import Foundation

/// The instants at which a solution is saved.
///
/// Save points do not shorten steps: between the ends of steps they are dense output.
public enum SavePoints: Codable, Equatable, Sendable {
  /// The first and the last instant.
  case ends
  /// These times, ascending; those outside of the integration are left out.
  case times([Double])
  /// The first instant, then so many a decade, evenly spaced in the logarithm of the time since the first instant,
  /// from `from` on, and the last instant.
  case logarithmic(from: Double, pointsPerDecade: Int)
  /// The first instant and every k-th step, and the last instant.
  case everyStep(Int)

  /// The times of an integration over [start, end] at which something is saved, ascending; nil: by steps.
  func times(from start: Double, to end: Double) -> [Double]? {
    switch self {
    case .ends: return start < end ? [start, end] : [start]
    case .times(let times): return times.filter { $0 >= start && $0 <= end }
    case .everyStep: return nil
    case .logarithmic(let first, let points):
      precondition(first > 0 && points > 0, "logarithmic save points need a positive time and number")
      var times = [start]
      var index = 0
      while true {
        let time = start + first * pow(10, Double(index) / Double(points))
        guard time < end else { break }
        if time > start { times.append(time) }
        index += 1
      }
      if end > start { times.append(end) }
      return times
    }
  }
}
