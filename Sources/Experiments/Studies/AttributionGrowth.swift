internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import TeacherStudent

/// How the extreme eigenvalues move with |p| at one N, as means over seeds.
struct AttributionGrowth {
  static let numbers: [AttributedProblem.Number] = [
    ("log10_condition_number", { $0.attribution.log10ConditionNumber }),
    ("log10_largest_eigenvalue", { $0.attribution.log10LargestEigenvalue }),
    ("log10_smallest_eigenvalue", { $0.attribution.log10SmallestEigenvalue }),
    ("sensitivity_spread", { $0.sensitivitySpread }),
  ]

  let samples: Int
  let teacherRatios: [Double]
  let log10PromptNorms: [Double]
  let meanLog10Ratios: [Double]
  /// For each of the ``numbers`` its mean at each ratio.
  let values: [[Double]]

  private init(_ cells: [[AttributedProblem]]) {
    samples = cells[0][0].data.samples
    teacherRatios = cells.map { $0[0].data.teacherRatio }
    log10PromptNorms = cells.map { cell in cell.map { log10($0.promptNorm) }.mean }
    meanLog10Ratios = cells.map { cell in cell.map(\.attention.meanLog10Ratio).mean }
    values = Self.numbers.map { number in cells.map { $0.map(number.value).mean } }
  }

  /// One for each N, in the order of the problems.
  static func all(_ problems: [AttributedProblem]) -> [AttributionGrowth] {
    let cells = AttributionTables.cells(problems)
    var sizes: [Int] = []
    for cell in cells where !sizes.contains(cell[0].data.samples) { sizes.append(cell[0].data.samples) }
    return sizes.map { size in AttributionGrowth(cells.filter { $0[0].data.samples == size }) }
  }

  /// The exponents: each of the ``numbers`` against log10 |p|.
  var fits: [LinearFit] { values.map { LinearFit(log10PromptNorms, $0) } }

  /// log10 κ(G) against the mean log10 ratio: decades a decade.
  var fitAgainstRatio: LinearFit { LinearFit(meanLog10Ratios, values[0]) }

  /// The same of the spread of the d largest |J_i u_i|².
  var spreadAgainstRatio: LinearFit { LinearFit(meanLog10Ratios, values[3]) }
}
