public import Foundation
package import LinearAlgebra
public import Reporting
internal import Spectra

/// How long all eigenvalues of J²H take for n = 100 and a ratio of 1e25, and how right they are; beside NumPy's.
///
/// The reference is 200-digit arithmetic, for a problem whose logits and Hessian are exact in double precision:
/// Tests/SpectraTests/Fixtures/linearization_benchmark.py computes it. NumPy gets M²S on an orthonormal basis of the
/// tangent space, formed as one would, and its `linalg.eigvals`.
public struct LinearizationBenchmark: Sendable {
  /// Time and error of one method.
  public struct Measurement: Equatable, Sendable {
    /// The median over nine calls.
    public let milliseconds: Double
    /// The largest distance of a log10 |λ| from the reference, in order of size.
    public let largestError: Double
    /// How many eigenvalues are off by a hundredth or more, negative or complex.
    public let wrongEigenvalues: Int
  }

  /// n.
  public static let tokens = 100
  /// From logits and H to log10 eigenvalues, by the rank-revealing route.
  public let own: Measurement
  /// NumPy's `linalg.eigvals`; nil without a python3 that has NumPy.
  public let numPy: Measurement?
  /// NumPy's version.
  public let numPyVersion: String?

  /// Runs the benchmark: about a second.
  ///
  /// - Parameter path: The search path for python3.
  /// - Throws: ``Interruption``.
  public init(path: String? = ProcessInfo.processInfo.environment["PATH"]) throws {
    let (logits, matrix) = Self.problem
    var times: [Double] = []
    var values: [Double] = []
    for _ in 0..<9 {
      if let interruption = Interruption.received { throw interruption }
      let time = try ContinuousClock().measure {
        let hessian = try TangentHessian(matrix, coordinates: logits.count)
        values = try LinearizationSpectrum(SimplexPoint(logits: logits), hessian).log10Eigenvalues
      }
      times.append(time.seconds)
    }
    own = Self.measurement(1000 * times.median, values, areReal: values.map { _ in true })
    (numPy, numPyVersion) = Self.measureNumPy(path) ?? (nil, nil)
  }

  /// Logits down to −57.5 and B·Bᵀ + 20000 with integers in B that look random: all exact.
  package static var problem: (logits: [Double], hessian: Matrix) {
    let count = tokens
    var factor = Matrix(rows: count, columns: count)
    for k in 0..<count {
      for i in 0..<count { factor[i, k] = Double((i * i * k + 7 * i * k * k + 3 * i + 5 * k) % 101 - 50) }
    }
    var hessian = factor * factor.transposed()
    for i in 0..<count { hessian[i, i] += 20000 }
    return ((0..<count).map { -Double(37 * $0 % count) * 595 / 1024 }, hessian)
  }

  /// Compares log10 |λ| with the reference, in order.
  package static func measurement(
    _ milliseconds: Double, _ log10Values: [Double], areReal: [Bool]
  ) -> Measurement {
    let sorted = zip(log10Values, areReal).sorted { $0.0 < $1.0 }
    precondition(sorted.count == reference.count, "n − 1 eigenvalues")
    let errors = zip(sorted, reference).map { abs($0.0 - $1) }
    let wrong = zip(sorted, errors).count { !($1 < log10(1.01)) || !$0.1 }
    return Measurement(
      milliseconds: milliseconds, largestError: errors.contains { $0.isNaN } ? .nan : errors.max() ?? .nan,
      wrongEigenvalues: wrong)
  }

  private static func measureNumPy(_ path: String?) -> (Measurement, String)? {
    guard let python = Subprocess.find("python3", path: path),
      let result = Subprocess.run(python, ["-c", script], in: NSTemporaryDirectory(), timeout: 60),
      result.status == 0, let json = try? JSON5.parse(result.output).value,
      let milliseconds = json["milliseconds"]?.number, let version = json["version"]?.text,
      let values = json["log10"]?.elements?.compactMap(\.number), values.count == reference.count,
      let areReal = json["positive"]?.elements?.map({ $0 == .bool(true) }), areReal.count == values.count
    else { return nil }
    return (measurement(milliseconds, values, areReal: areReal), version)
  }

  /// The same problem and the same median, in NumPy; on one thread as here, unless the environment says otherwise.
  private static let script = """
    import json, os, time
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    import numpy as np
    n = \(tokens)
    i, k = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    b = ((i * i * k + 7 * i * k * k + 3 * i + 5 * k) % 101 - 50).astype(float)
    h = b @ b.T + 20000 * np.eye(n)
    z = -(37 * np.arange(n) % n) * 595 / 1024
    times = []
    for _ in range(10):
        start = time.perf_counter()
        x = np.exp(z - z.max())
        x /= x.sum()
        q = np.linalg.qr(np.column_stack([np.ones(n), np.eye(n)[:, 1:]]))[0][:, 1:]
        m = q.T @ (np.diag(x) - np.outer(x, x)) @ q
        values = np.linalg.eigvals(m @ m @ (q.T @ h @ q))
        times.append(time.perf_counter() - start)
    sizes = np.maximum(np.abs(values), 5e-324)
    positive = (np.imag(values) == 0) & (np.real(values) > 0)
    print(json.dumps({"version": np.__version__, "milliseconds": 1000 * float(np.median(times[1:])),
                      "log10": np.log10(sizes).tolist(), "positive": positive.tolist()}))
    """
}

extension LinearizationBenchmark {
  /// What stands under `linearization` in `bench --json`.
  public var json: JSONValue {
    func json(_ measurement: Measurement) -> JSONValue {
      [
        "milliseconds": .double(measurement.milliseconds), "largestError": .double(measurement.largestError),
        "wrongEigenvalues": .integer(measurement.wrongEigenvalues),
      ]
    }
    var object = json(own)
    object["tokens"] = .integer(Self.tokens)
    object["numPy"] = numPy.map(json) ?? .null
    if let numPyVersion { object["numPyVersion"] = .string(numPyVersion) }
    return object
  }
}
