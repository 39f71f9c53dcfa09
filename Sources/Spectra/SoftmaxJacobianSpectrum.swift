internal import Foundation
internal import LinearAlgebra

/// All eigenvalues of the softmax Jacobian J = diag(x) − x xᵀ on the tangent space Σ v_i = 0, to full relative
/// accuracy.
///
/// There are n − 1 of them, all positive, and they interlace the weights: one in each open gap between
/// neighbouring distinct x_i, where Σ x_i/(x_i − λ) = 0, and the tied value itself m − 1 times for m tied
/// weights. `eigvalsh` of the assembled J is right to 1e-16 of the largest one only.
///
/// - Complexity: O(n²), some 0.1 s for n = 2000; see ``ExtremeEigenvalues`` for the condition number alone.
public struct SoftmaxJacobianSpectrum: Sendable {
  /// x.
  public let point: SimplexPoint
  /// log10 λ_1 ≤ … ≤ log10 λ_{n−1}.
  public let log10Eigenvalues: [Double]
  private let modes: [Mode]
  /// log x descending, and which coordinate each of them is.
  private let descending: [Double]
  private let order: [Int]

  private enum Mode {
    /// The j-th of the directions among tied weights that stand at these places.
    case tied(Range<Int>, Int)
    /// The root of the gap below the first `above` weights.
    case gap(above: Int, SecularEquation.Root)
  }

  /// Solves the secular equation in every gap.
  public init(_ point: SimplexPoint) {
    self.point = point
    let order = point.logWeights.indices.sorted { point.logWeights[$0] > point.logWeights[$1] }
    let descending = order.map { point.logWeights[$0] }
    // The places where the weight changes: groups of ties lie between them.
    let starts = descending.indices.filter { $0 == 0 || descending[$0] != descending[$0 - 1] }
    let roots = Self.roots(descending, gaps: Array(starts.dropFirst()))
    var modes: [Mode] = []
    for (group, start) in starts.enumerated() {
      let end = group + 1 < starts.count ? starts[group + 1] : descending.count
      if group > 0 { modes.append(.gap(above: start, roots[group - 1])) }
      for j in 0..<end - start - 1 { modes.append(.tied(start..<end, j)) }
    }
    modes.reverse()
    self.modes = modes
    (self.order, self.descending) = (order, descending)
    log10Eigenvalues = modes.map { mode in
      switch mode {
      case .tied(let range, _): descending[range.lowerBound] / SimplexPoint.ln10
      case .gap(_, let root): root.logarithm / SimplexPoint.ln10
      }
    }
  }

  /// log10 κ(J|T), 0 for n = 2.
  public var log10ConditionNumber: Double {
    (log10Eigenvalues.last ?? 0) - (log10Eigenvalues.first ?? 0)
  }

  /// The unit eigenvector of eigenvalue `index`, v_i ∝ x_i/(x_i − λ), each component to high relative accuracy.
  ///
  /// Of a tied eigenvalue, an orthonormal basis of its eigenvectors: those without components outside the tie.
  ///
  /// - Complexity: O(n).
  public func eigenvector(_ index: Int) -> TangentVector {
    var signs = [Double](repeating: 0, count: point.count)
    var logMagnitudes = [Double](repeating: -.infinity, count: point.count)
    switch modes[index] {
    case .tied(let range, let j):
      for k in 0...j {
        (signs[order[range.lowerBound + k]], logMagnitudes[order[range.lowerBound + k]]) = (1, 0)
      }
      let last = order[range.lowerBound + j + 1]
      (signs[last], logMagnitudes[last]) = (-1, log(Double(j + 1)))
    case .gap(let above, let root):
      var equation = SecularEquation(descending)
      equation.measure(from: root.pole)
      for (i, coordinate) in order.enumerated() {
        let (offset, scale) = (equation.offsets[i], equation.scales[i])
        if i < above {
          (signs[coordinate], logMagnitudes[coordinate]) = (1, -log(-offset - root.offset * scale))
        } else {
          // Not from the scale, which underflows long before its logarithm does.
          signs[coordinate] = -1
          logMagnitudes[coordinate] = (descending[i] - root.pole) - log(root.offset - offset)
        }
      }
    }
    return TangentVector(signs: signs, logMagnitudes: logMagnitudes)
  }

  /// The roots in the gaps above the given places, in parallel over a fixed partition.
  private static func roots(_ descending: [Double], gaps: [Int]) -> [SecularEquation.Root] {
    let chunk = max(1, (1 << 16) / descending.count)
    let parts = Parallel.map((gaps.count + chunk - 1) / chunk) { part in
      var equation = SecularEquation(descending)
      return gaps[(part * chunk)..<min((part + 1) * chunk, gaps.count)].map { gap in
        equation.root(above: gap, lower: descending[gap], upper: descending[gap - 1])
      }
    }
    return Array(parts.joined())
  }
}
