import Experiments
import LinearAlgebra
import Reporting
import Spectra
import Testing

@Suite("LinearizationBenchmark")
struct LinearizationBenchmarkTests {
  /// The trace of J²H, and the product of its eigenvalues, from x and H alone.
  @Test func theReferenceIsTheProblems() throws {
    let (logits, matrix) = LinearizationBenchmark.problem
    let reference = LinearizationBenchmark.reference
    #expect(reference.count == logits.count - 1 && reference == reference.sorted())
    #expect(matrix.storage.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p53 })
    let hessian = try TangentHessian(matrix, coordinates: logits.count)
    let values = try LinearizationSpectrum(SimplexPoint(logits: logits), hessian).log10Eigenvalues
    #expect(zip(values, reference).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func wrongEigenvaluesAreCounted() {
    let reference = LinearizationBenchmark.reference
    let allReal = reference.map { _ in true }
    let right = LinearizationBenchmark.measurement(1, reference.reversed(), areReal: allReal)
    #expect(right.largestError == 0 && right.wrongEigenvalues == 0)
    var off = reference
    off[0] -= 1
    let wrong = LinearizationBenchmark.measurement(1, off, areReal: [false, false] + allReal.dropFirst(2))
    #expect(wrong.largestError == 1 && wrong.wrongEigenvalues == 2)
    off[0] = .nan
    #expect(LinearizationBenchmark.measurement(1, off, areReal: allReal).wrongEigenvalues > 0)
  }

  /// No time is asserted, and NumPy need not be there.
  @Test func measuresOwnAndNumPys() throws {
    let alone = try LinearizationBenchmark(path: "")
    #expect(alone.numPy == nil && alone.json["numPy"] == .null)
    #expect(alone.own.milliseconds > 0 && alone.own.largestError < 1e-12 && alone.own.wrongEigenvalues == 0)
    let benchmark = try LinearizationBenchmark()
    if let numPy = benchmark.numPy {
      // Double precision cannot resolve fifty decades.
      #expect(numPy.milliseconds > 0 && numPy.wrongEigenvalues > 20)
    }
  }
}
