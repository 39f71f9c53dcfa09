internal import LinearAlgebra

/// How well one number foretells another, over the same runs.
package enum Correlation {
  /// Pearson's coefficient; NaN where one of them does not vary, or with fewer than two pairs.
  package static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "a correlation is one of pairs")
    let (a, b) = (centred(x), centred(y))
    let scale = a.euclideanNorm * b.euclideanNorm
    guard scale > 0 else { return .nan }
    return min(max(a.dot(b) / scale, -1), 1)
  }

  /// Spearman's coefficient: that of the ranks, of which equal values share the mean. Infinities are values like others.
  package static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    pearson(ranks(x), ranks(y))
  }

  /// Pearson's coefficient of the deviations from the means of each group, so that no difference between groups counts.
  package static func withinGroups(_ x: [Double], _ y: [Double], groups: [Int]) -> Double {
    precondition(groups.count == x.count, "every pair has its group")
    func deviations(_ values: [Double]) -> [Double] {
      let members = Dictionary(grouping: values.indices) { groups[$0] }
      var result = values
      for indices in members.values {
        let mean = indices.map { values[$0] }.mean
        for i in indices { result[i] = values[i] - mean }
      }
      return result
    }
    return pearson(deviations(x), deviations(y))
  }

  /// The ranks from 1, ascending.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var last = first
      while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
      for k in first...last { ranks[order[k]] = Double(first + last) / 2 + 1 }
      first = last + 1
    }
    return ranks
  }

  private static func centred(_ values: [Double]) -> [Double] {
    // Equal numbers are centred to 0, whatever their mean is rounded to.
    if let first = values.first, values.allSatisfy({ $0 == first }) { return values.map { _ in 0 } }
    let mean = values.mean
    return values.map { $0 - mean }
  }
}
