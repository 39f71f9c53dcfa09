import Experiments
import Foundation
import SignalPropagation
import Testing

@Suite struct TransformerPhaseStudyTests {
  private static func spec() -> TransformerPhaseStudy.Spec {
    var spec = TransformerPhaseStudy.Spec()
    spec.tokens = 4
    spec.layers = 3
    spec.mapPoints = 5
    spec.simulatedStrengths = [0.5]
    spec.simulatedWeightScales = [1, 4]
    spec.width = 32
    spec.samples = 24
    return spec
  }

  @Test func contoursDoNotCross() {
    let diagram = TransformerPhaseDiagram(Self.spec())
    #expect(diagram.map.count == 25 && diagram.boundaries.count == 5)
    #expect(diagram.map.allSatisfy { $0.gradient >= $0.angle })
    for boundary in diagram.boundaries {
      // More tokens bring λ_g = 0 nearer to λ_a = 0.
      let all = boundary.gradients + [boundary.angle]
      #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  /// The first block's exponent vanishes where its boundary says; it is not that of the fixed point.
  @Test func theFirstBlockHasABoundaryOfItsOwn() {
    let spec = Self.spec()
    let boundary = TransformerPhaseDiagram.boundary(spec, 0.5)
    let point = CollapsedPoint(spec.initialization(0.5, boundary.firstBlockAngle))
    #expect(abs(point.firstBlockAngleExponent) < 1e-12 && abs(point.angleExponent) > 1e-3)
  }

  /// For weak layers contours tend to χ_M = F(1) + 1 and F(1) + 1 − 1/n.
  @Test func weakLayers() {
    let spec = Self.spec()
    let boundary = TransformerPhaseDiagram.boundary(spec, 1e-3)
    let angle = TransformerPhaseDiagram.weakLimit(.tanh, sum: 1)
    #expect(abs(angle - 3.377_289_6) < 5e-6 && abs(boundary.angle - angle) < 1e-4)
    let gradient = TransformerPhaseDiagram.weakLimit(.tanh, sum: 0.75)
    #expect(abs(boundary.gradients[0] - gradient) < 1e-4)
    #expect(abs(TransformerPhaseDiagram.weakLimit(.erf, sum: 1) - 2.841_384_4) < 5e-6)
  }

  @Test func simulationsAgreeWithTheTheory() throws {
    var recorder = Recorder(interruption: { nil })
    let simulation = try TransformerPhaseSimulation(Self.spec(), &recorder)
    #expect(simulation.grid.count == 2 && simulation.angleBoundary.count == 1)
    func agrees(_ exponent: TransformerPhaseSimulation.Exponent, _ theory: Double) -> Bool {
      abs(exponent.simulation.value - theory) < 4 * exponent.simulation.standardError + 0.02
    }
    for point in simulation.grid {
      #expect(agrees(point.angle, point.angle.theory) && agrees(point.gradient, point.gradient.theory))
    }
    for point in simulation.angleBoundary + simulation.gradientBoundary {
      #expect(abs(point.exponent.theory) < 1e-10 && agrees(point.exponent, 0) && point.slope > 0)
    }
    // The planted fault: each beside the theory of the other.
    let (low, high) = (simulation.grid[0], simulation.grid[1])
    #expect(!agrees(low.angle, high.angle.theory) && !agrees(high.gradient, low.gradient.theory))
  }

  @Test func aSpecificationThatMakesNoSenseIsRefused() {
    func isRefused(_ change: (inout TransformerPhaseStudy.Spec) -> Void) -> Bool {
      var spec = TransformerPhaseStudy.Spec()
      change(&spec)
      do { try spec.validate() } catch { return true }
      return false
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.tokens = 1 })
    #expect(isRefused { $0.layers = 0 })
    #expect(isRefused { $0.strengths = [0.5] })
    #expect(isRefused { $0.strengths = [0.5, 1] })
    #expect(isRefused { $0.weightScales = [2, 1] })
    #expect(isRefused { $0.mapPoints = 1 })
    #expect(isRefused { $0.simulatedStrengths = [] })
    #expect(isRefused { $0.simulatedWeightScales = [1, 1] })
    #expect(isRefused { $0.width = 4 })
    #expect(isRefused { $0.samples = 1 })
    #expect(isRefused { $0.dissimilarity = 0.1 })
  }
}
