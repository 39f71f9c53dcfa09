import LinearAlgebra
import Objectives
import Testing

@Suite struct QuadraticTests {
  @Test func diagonalSpectrum() {
    let quadratic = Quadratic(spectrum: [1, 4, 0], minimizer: [1, 2, 3])
    let (loss, gradient) = quadratic.valueAndGradient(at: [2, 4, 7])
    #expect(loss == 0.5 * (1 + 16))
    #expect(gradient == [1, 8, 0])
    #expect(quadratic.hessian(at: [0, 0, 0]) == Matrix(diagonal: [1, 4, 0]))
  }

  @Test func givenHessian() throws {
    let hessian = Matrix(rowByRow: [[4, 2], [2, 10]])
    let quadratic = try Quadratic(hessian: hessian, minimizer: [1, 1])
    #expect(quadratic.hessian(at: [0, 0]) == hessian)
    #expect(quadratic.valueAndGradient(at: [2, 1]).gradient == [4, 2])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
      try Quadratic(hessian: Matrix(rowByRow: [[1, 2], [2, 1]]))
    }
  }

  @Test func reflectionKeepsTheSpectrum() {
    let (spectrum, axis) = ([1e-3, 1.0, 10.0], [1.0, 2, -1])
    let quadratic = Quadratic(spectrum: spectrum, reflectedAlong: axis)
    for (k, eigenvalue) in spectrum.enumerated() {
      // Row k of the factor is √λ times the k-th eigenvector.
      let eigenvector = quadratic.factor.row(k).map { $0 / eigenvalue.squareRoot() }
      let image = quadratic.hessianProduct(at: [0, 0, 0], along: eigenvector)
      for i in 0..<3 { #expect(abs(image[i] - eigenvalue * eigenvector[i]) < 1e-14) }
    }
  }

  @Test func relativeAccuracyNearTheMinimum() {
    let quadratic = Quadratic(spectrum: [4, 1])
    #expect(quadratic.valueAndGradient(at: [1e-150, 0]).loss == 2 * 1e-150 * 1e-150)
  }
}
