/// When to change between an explicit and a stiff method, from h·|λ| of the steps taken.
///
/// A stiff problem holds the steps of an explicit method at the edge of its stability, h·|λ| ≈ 3.5 say, for as long
/// as it is stiff. A few such steps prove nothing, and few that are shorter are no counter-evidence; back again the
/// steps must be well inside, so that there is no flutter.
///
/// - Reference: Hairer and Wanner (1996), §IV.2, with the counts of DOPRI5; Petzold (1983), "Automatic selection of
///   methods for solving stiff and nonstiff systems", SIAM J. Sci. Stat. Comput. 4.
struct StiffnessMonitor: Equatable, Sendable {
  /// The longest stable step of the explicit method times |λ|.
  let limit: Double
  /// Whether the stiff method is in charge.
  private(set) var isStiff = false

  private var evidence = 0
  private var contrary = 0

  init(limit: Double) { self.limit = limit }

  /// So near to the limit a step is held by stability; so far inside of it the explicit method may take it.
  private static let (atLimit, inside) = (0.75, 0.4)
  /// So many steps make a change: to the stiff method, and back in a row.
  private static let (stepsToStiff, stepsBack) = (15, 5)
  /// So many steps that are short for their accuracy make forget those that were held.
  private static let stepsToForget = 6

  /// Takes h·|λ| of an accepted step, or of one about to be taken, into account; true if the method changes.
  ///
  /// What is not known, NaN, speaks for the method in charge.
  mutating func note(_ product: Double) -> Bool {
    if isStiff {
      evidence = product < Self.inside * limit ? evidence + 1 : 0
      guard evidence >= Self.stepsBack else { return false }
    } else if product > Self.atLimit * limit {
      (evidence, contrary) = (evidence + 1, 0)
      guard evidence >= Self.stepsToStiff else { return false }
    } else {
      contrary += 1
      if contrary >= Self.stepsToForget { evidence = 0 }
      return false
    }
    isStiff.toggle()
    (evidence, contrary) = (0, 0)
    return true
  }
}
