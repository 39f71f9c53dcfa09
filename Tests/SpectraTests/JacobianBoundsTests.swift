import Foundation
import Spectra
import Testing

@Suite("JacobianBounds")
struct JacobianBoundsTests {
  /// Where an extreme eigenvalue or κ leaves its bounds, beyond the rounding of its logarithm.
  private func violations(_ named: RandomPoints.Named, _ extremes: ExtremeEigenvalues) -> [String] {
    let bounds = JacobianBounds(named.point)
    func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) -> String? {
      let slack = 1e-12
      let holds = value >= range.lowerBound - slack && value <= range.upperBound + slack
      return holds ? nil : "\(named.family), \(name): \(value) is not in \(range)"
    }
    return [
      check("smallest", extremes.log10Smallest, bounds.log10Smallest),
      check("largest", extremes.log10Largest, bounds.log10Largest),
      check("condition", extremes.log10ConditionNumber, bounds.log10ConditionNumber),
    ].compactMap(\.self)
  }

  @Test(arguments: [0.1, 3, 30, 900])
  func areNeverViolated(_ decades: Double) throws {
    var wrong: [String] = []
    for named in try RandomPoints.points(150, size: 30, decades: decades) {
      #expect(violations(named, ExtremeEigenvalues(named.point)) == [])
      // The planted fault: the spectrum of the point with its logits doubled.
      let doubled = try SimplexPoint(logits: named.point.logWeights.map { 2 * $0 })
      wrong += violations(named, ExtremeEigenvalues(doubled))
    }
    #expect(wrong.count > 100)
  }

  /// k weights tied at ε and m of order 1: ε with multiplicity k − 1 and ε·n/m, the others on the face.
  @Test func asymptoticsOfSmallWeights() throws {
    let face = [0.0, -0.3, -1]
    let logs = face + [-600, -600]
    let point = try SimplexPoint(logits: logs)
    let small = point.logWeights[3] / log(10)
    let values = SoftmaxJacobianSpectrum(point).log10Eigenvalues
    let onFace = SoftmaxJacobianSpectrum(try SimplexPoint(logits: face)).log10Eigenvalues
    #expect(distance(values, [small, small + log10(5.0 / 3)] + onFace) < 1e-12)
    #expect(abs(JacobianBounds(point).log10Smallest.lowerBound - small) < 1e-12)
  }

  /// One small weight attains the upper bound of the smallest eigenvalue, ε·n/(n−1)·(1 − ε), for equal others.
  @Test func oneSmallWeightAttainsItsBound() throws {
    let point = try SimplexPoint(logits: [0, 0, 0, -500])
    let smallest = ExtremeEigenvalues(point).log10Smallest
    #expect(abs(smallest - JacobianBounds(point).log10Smallest.upperBound) < 1e-12)
  }

  @Test func twoCoordinatesHaveConditionOne() throws {
    #expect(JacobianBounds(try SimplexPoint(logits: [0, -30])).log10ConditionNumber == 0...0)
  }
}
