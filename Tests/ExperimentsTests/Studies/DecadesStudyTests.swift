import Foundation
import Testing

@testable import Experiments

@Suite("DecadesStudy")
struct DecadesStudyTests {
  private var small: DecadesStudy.Spec {
    var spec = DecadesStudy.Spec()
    spec.tokens = 5
    spec.pointsPerDecade = 3
    spec.tolerance = 1e-7
    return spec
  }

  @Test("A stall falls like t^(−½), then decays at the rate of the linearised flow, as the replicator does")
  func stallAndRates() throws {
    let gradient = try SparseApproach(small, smallest: -25, seed: 7, flow: .gradient)
    #expect(gradient.stallDecades > 10)
    #expect(abs(gradient.stallSlope + 0.5) < 0.01)
    #expect(abs(gradient.rateOverForecast - 1) < 1e-3)
    let replicator = try SparseApproach(small, smallest: -25, seed: 7, flow: .replicator)
    #expect(abs(replicator.rateOverForecast - 1) < 1e-3)
    #expect(replicator.stallSlope.isNaN)
    // Twice as many decades for the square of the Jacobian.
    #expect(abs(gradient.log10Arrival / replicator.log10Arrival - 2) < 0.1)
    #expect(gradient.staysInside && replicator.staysInside)
  }

  @Test("The smallest weight of the target is the one that is asked for")
  func target() throws {
    let approach = try SparseApproach(small, smallest: -12, seed: 1, flow: .gradient)
    let last = try #require(approach.points.last)
    #expect(abs(last.log10Weights[0] + 12) < 1e-3)
    #expect(abs(last.log10Weights[1] + 6) < 1e-3)
  }

  @Test("Weights off a face vanish by their law, and tied ones on it do not stay tied")
  func faces() throws {
    let face = try FaceApproach(face: 3, suboptimal: 2, log10Time: 20)
    #expect(face.deviation < 1e-6)
    #expect(face.replicatorDeviation < 1e-9)
    let shares = face.choice.map(\.largest)
    #expect(shares == shares.sorted())
    #expect(shares[0] < 0.4 && shares[shares.count - 1] > 0.99)
  }

  @Test("Targets that no double can reach are refused")
  func validation() throws {
    for change in [
      { (spec: inout DecadesStudy.Spec) in spec.smallestWeights = [-200] }, { $0.tokens = 4 },
      { $0.seeds = [] }, { $0.tolerance = 0 }, { $0.faces = [0] }, { $0.faceTime = 300 },
    ] {
      var spec = DecadesStudy.Spec()
      change(&spec)
      #expect(throws: SpecificationError.self) { try spec.validate() }
    }
    try DecadesStudy.Spec().validate()
  }
}
