import Attention
import LinearAlgebra
import Objectives
import TeacherStudent
import TestSupport
import Testing

/// Second derivatives by independent routes.
@Suite struct PromptAttentionLossCurvatureTests {
  static func violations(
    _ problem: AttentionProblem, _ objective: some TwiceDifferentiable, zeroResidual: Bool
  ) -> [String] {
    ObjectiveConformance.curvatureViolations(
      of: objective, at: problem.points(2),
      zeroResidualPoints: zeroResidual ? [problem.teacherParameters] : [])
  }

  @Test(arguments: AttentionProblem.catalogue)
  func curvatureConformance(_ problem: AttentionProblem) throws {
    let loss = try problem.loss()
    #expect(Self.violations(problem, loss, zeroResidual: problem.arithmetic == .teacherRelative) == [])
  }

  @Test(arguments: FaultyObjective<PromptAttentionLoss>.Fault.ofCurvature)
  func faultyCurvatureIsRejected(_ fault: FaultyObjective<PromptAttentionLoss>.Fault) throws {
    let problem = AttentionProblem(dimension: 5, arithmetic: .teacherRelative)
    #expect(Self.violations(problem, FaultyObjective(try problem.loss(), fault), zeroResidual: true) != [])
  }

  @Test(arguments: AttentionProblem.catalogue)
  func hessiansAgreeWithHyperDualSteps(_ problem: AttentionProblem) throws {
    let own = problem.with { $0.arithmetic = .absolute }
    let loss = try own.loss()
    for point in own.points(2) {
      let exact = own.plainModel.hessian(at: point)
      #expect(RoundingErrors.relative(loss.hessian(at: point).storage, to: exact.storage) <= 1e-12)
      let direction = own.normals("direction", point.count)
      let product = loss.hessianProduct(at: point, along: direction)
      #expect(RoundingErrors.relative(product, to: exact * direction) <= 1e-11)
    }
  }

  /// Where a head is not squared, RᵀR is the Hessian less the slopes' share: it equals the Hessian of the loss with
  /// outputs replaced by their linearisation at the point.
  @Test(arguments: AttentionProblem.catalogue)
  func gaussNewtonIsTheHessianOfTheLinearisedModel(_ problem: AttentionProblem) throws {
    let own = problem.with { $0.arithmetic = .absolute }
    let (loss, model) = (try own.loss(), own.plainModel)
    for point in own.points(2) {
      let exact = model.gaussNewton(at: point)
      let factor = loss.gaussNewtonFactor(at: point)
      #expect(factor.rows == own.samples * own.outputs && factor.columns == point.count)
      #expect(RoundingErrors.relative(factor.gram().storage, to: exact.storage) <= 1e-12)
    }
  }
}

extension PlainModel {
  /// Jᵀ (∂²ℓ/∂f²) J / N, with the outputs' Jacobian by complex steps and ∂²ℓ/∂f² by hyper-dual ones.
  func gaussNewton(at parameters: [Double]) -> Matrix {
    let m = labels.rows
    let jacobian = parameters.indices.map { k in
      var moved = parameters.map { Complex($0) }
      moved[k].imaginary = 1e-100
      return outputs(moved).map { $0.map { $0.imaginary / 1e-100 } }
    }
    let here = outputs(parameters.map { Complex($0) }).map { $0.map(\.real) }
    var result = Matrix(rows: parameters.count, columns: parameters.count)
    for i in 0..<tokens.samples {
      for o in 0..<m {
        for q in 0..<m {
          var f = here[i].map { HyperDual($0) }
          f[o].first = 1
          f[q].second = 1
          let curvature = sampleLoss(f, labels.column(i)).mixed / Double(tokens.samples)
          for k in parameters.indices {
            for l in parameters.indices {
              result[k, l] += curvature * jacobian[k][i][o] * jacobian[l][i][q]
            }
          }
        }
      }
    }
    return result
  }
}
