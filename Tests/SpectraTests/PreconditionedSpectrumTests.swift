import LinearAlgebra
import Spectra
import Testing

@Suite struct PreconditionedSpectrumTests {
  private let hessian = Matrix(rowByRow: [[4, 1, 0.5], [1, 3, -1], [0.5, -1, 2]])

  /// det(H − λP) = 0, an independent route to the eigenvalues.
  private func defect(_ values: [Double], _ preconditioner: Matrix) throws -> Double {
    try values.map { value in
      var pencil = hessian
      for k in pencil.storage.indices { pencil.storage[k] -= value * preconditioner.storage[k] }
      return try pencil.singularValues()[2]
    }.max() ?? .nan
  }

  @Test func bothFormsAreEigenvaluesOfThePencil() throws {
    let diagonal = [0.5, 2, 8.0]
    let own = try PreconditionedSpectrum(hessian, diagonal: diagonal)
    #expect(try defect(own.eigenvalues, Matrix(diagonal: diagonal)) < 1e-14)
    let dense = Matrix(rowByRow: [[2, 0.3, 0], [0.3, 1, 0.2], [0, 0.2, 5]])
    let other = try PreconditionedSpectrum(hessian, Cholesky(dense))
    #expect(try defect(other.eigenvalues, dense) < 1e-14)
    // The planted fault: P·H has other eigenvalues.
    let inverse = try PreconditionedSpectrum(hessian, diagonal: diagonal.map { 1 / $0 })
    #expect(try defect(inverse.eigenvalues, Matrix(diagonal: diagonal)) > 0.1)
  }

  @Test func theHessianItselfIsThePerfectPreconditioner() throws {
    let perfect = try PreconditionedSpectrum(hessian, Cholesky(hessian))
    for value in perfect.eigenvalues { #expect(abs(value - 1) < 1e-14) }
    #expect(abs(perfect.conditionNumber - 1) < 1e-13)
    let plain = try PreconditionedSpectrum(hessian, diagonal: [1, 1, 1])
    #expect(plain.eigenvalues == (try hessian.symmetricEigenvalues()))
  }
}
