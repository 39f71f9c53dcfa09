import Foundation
import LinearAlgebra
import Testing

@testable import Experiments

@Suite("DecouplingStudy")
struct DecouplingStudyTests {
  private var small: DecouplingStudy.Spec {
    var spec = DecouplingStudy.Spec()
    (spec.samples, spec.tokens) = (3, 4)
    spec.horizon = 30
    spec.pointsPerDecade = 3
    spec.tolerance = 1e-8
    return spec
  }

  @Test("Keys have the defect they are asked for, and E is KKᵀ − I")
  func keys() throws {
    let perturbed = try DecouplingKeys(.perturbed, 0.3, samples: 3, tokens: 4, seed: 1)
    #expect(abs(perturbed.defect - 0.3) < 1e-15)
    #expect(try DecouplingKeys(.frame, 12, samples: 3, tokens: 4, seed: 1).defect < 1e-14)
    #expect(try DecouplingKeys(.frame, 15, samples: 3, tokens: 4, seed: 1).defect < 1e-14)
    let fewer = try DecouplingKeys(.frame, 6, samples: 3, tokens: 4, seed: 1)
    // A tight frame: KKᵀ is twice a projector.
    let product = fewer.keys * fewer.keys.transposed()
    let square = product * product
    for k in square.storage.indices { #expect(abs(square.storage[k] - 2 * product.storage[k]) < 1e-13) }
    for keys in [perturbed, fewer, try DecouplingKeys(.gaussian, 5, samples: 3, tokens: 4, seed: 1)] {
      let gram = keys.keys * keys.keys.transposed()
      for j in 0..<12 {
        for i in 0..<12 { #expect(abs(gram[i, j] - keys.excess[i, j] - (i == j ? 1 : 0)) < 1e-14) }
      }
    }
  }

  @Test("p-flow and attention flow agree for any keys; the decoupled flow only for orthonormal ones")
  func identities() throws {
    for outputs in [1, 6] {
      for cell in [(DecouplingKeys.Family.frame, 12.0), (.gaussian, 2), (.perturbed, 0.1)] {
        let check = try DecouplingIdentity(
          DecouplingStudy.problem(cell, outputs, 3, small), seed: 3, small)
        #expect(check.rateDeviation < 1e-13)
        #expect(check.flowDeviation < 20)
        #expect(check.gapDeviation < 20)
        #expect((check.decoupledGap < 20) == (cell.0 == .frame))
      }
    }
  }

  @Test("The teacher has the ratio asked for, and both flows go to it where losses are strongly convex")
  func teacher() throws {
    var spec = small
    spec.horizon = 1e4
    let problem = try DecouplingStudy.problem((.gaussian, 8), 8, 2, spec)
    let ranges = problem.logTargets.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    #expect(abs(ranges.mean - log(10)) < 1e-12)
    let run = try DecouplingRun(problem, seed: 2, spec)
    #expect(run.gap > 0.01 && run.finalGap < 0.2 * run.gap)
    #expect(run.finalLosses.coupled < 1e-4 && run.finalLosses.decoupled < 1e-4)
  }

  @Test("A gap that is not proportional to the defect would be noticed")
  func slope() throws {
    let runs = try [1e-9, 1e-6, 1e-3].map { defect in
      try DecouplingRun(DecouplingStudy.problem((.perturbed, defect), 6, 1, small), seed: 1, small)
    }
    #expect(abs(log10(runs[1].gap / runs[0].gap) - 3) < 1e-4)
    #expect(abs(log10(runs[2].lossGap / runs[1].lossGap) - 3) < 0.01)
    // At order one it bends.
    let bent = try DecouplingRun(DecouplingStudy.problem((.gaussian, 2), 6, 1, small), seed: 1, small)
    #expect(abs(bent.gap / bent.defect / (runs[0].gap / runs[0].defect) - 1) > 0.1)
  }

  @Test("What cannot be compared is refused")
  func validation() throws {
    for change in [
      { (spec: inout DecouplingStudy.Spec) in spec.defects = [0.1] }, { $0.samples = 1 }, { $0.outputs = [] },
      { $0.horizon = 0 }, { $0.gaussianDimensions = [0] }, { $0.tolerance = 1 }, { $0.seeds = [1, 1] },
    ] {
      var spec = DecouplingStudy.Spec()
      change(&spec)
      #expect(throws: SpecificationError.self) { try spec.validate() }
    }
    try DecouplingStudy.Spec().validate()
  }
}
