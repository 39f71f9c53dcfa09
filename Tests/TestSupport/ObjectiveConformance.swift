internal import LinearAlgebra
public import Objectives

/// What every objective must satisfy, as checks that return what is violated.
///
/// A suite expects an empty list; its planted-fault twin (``FaultyObjective``) expects one that is not.
public enum ObjectiveConformance {
  /// The gradient against differences of the loss, and the independence of columns.
  ///
  /// - Parameters:
  ///   - points: At least two points in general position, away from stationary ones.
  ///   - step: The scale on which the objective varies.
  ///   - tolerance: Of the gradient, relative to its largest component.
  public static func violations(
    of objective: some Objective, at points: [[Double]], step: Double = 0.1, tolerance: Double = 1e-9
  ) -> [String] {
    precondition(points.count >= 2, "independence of columns shows with two points at least")
    return gradientViolations(objective, points, step, tolerance) + columnViolations(objective, points)
  }

  private static func gradientViolations(
    _ objective: some Objective, _ points: [[Double]], _ step: Double, _ tolerance: Double
  ) -> [String] {
    var found: [String] = []
    for (index, point) in points.enumerated() {
      let gradient = objective.valueAndGradient(at: point).gradient
      let differences = point.indices.map { i in
        NumericalDerivative.derivative(step: step) { shift in
          var moved = point
          moved[i] += shift
          return [objective.valueAndGradient(at: moved).loss]
        }[0]
      }
      let error = distance(gradient, differences)
      if !(error <= tolerance) {
        found.append("point \(index): the gradient is off its differences by \(error) relative")
      }
    }
    return found
  }

  /// Lockstep equals one by one: whatever the number and order of the columns, and whatever the workspace did before.
  private static func columnViolations<O: Objective>(_ objective: O, _ points: [[Double]]) -> [String] {
    var found: [String] = []
    let count = points.count
    let alone = points.map { objective.valueAndGradient(at: $0) }
    var workspace = objective.makeWorkspace(trajectories: count + 1)
    let orders = [Array(0..<count), Array((0..<count).reversed()), [count - 1], [0, 0], Array(0..<count)]
    for order in orders where order.count <= count + 1 {
      var losses = Array(repeating: Double.nan, count: count + 1)
      var gradients = Matrix(rows: objective.dimension, columns: count + 1, repeating: .nan)
      objective.evaluate(
        Matrix(columnByColumn: order.map { points[$0] }), losses: &losses, gradients: &gradients,
        workspace: &workspace)
      for (column, point) in order.enumerated() {
        let (loss, gradient) = alone[point]
        // Blocked products may add in another order: a few rounding errors, no more.
        if !(abs(losses[column] - loss) <= 1e-13 * abs(loss)) {
          found.append("columns \(order): the loss of column \(column) is not that of the point alone")
        }
        if !(distance(gradients.column(column), gradient) <= 1e-12) {
          found.append("columns \(order): the gradient of column \(column) is not that of the point alone")
        }
      }
    }
    return found
  }

