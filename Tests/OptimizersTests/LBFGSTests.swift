import LinearAlgebra
import Objectives
import Optimizers
import Testing

@Suite struct LBFGSTests {
  @Test func theFirstStepIsBoundedAsInPyTorch() {
    let rule = with(LBFGS()) { $0.learningRate = 0.5 }
    #expect(path(rule, gradients: [[3, -1]]) == [[-0.375, 0.125]])
    #expect(path(rule, gradients: [[0.25, 0]]) == [[-0.125, 0]])
  }

  @Test func inOneDimensionItIsTheSecantMethod() {
    let rule = with(LBFGS()) { $0.history = 1 }
    // The gradient of p⁴/4 is p³.
    var (point, state) = ([0.8], rule.makeState(dimension: 1))
    var visited = point
    for _ in 0..<5 {
      rule.step(&point, Evaluation(loss: 0, gradient: [point[0] * point[0] * point[0]]), state: &state)
      visited.append(point[0])
    }
    for k in 1..<5 {
      let (a, b) = (visited[k - 1], visited[k])
      let secant = b - b * b * b * (b - a) / (b * b * b - a * a * a)
      #expect(abs(visited[k + 1] - secant) <= 1e-14)
    }
  }

  @Test func itSolvesAQuadratic() {
    let points = path(LBFGS(), on: tiltedQuadratic, from: tiltedStart, steps: 40)
    #expect(tiltedQuadratic.valueAndGradient(at: points[39]).loss < 1e-25)
  }

  @Test func onAQuadraticItDoesNotDependOnTheUnits() {
    // Scaled down by 1e-120 every product of gradients underflows unless it is scaled; the path must not notice.
    let scale = 0x1p-400
    let quadratic = Quadratic(spectrum: [0.5, 2, 8], reflectedAlong: [1, 2, 3])
    // The gradient's sum of magnitudes is below 1 in both runs, so that the first step is −g.
    let start = [0.03, -0.02, 0.01]
    let points = path(LBFGS(), on: quadratic, from: start, steps: 12)
    let scaled = path(LBFGS(), on: quadratic, from: start.map { scale * $0 }, steps: 12)
    #expect(distance(points, scaled.map { $0.map { $0 / scale } }) < 1e-12)
  }

  @Test func pairsOfNegativeCurvatureAreLeftOut() {
    // f = −p²/2: y = −s. Without a pair each step is the first step again.
    let gradients = [[-0.5], [-0.75], [-1.0]]
    #expect(path(LBFGS(), from: [0.5], gradients: gradients) == [[1], [1.75], [2.75]])
  }

  @Test func onlyTheLastPairsAreRemembered() {
    let long = path(LBFGS(), on: tiltedQuadratic, from: tiltedStart, steps: 8)
    let short = path(with(LBFGS()) { $0.history = 2 }, on: tiltedQuadratic, from: tiltedStart, steps: 8)
    // Step k knows k − 1 pairs: the paths part at the fourth step.
    #expect(Array(long[..<3]) == Array(short[..<3]))
    #expect(long[3] != short[3])
  }

  @Test func twoLoopsEqualTheDenseUpdate() {
    // BFGS with H₀ = γI in matrices: H ← (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ.
    let points = [tiltedStart] + path(LBFGS(), on: tiltedQuadratic, from: tiltedStart, steps: 5)
    let gradients = points.map { tiltedQuadratic.valueAndGradient(at: $0).gradient }
    let size = tiltedStart.count
    func outer(_ a: [Double], _ b: [Double], _ weight: Double) -> Matrix {
      Matrix(rows: size, columns: 1, storage: a.map { weight * $0 })
        * Matrix(rows: 1, columns: size, storage: b)
    }
    func sum(_ a: Matrix, _ b: Matrix) -> Matrix {
      Matrix(rows: size, columns: size, storage: zip(a.storage, b.storage).map { $0 + $1 })
    }
    for k in 1..<5 {
      let (lastStep, lastChange) = (
        difference(points[k], points[k - 1]), difference(gradients[k], gradients[k - 1])
      )
      let scaling = lastStep.dot(lastChange) / lastChange.dot(lastChange)
      var inverse = Matrix(diagonal: Array(repeating: scaling, count: size))
      for j in 1...k {
        let s = difference(points[j], points[j - 1])
        let y = difference(gradients[j], gradients[j - 1])
        let rho = 1 / s.dot(y)
        let left = sum(.identity(size), outer(s, y, -rho))
        inverse = sum(left * inverse * left.transposed(), outer(s, s, rho))
      }
      let expected = difference(points[k], inverse * gradients[k])
      #expect(distance([points[k + 1]], [expected]) < 1e-12)
    }
  }

  @Test func itStaysAtAStationaryPoint() {
    #expect(path(LBFGS(), gradients: [[0], [0], [0]]) == [[0], [0], [0]])
  }
}
