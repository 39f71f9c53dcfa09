import LinearAlgebra
import Randomness
import TeacherStudent
import Testing

@Suite struct OrthogonalFrameTests {
  @Test(arguments: [(1, 1), (5, 5), (7, 3), (40, 40), (4, 0)])
  func columnsAreOrthonormal(rows: Int, columns: Int) {
    var stream = RandomStream(seed: 1, name: "frame")
    let frame = OrthogonalFrame.random(rows: rows, columns: columns, &stream)
    var gram = frame.gram()
    for i in 0..<columns { gram[i, i] -= 1 }
    #expect(frame.rows == rows && frame.columns == columns)
    #expect(gram.maximumMagnitude < 4e-15)
  }

  /// Under Haar measure on O(2) half the matrices are rotations, and E tr Q = 0, E (tr Q)² = 1.
  ///
  /// z-scores of the three over 2000 draws; the largest in magnitude is returned.
  private func haarScore(_ draw: (inout RandomStream) -> Matrix) -> Double {
    var stream = RandomStream(seed: 2, name: "Haar")
    let count = 2000
    var (rotations, trace, square) = (0.0, 0.0, 0.0)
    for _ in 0..<count {
      let q = draw(&stream)
      if q[0, 0] * q[1, 1] - q[0, 1] * q[1, 0] > 0 { rotations += 1 }
      let t = q[0, 0] + q[1, 1]
      trace += t
      square += t * t
    }
    let n = Double(count)
    // Half the traces are 2·cos φ and half are 0: E t⁴ = 3, so t² has variance 2.
    return [
      (rotations - n / 2) / (n / 4).squareRoot(), trace / n.squareRoot(),
      (square - n) / (2 * n).squareRoot(),
    ].map(\.magnitude).max() ?? 0
  }

  @Test func framesAreHaarDistributed() {
    #expect(haarScore { OrthogonalFrame.random(rows: 2, columns: 2, &$0) } < 4)
  }

  /// LAPACK's Q with its signs as they come is not Haar.
  @Test func haarScoreRejectsUncorrectedSigns() {
    let score = haarScore { stream in
      let gaussian = Matrix(rows: 2, columns: 2, storage: stream.normals(4))
      return (try? QR(gaussian).orthogonalFactor) ?? .identity(2)
    }
    #expect(score > 10)
  }
}
