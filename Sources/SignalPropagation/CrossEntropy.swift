internal import Foundation
internal import LinearAlgebra

/// The loss of a classifier from its logits, one answer a column.
enum CrossEntropy {
  /// Sums of −log softmax(z)[label] and of right answers; leaves `weight`·(softmax(z) − label) in place of z.
  ///
  /// A logit that is not finite makes the sum NaN.
  static func replaceBySlopes(
    _ logits: inout Matrix, labels: (Int) -> Int, weight: Double
  ) -> (loss: Double, right: Int) {
    let classes = logits.rows
    var (loss, right) = (0.0, 0)
    for column in 0..<logits.columns {
      let (start, label) = (column * classes, labels(column))
      var (largest, sum) = (start, 0.0)
      for place in start..<(start + classes) where logits.storage[place] > logits.storage[largest] {
        largest = place
      }
      if largest == start + label { right += 1 }
      let (top, chosen) = (logits.storage[largest], logits.storage[start + label])
      for place in start..<(start + classes) {
        logits.storage[place] = exp(logits.storage[place] - top)
        sum += logits.storage[place]
      }
      loss += log(sum) - (chosen - top)
      for place in start..<(start + classes) { logits.storage[place] *= weight / sum }
      logits.storage[start + label] -= weight
    }
    return (loss, right)
  }
}
