/// The one place that turns LAPACK's `info` into an error.
package enum LAPACK {
  /// What a positive `info` means for a routine.
  package enum Meaning {
    case notPositiveDefinite
    case singular
    case notConverged
  }

  /// Throws when `info` is positive; a negative one is a fault of this module and traps.
  package static func check(
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

  /// Asks a routine how much work space it wants (lwork = −1), then runs it with that much.
  ///
  /// `call` hands its three arguments to the routine as `work`, `lwork` and `info`. It is called twice,
  /// and the routine touches nothing else the first time. Returns the final `info`.
  static func withWorkspace(
    _ call: (UnsafeMutablePointer<Double>, UnsafePointer<CInt>, UnsafeMutablePointer<CInt>) -> Void
  ) -> CInt {
    OpenBLAS.pin()
    var info: CInt = 0
    var wanted = 0.0
    var size: CInt = -1
    unsafe call(&wanted, &size, &info)
    guard info == 0 else { return info }
    size = CInt(max(1, wanted))
    var work = [Double](repeating: 0, count: Int(size))
    unsafe call(&work, &size, &info)
    return info
  }
}
