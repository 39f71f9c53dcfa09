import Experiments
import LinearAlgebra
import Testing

@Suite struct LabelledPointsTests {
  @Test func correlations() {
    let sample = LabelledPoints(width: 200, classes: 3, similarity: 0.6, count: 60, seed: 4, part: "test")
    #expect(Set(sample.labels) == [0, 1, 2])
    var (same, other): ([Double], [Double]) = ([], [])
    for j in 0..<60 {
      #expect(abs(sample.points.column(j).dot(sample.points.column(j)) - 200) < 1e-9)
      for i in 0..<j {
        let c = sample.points.column(i).dot(sample.points.column(j)) / 200
        if sample.labels[i] == sample.labels[j] { same.append(c) } else { other.append(c) }
      }
    }
    #expect(abs(same.mean - 0.6) < 0.05 && abs(other.mean) < 0.1)
  }

  /// Training and test are of the same classes, and different points.
  @Test func parts() {
    func sample(_ part: String, _ seed: UInt64) -> LabelledPoints {
      LabelledPoints(width: 300, classes: 1, similarity: 0.9, count: 1, seed: seed, part: part)
    }
    func correlation(_ a: LabelledPoints, _ b: LabelledPoints) -> Double {
      a.points.column(0).dot(b.points.column(0)) / 300
    }
    let point = sample("training", 1)
    #expect(point.points == sample("training", 1).points)
    let test = correlation(point, sample("test", 1))
    #expect(test > 0.8 && test < 0.999)
    #expect(abs(correlation(point, sample("training", 2))) < 0.3)
  }
}
