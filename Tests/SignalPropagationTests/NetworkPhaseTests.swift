import Foundation
import SignalPropagation
import TestSupport
import Testing

@Suite("NetworkPhase")
struct NetworkPhaseTests {
  @Test(arguments: ReferenceCase.all("fixedPoints"))
  func agreesWithReference(_ reference: ReferenceCase) {
    let phase = NetworkPhase(reference.network)
    #expect(error(phase.map.fixedLength, reference["qStar"]) < 1e-10)
    #expect(error(phase.chi1, reference["chi1"]) < 1e-10)
    #expect(error(phase.lyapunovExponent, reference["lyapunov"]) < 1e-10)
    #expect(error(phase.chi2, reference["chi2"]) < 1e-10)
    #expect(error(phase.chiQ, reference["chiQ"]) < 1e-10)
    #expect(error(phase.lengthDepth, reference["xiQ"]) < 1e-10)
    #expect(error(phase.stableCorrelation, reference["cStar"]) < 1e-10)
    #expect(error(phase.stableSlope, reference["slopeAtCStar"]) < 1e-10)
    #expect(error(phase.correlationDepth, reference["xiC"]) < 1e-10)
    #expect(phase.phase == (reference["chi1"] < 1 ? .ordered : .chaotic))
  }

  private func phase(_ activation: Activation, _ w: Double, _ b: Double) -> NetworkPhase {
    NetworkPhase(MeanFieldNetwork(activation, weightScale: w, biasScale: b))
  }

  /// c* is where every start ends up.
  @Test(arguments: Activation.allCases)
  func theStablePointAttracts(_ activation: Activation) {
    for (w, b) in [(1.2, 0.4), (2.2, 0.7)] where activation != .gelu || w < 2 {
      let phase = phase(activation, w, b)
      for start in [-0.5, 0.2, 0.999] {
        let end = phase.map.iterates(from: start, layers: 300).last ?? .nan
        #expect(abs(end - phase.stableCorrelation) < 0.02, "\(activation) \(w) \(b)")
      }
    }
  }

  /// Just inside chaos 1 − c* = 2(χ₁ − 1)/(q*χ₂) to first order: it must not drown in rounding.
  @Test(arguments: [1e-3, 1e-5, 1e-7])
  func theOnsetOfChaos(_ excess: Double) {
    let critical = CriticalPoint(.tanh, biasScale: 0.3)
    let phase = phase(.tanh, critical.weightScale + excess, 0.3)
    let expected = 2 * (phase.chi1 - 1) / (phase.map.fixedLength * phase.chi2)
    #expect(relativeError(1 - phase.stableCorrelation, expected) < 3 * excess + 1e-7)
    #expect(phase.phase == .chaotic)
  }

  @Test func exactlyCritical() {
    for phase in [
      phase(.tanh, 1, 0), phase(.relu, 2.0.squareRoot(), 0), phase(.relu, 2.0.squareRoot(), 1),
      phase(.erf, Double.pi.squareRoot() / 2, 0),
      phase(.tanh, CriticalPoint(.tanh, biasScale: 0.5).weightScale, 0.5),
    ] {
      #expect(phase.phase == .critical && phase.correlationDepth == .infinity)
      #expect(phase.stableCorrelation == 1 && abs(phase.lyapunovExponent) < 1e-11)
    }
    // The length is not critical where there is a bias.
    #expect(phase(.tanh, CriticalPoint(.tanh, biasScale: 0.5).weightScale, 0.5).lengthDepth < 10)
  }

  @Test func limits() {
    let still = phase(.tanh, 0, 0.5)
    #expect(still.chi1 == 0 && still.lyapunovExponent == -.infinity && still.chi2 == 0)
    #expect(still.stableCorrelation == 1 && still.lengthDepth == 0 && still.correlationDepth == 0)
    // A vanishing bias.
    let limit = phase(.tanh, 0.5, 0)
    let near = phase(.tanh, 0.5, 1e-6)
    #expect(
      limit.stableCorrelation == 1 && relativeError(limit.correlationDepth, near.correlationDepth) < 1e-9)
    #expect(phase(.relu, 1, 0).chi2 == .infinity && phase(.relu, 0, 1).chi2 == 0)
    #expect(phase(.relu, 2, 0).phase == .chaotic && phase(.relu, 2, 0).stableCorrelation == 1)
    // Odd and without a bias: orthogonal inputs stay so.
    #expect(phase(.tanh, 2, 0).stableCorrelation == 0 && phase(.erf, 30, 0).stableCorrelation == 0)
  }

  /// Beyond the series: c* from integrals.
  @Test(.slow) func wild() {
    let wild = phase(.tanh, 1e3, 0.1)
    #expect(wild.stableCorrelation > 0 && wild.stableCorrelation < 1e-6 && wild.chi1 > 100)
  }
}
