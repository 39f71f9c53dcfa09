import Attention
import LinearAlgebra
import Testing

@Suite struct HessianProductTests {
  /// More samples than parts, so that a reduction takes place; columns of the dense Hessian one by one.
  @Test(arguments: [(1, PromptAttentionLoss.Parameters.prompt), (1, .promptAndValue), (3, .promptAndValue)])
  func productsWithUnitVectorsAreTheColumns(_ outputs: Int, _ trained: PromptAttentionLoss.Parameters) throws
  {
    let problem = AttentionProblem(
      samples: 70, tokens: 5, dimension: 4, outputs: outputs, trained: trained)
    let loss = try problem.loss()
    let point = problem.normals("point", loss.dimension)
    let hessian = loss.hessian(at: point)
    for j in 0..<loss.dimension {
      let unit = (0..<loss.dimension).map { $0 == j ? 1.0 : 0 }
      let difference = zip(loss.hessianProduct(at: point, along: unit), hessian.column(j)).map { $0 - $1 }
      #expect(difference.maximumMagnitude <= 1e-14 * hessian.maximumMagnitude)
    }
  }

  /// Parts are reduced in order: the bits do not depend on who did them.
  @Test func repeatedProductsHaveTheSameBits() throws {
    let problem = AttentionProblem(samples: 200, tokens: 6, dimension: 7)
    let loss = try problem.loss()
    let (point, direction) = (problem.normals("point", 14), problem.normals("direction", 14))
    let first = loss.hessianProduct(at: point, along: direction)
    for _ in 0..<20 { #expect(loss.hessianProduct(at: point, along: direction) == first) }
  }
}
