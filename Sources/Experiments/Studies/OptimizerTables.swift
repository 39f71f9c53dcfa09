internal import Optimizers
internal import Reporting

/// The tables of the comparison of optimizers.
enum OptimizerTables {
  static func record(_ races: [OptimizerRace], _ spec: OptimizerStudy.Spec, into recorder: inout Recorder) {
    recorder.record(
      medians(races, spec), as: "medians",
      says: "median over the seeds of the fewest steps to each loss, and on how many seeds it was reached")
    recorder.record(
      steps(races, spec), as: "steps",
      says: "one row a rule, seed and loss: the fewest steps, and at which rate")
    recorder.record(
      sensitivity(races, spec), as: "sensitivity",
      says: "one row a learning rate: the loss after \(spec.sensitivityStep) steps, and how the run ended")
    recorder.record(
      rateMedians(races, spec), as: "rates", says: "the median of that loss over the seeds")
    recorder.record(
      bands(races), as: "bands",
      says: "median and 10–90 % band of the curves over the seeds; a run that has ended keeps its last loss")
    recorder.record(
      curves(races), as: "curves", says: "one row a recorded step, at each rule's best learning rate")
  }

  private static let identity: [Table.Column] = [.string("optimizer"), .double("teacher_ratio")]

  private static func identity(_ race: OptimizerRace) -> [Table.Cell] {
    [.string(race.optimizer), .double(race.teacherRatio)]
  }

  /// Rules and teachers in the order in which they ran, with the races of all seeds.
  static func groups(_ races: [OptimizerRace]) -> [[OptimizerRace]] {
    var groups: [[OptimizerRace]] = []
    for race in races {
      let index = groups.firstIndex {
        $0[0].optimizer == race.optimizer && $0[0].teacherRatio == race.teacherRatio
      }
      if let index { groups[index].append(race) } else { groups.append([race]) }
    }
    return groups
  }

  private static func medians(_ races: [OptimizerRace], _ spec: OptimizerStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .double("target_loss"), .double("median_steps"), .double("fewest_steps"), .double("most_steps"),
        .integer("seeds_reached"), .integer("seeds"), .double("median_learning_rate"),
      ])
    for group in groups(races) {
      for (index, target) in spec.targets.enumerated() {
        let found = group.compactMap { $0.fewestSteps(index) }
        // A seed that did not arrive counts as infinitely late.
        let steps =
          found.map { Double($0.steps) } + Array(repeating: .infinity, count: group.count - found.count)
        table.append(
          identity(group[0]) + [
            .double(target), .double(steps.median), .double(steps.quantile(0)), .double(steps.quantile(1)),
            .integer(found.count), .integer(group.count), .double(found.map(\.learningRate).median),
          ])
      }
    }
    return table
  }

  private static func steps(_ races: [OptimizerRace], _ spec: OptimizerStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .unsigned("seed"), .double("target_loss"), .double("steps"), .double("learning_rate"),
        .string("learning_rate_inside_grid"),
      ])
    for race in races {
      for (index, target) in spec.targets.enumerated() {
        let found = race.fewestSteps(index)
        table.append(
          identity(race) + [
            .unsigned(race.seed), .double(target), .double(found.map { Double($0.steps) } ?? .infinity),
            .double(found?.learningRate ?? .nan), .string(race.entry.isInterior ? "yes" : "no"),
          ])
      }
    }
    return table
  }

  private static func sensitivity(_ races: [OptimizerRace], _ spec: OptimizerStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .unsigned("seed"), .double("learning_rate"), .double("loss"), .double("lowest_loss"),
        .string("outcome"),
      ])
    for race in races {
      for curve in race.entry.curves {
        table.append(
          identity(race) + [
            .unsigned(race.seed), .double(curve.learningRate),
            .double(curve.loss(at: spec.sensitivityStep)),
            .double(curve.trajectory?.lowestLoss ?? .nan), .string(curve.outcome),
          ])
      }
    }
    return table
  }

  private static func rateMedians(_ races: [OptimizerRace], _ spec: OptimizerStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .double("learning_rate"), .double("loss_median"), .integer("seeds_diverged"), .integer("seeds"),
      ])
    for group in groups(races) {
      let curves = group.flatMap(\.entry.curves)
      for rate in Set(curves.map(\.learningRate)).sorted() {
        let losses = curves.filter { $0.learningRate == rate }.map { $0.loss(at: spec.sensitivityStep) }
        let finite = losses.filter { !$0.isNaN }
        table.append(
          identity(group[0]) + [
            .double(rate), .double(finite.median), .integer(losses.count - finite.count),
            .integer(losses.count),
          ])
      }
    }
    return table
  }

  private static func curves(_ races: [OptimizerRace]) -> Table {
    var table = Table(
      identity + [.double("learning_rate"), .unsigned("seed"), .integer("step")]
        + ObservableCatalog.columns.map(Table.Column.double))
    for race in races {
      guard let curve = race.entry.best else { continue }
      let head = identity(race) + [.double(curve.learningRate), .unsigned(race.seed)]
      for (step, values) in zip(curve.steps, curve.values) {
        table.append(head + [.integer(step)] + values.map(Table.Cell.double))
      }
    }
    return table
  }

  private static func bands(_ races: [OptimizerRace]) -> Table {
    var table = Table(
      identity + [.integer("step"), .double("loss_median"), .double("loss_p10"), .double("loss_p90")])
    for group in groups(races) {
      let curves = group.compactMap(\.entry.best)
      for step in Set(curves.flatMap(\.steps)).sorted() {
        let losses = curves.map { $0.loss(at: step) }
        table.append(
          identity(group[0]) + [
            .integer(step), .double(losses.median), .double(losses.quantile(0.1)),
            .double(losses.quantile(0.9)),
          ])
      }
    }
    return table
  }
}
