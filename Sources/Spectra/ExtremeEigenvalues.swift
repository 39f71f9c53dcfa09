internal import Foundation

/// The smallest and the largest eigenvalue of the softmax Jacobian on the tangent space, as logarithms.
public struct ExtremeEigenvalues: Equatable, Sendable {
  /// log10 of the smallest eigenvalue.
  public let log10Smallest: Double
  /// log10 of the largest eigenvalue.
  public let log10Largest: Double

  /// log10 κ(J|T).
  public var log10ConditionNumber: Double { log10Largest - log10Smallest }

  /// Solves the secular equation in the outermost gaps only.
  ///
  /// - Complexity: O(n): some 20 ms for a million coordinates.
  public init(_ point: SimplexPoint) {
    var solver = Solver()
    self = solver.extremes(point.logWeights)
  }

  private init(natural smallest: Double, _ largest: Double) {
    log10Smallest = smallest / SimplexPoint.ln10
    log10Largest = largest / SimplexPoint.ln10
  }

  /// Room for many points one after the other.
  package struct Solver {
    private var equation = SecularEquation([])

    package init() {}

    /// The extremes for finite log weights, of which there are two at least.
    ///
    /// Weights need not be normalised: a common factor of them is one of both eigenvalues.
    package mutating func extremes(_ logWeights: [Double]) -> ExtremeEigenvalues {
      let last = logWeights.count - 1
      precondition(last >= 1, "a spectrum on the tangent space needs at least two coordinates")
      var (smallest, largest) = (0, 0)
      for i in 1...last {
        if logWeights[i] < logWeights[smallest] { smallest = i }
        if logWeights[i] > logWeights[largest] { largest = i }
      }
      let (minimum, maximum) = (logWeights[smallest], logWeights[largest])
      // All weights equal.
      guard smallest != largest else { return ExtremeEigenvalues(natural: minimum, maximum) }
      equation.logWeights = logWeights
      equation.logWeights.swapAt(0, largest)
      equation.logWeights.swapAt(last, smallest == 0 ? largest : smallest)
      // The neighbours of the extremes, which equal them where they are tied.
      var (above, below) = (Double.infinity, -Double.infinity)
      for i in 0..<last { above = min(above, equation.logWeights[i]) }
      for i in 1...last { below = max(below, equation.logWeights[i]) }
      let low =
        above == minimum ? minimum : equation.root(above: last, lower: minimum, upper: above).logarithm
      guard last > 1 else { return ExtremeEigenvalues(natural: low, low) }
      let high = below == maximum ? maximum : equation.root(above: 1, lower: below, upper: maximum).logarithm
      return ExtremeEigenvalues(natural: low, high)
    }
  }
}
