import Foundation
import Testing

@testable import Dynamics

@Suite struct SpectralRadiusTests {
  private func estimate(_ matrix: [[Double]], iterations: Int, atOrigin: Bool = false) -> Double {
    let field = ClosureField(matrix.count) { _, y, dy in
      for i in matrix.indices { dy[i] = zip(matrix[i], y).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let state = matrix.indices.map { atOrigin ? 0 : Double($0) - 0.5 }
    var (rate, workspace) = (state, field.makeWorkspace())
    field.evaluate(at: 0, state, into: &rate, workspace: &workspace)
    var radius = SpectralRadius(dimension: matrix.count)
    #expect(radius.estimate.isNaN)
    for _ in 0..<iterations {
      radius.iterate(field, at: 0, state, derivative: rate, workspace: &workspace)
    }
    return radius.estimate
  }

  @Test func largestEigenvalues() {
    #expect(abs(estimate([[-1000, 0, 0], [0, -10, 0], [0, 0, 1]], iterations: 5) / 1000 - 1) < 1e-6)
    // Not normal, with the eigenvalues −1e4 and −1.
    #expect(abs(estimate([[-1e4, 0], [1e6, -1]], iterations: 5) / 1e4 - 1) < 1e-3)
    // A rotation: ±7i.
    #expect(abs(estimate([[0, -7], [7, 0]], iterations: 2) / 7 - 1) < 1e-6)
    #expect(abs(estimate([[-3]], iterations: 1) / 3 - 1) < 1e-6)
    #expect(estimate([[0, 0], [0, 0]], iterations: 3) == 0)
    #expect(abs(estimate([[-1000, 0], [0, 1]], iterations: 5, atOrigin: true) / 1000 - 1) < 1e-6)
  }
}
