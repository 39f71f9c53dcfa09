import Experiments
import Foundation
import Testing

@Suite struct ConvergenceStudentTests {
  private let steps = Array(stride(from: 0, through: 1000, by: 10))

  @Test func anExponentialIsSteady() throws {
    let decay = try #require(Decay(steps: steps, losses: steps.map { 0.3 * exp(-0.02 * Double($0)) }))
    #expect(abs(decay.rate - 0.02) < 1e-14)
    #expect(abs(decay.steadiness - 1) < 1e-12)
    #expect(abs(decay.determination - 1) < 1e-12)
  }

  /// The planted fault: convergence slower than linear must not pass for it, however high its power.
  @Test(arguments: [0.5, 1.0, 4, 8]) func aPowerLawIsNotSteady(_ power: Double) throws {
    let decay = try #require(Decay(steps: steps, losses: steps.map { pow(1 + Double($0), -power) }))
    #expect(abs(decay.steadiness - log(4.0 / 3) / log(1.5)) < 0.02)
    // A straight line is not what tells it: R² is high for any power.
    #expect(decay.determination > 0.99)
  }

  @Test func theFloorDoesNotCount() throws {
    let losses = steps.map { max(exp(-0.1 * Double($0)), 1e-32) }
    let decay = try #require(Decay(steps: steps, losses: losses))
    #expect(abs(decay.rate - 0.1) < 1e-12)
    #expect(Decay(steps: [0, 1, 2], losses: [1, 0.5, 0.25]) == nil)
  }

  @Test func phasesAreToldApart() {
    func phase(_ loss: (Double) -> Double, share: Double = 1) -> ConvergenceStudent.Phase {
      ConvergenceStudent.phase(
        steps: steps, losses: steps.map { loss(Double($0)) }, residualShare: share)
    }
    #expect(phase { max(exp(-0.1 * $0), 1e-31) } == .converged)
    #expect(phase { exp(-0.03 * $0) } == .descending)
    #expect(phase { 1e-3 / (1 + $0) } == .stall)
    #expect(phase({ 0.1 + 1e-3 / (1 + $0) }, share: 0.1) == .plateau)
    #expect(phase { $0 < 995 ? 1e-6 : 1e-3 } == .unsteady)
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() throws {
    func isRefused(_ change: (inout ConvergenceStudy.Spec) -> Void) -> Bool {
      var spec = ConvergenceStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return error is SpecificationError }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.seeds = [1, 1] })
    #expect(isRefused { $0.under.teacherRatios = [10, 10] })
    #expect(isRefused { $0.under.teacherRatios = [0.5] })
    #expect(isRefused { $0.under.dimension = 1 })
    #expect(isRefused { $0.over.dimensions = [50, 400] })
    #expect(
      isRefused {
        $0.over.dimensions = []; $0.over.steps = []; $0.under.keys = []
      })
    #expect(isRefused { $0.over.learningRates.start = -1 })
    #expect(isRefused { $0.under.steps = 0 })
  }
}
