/// The one place that turns LAPACK's `info` into an error.
enum LAPACK {
  /// What a positive `info` means for a routine.
  enum Meaning {
    case notPositiveDefinite
    case singular
    case notConverged
  }

  /// Throws when `info` is positive; a negative one is a fault of this module and traps.
  static func check(
    _ info: CInt, _ routine: StaticString, positive meaning: Meaning
  ) throws(LinearAlgebraError) {
    precondition(info >= 0, "\(routine): argument \(-info) has an illegal value")
    guard info > 0 else { return }
    switch meaning {
    case .notPositiveDefinite: throw .notPositiveDefinite(order: Int(info))
    case .singular: throw .singular(pivot: Int(info))
    case .notConverged: throw .notConverged(routine: "\(routine)")
    }
  }

  /// LAPACK may loop for ever on NaN: refuse it at the door.
  static func requireFinite(_ matrix: Matrix, _ routine: StaticString) throws(LinearAlgebraError) {
    guard matrix.storage.allSatisfy(\.isFinite) else { throw .notFinite(routine: "\(routine)") }
  }
}
