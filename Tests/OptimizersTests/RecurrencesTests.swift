import Optimizers
import Testing

/// Every first-order rule against an independent program, and faults that must show.
@Suite struct RecurrencesTests {
  @Test func everyRuleIsTheRecordedRecurrence() throws {
    let recurrences = try Recurrences.load()
    for recorded in recurrences.cases {
      let rule = try OptimizerCatalog.optimizer(named: recorded.optimizer, setting: recorded.settings)
      let distance = recurrences.distance(of: rule.base, from: recorded)
      #expect(distance <= 1e-12, "\(recorded.optimizer) \(recorded.settings)")
    }
    let secondOrder = ["lbfgs", "levenberg-marquardt"]
    #expect(Set(recurrences.cases.map(\.optimizer) + secondOrder) == Set(OptimizerCatalog.names))
  }

  @Test func settingsMatter() throws {
    let recurrences = try Recurrences.load()
    for recorded in recurrences.cases where recorded.settings.count > 1 {
      for key in recorded.settings.keys {
        var settings = recorded.settings
        settings[key] = nil
        let rule = try OptimizerCatalog.optimizer(named: recorded.optimizer, setting: settings)
        #expect(
          recurrences.distance(of: rule.base, from: recorded) > 1e-9, "\(recorded.optimizer) without \(key)")
      }
    }
  }

  @Test(arguments: FaultyMomentum.Fault.allCases)
  func faultsAreRejected(_ fault: FaultyMomentum.Fault) throws {
    let recurrences = try Recurrences.load()
    guard let recorded = recurrences.cases.first(where: { $0.optimizer == "heavy-ball" }) else {
      Issue.record("no recurrence of heavy-ball")
      return
    }
    var rule = FaultyMomentum(fault)
    rule.learningRate = 0.02
    #expect(recurrences.distance(of: rule, from: recorded) > 1e-6)
  }
}
