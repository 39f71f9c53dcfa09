internal import COpenBLAS

/// The numerical library underneath, for provenance.
public enum OpenBLAS {
  private static let pinned: Void = openblas_set_num_threads(1)

  /// Pins OpenBLAS to one thread, once; see ``BLAS`` for why.
  @inline(__always)
  package static func pin() { _ = pinned }

  /// The build's own description, such as `OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY SkylakeX MAX_THREADS=64`.
  ///
  /// Corresponds to `openblas_get_config`.
  public static var configuration: String { unsafe String(cString: openblas_get_config()) }

  /// The processor kernel chosen at run time, such as `SkylakeX`.
  ///
  /// Corresponds to `openblas_get_corename`.
  public static var core: String { unsafe String(cString: openblas_get_corename()) }
}
