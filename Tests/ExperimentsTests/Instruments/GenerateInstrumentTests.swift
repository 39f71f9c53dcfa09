import ExperimentSupport
import Experiments
import Foundation
import Reporting
import TeacherStudent
import Testing

@Suite struct GenerateInstrumentTests {
  @Test func whatIsWrittenIsWhatTheSpecificationGenerates() throws {
    try SmallData.with({ $0.testSamples = 2 }) { small in
      let read = try Dataset(directory: small.data)
      var specification = DatasetSpecification()
      (specification.samples, specification.tokens, specification.dimension) = (8, 4, 3)
      specification.testSamples = 2
      let generated = try Dataset(specification)
      #expect(read.tokens == generated.tokens && read.labels == generated.labels)
      #expect(read.teacher == generated.teacher && read.test == generated.test)
    }
  }

  @Test func anInterruptionLeavesNothing() throws {
    try Scratch.folder { folder in
      for moment in 1...2 {
        var looks = 0
        #expect(throws: Interruption(signal: 15)) {
          try GenerateInstrument.run(
            DatasetSpecification(), to: folder.appendingPathComponent("data"),
            interruption: {
              looks += 1
              return looks == moment ? Interruption(signal: 15) : nil
            })
        }
        let left = try Scratch.names(in: folder)
        #expect(left.isEmpty)
      }
    }
  }

  @Test func theSummaryNamesTheFolder() throws {
    try Scratch.folder { folder in
      let data = folder.appendingPathComponent("data")
      let certificate = try GenerateInstrument.run(DatasetSpecification(), to: data)
      let summary = try GenerateInstrument.summary(certificate, in: data)
      #expect(summary["folder"]?.text == data.path)
      #expect(summary["keyConditionNumber"]?.number == certificate.keyConditionNumber)
    }
  }
}