  /// The Hessian against differences of the gradient, its product, and the Gauss–Newton factor.
  ///
  /// - Parameters:
  ///   - zeroResidualPoints: Points where the residuals vanish: the Gauss–Newton matrix is the Hessian there.
  public static func curvatureViolations(
    of objective: some TwiceDifferentiable, at points: [[Double]], zeroResidualPoints: [[Double]] = [],
    step: Double = 0.1, tolerance: Double = 1e-9
  ) -> [String] {
    var found: [String] = []
    for (index, point) in (points + zeroResidualPoints).enumerated() {
      let hessian = objective.hessian(at: point)
      if hessian != hessian.transposed() { found.append("point \(index): the Hessian is not symmetric") }
      var differences: [Double] = []
      for i in point.indices {
        differences += NumericalDerivative.derivative(step: step) { shift in
          var moved = point
          moved[i] += shift
          return objective.valueAndGradient(at: moved).gradient
        }
      }
      let error = distance(hessian.storage, differences)
      if !(error <= tolerance) {
        found.append("point \(index): the Hessian is off the gradient's differences by \(error) relative")
      }
      let direction = point.indices.map { 1 + Double($0 % 3) - 0.3 * Double($0 % 5) }
      let product = objective.hessianProduct(at: point, along: direction)
      if !(distance(product, hessian * direction) <= 1e-11) {
        found.append("point \(index): the Hessian product is not the product with the Hessian")
      }
      let factor = objective.gaussNewtonFactor(at: point)
      if factor.columns != objective.dimension || !factor.maximumMagnitude.isFinite {
        found.append("point \(index): the Gauss–Newton factor is not a finite matrix with d columns")
      } else {
        var sum = objective.residualCurvature(at: point)
        let product = factor.gram()
        for k in sum.storage.indices { sum.storage[k] += product.storage[k] }
        if !(distance(sum.storage, hessian.storage) <= 1e-11) {
          found.append("point \(index): the residuals' curvature does not complete the Gauss–Newton matrix")
        }
      }
      if index >= points.count, !(distance(factor.gram().storage, hessian.storage) <= 1e-11) {
        found.append("point \(index): without residuals the Gauss–Newton matrix must be the Hessian")
      }
    }
    return found
  }

  /// The mean over named samples: all of them are the objective, and the mean of single ones too.
  public static func samplingViolations<O: SampledObjective>(
    of objective: O, at points: [[Double]]
  ) -> [String] {
    var found: [String] = []
    var workspace = objective.makeWorkspace(trajectories: points.count)
    func evaluate(_ samples: [Int]) -> (losses: [Double], gradients: Matrix) {
      var losses = Array(repeating: Double.nan, count: points.count)
      var gradients = Matrix(rows: objective.dimension, columns: points.count, repeating: .nan)
      objective.evaluate(
        Matrix(columnByColumn: points), samples: samples, losses: &losses, gradients: &gradients,
        workspace: &workspace)
      return (losses, gradients)
    }
    /// Whether the weighted sum of the means over some batches is the mean over `whole`.
    func compare(_ batches: [[Int]], with whole: (losses: [Double], gradients: Matrix), _ what: String) {
      let count = Double(batches.joined().count)
      var losses = Array(repeating: 0.0, count: points.count)
      var gradients = Array(repeating: 0.0, count: objective.dimension * points.count)
      for batch in batches {
        let part = evaluate(batch)
        let weight = Double(batch.count) / count
        for j in losses.indices { losses[j] += weight * part.losses[j] }
        for k in gradients.indices { gradients[k] += weight * part.gradients.storage[k] }
      }
      let lossesAgree = distance(losses, whole.losses) <= 1e-12
      let gradientsAgree = distance(gradients, whole.gradients.storage) <= 1e-11
      if !lossesAgree || !gradientsAgree { found.append(what) }
    }
    var full = (
      losses: Array(repeating: Double.nan, count: points.count),
      gradients: Matrix(rows: objective.dimension, columns: points.count)
    )
    objective.evaluate(
      Matrix(columnByColumn: points), losses: &full.losses, gradients: &full.gradients, workspace: &workspace)
    let all = Array(0..<objective.sampleCount)
    compare([all], with: full, "all samples are not the objective")
    compare([all.reversed()], with: full, "the order of the samples matters")
    compare(all.map { [$0] }, with: full, "the mean over single samples is not the objective")
    let (head, tail) = (Array(all.prefix(all.count / 3)), Array(all.dropFirst(all.count / 3)))
    if !head.isEmpty { compare([head, tail], with: full, "two batches do not make up the objective") }
    return found
  }

  /// The largest difference of two vectors, relative to the largest element of either; NaN where one is NaN.
  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    let scale = max(a.maximumMagnitude, b.maximumMagnitude)
    let difference = zip(a, b).map { $0 - $1 }.maximumMagnitude
    return difference == 0 ? 0 : difference / scale
  }
}
