import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

@Suite struct InstrumentOutputTests {
  @Test func emptyFoldersAndNewOnesMayBeFilled() throws {
    try Scratch.folder { folder in
      try InstrumentOutput.check(folder, replacing: false)
      try InstrumentOutput.check(folder.appendingPathComponent("new/one"), replacing: false)
      try OutputFile.write("", to: folder.appendingPathComponent(".DS_Store").path)
      try InstrumentOutput.check(folder, replacing: false)
    }
  }

  @Test func whatIsThereIsReplacedOnlyWhenForced() throws {
    try Scratch.folder { folder in
      let file = folder.appendingPathComponent("file")
      try OutputFile.write("mine", to: file.path)
      #expect(throws: FileError.exists(path: folder.relativePath)) {
        try InstrumentOutput.check(folder, replacing: false)
      }
      try InstrumentOutput.check(folder, replacing: true)
      // A file is never replaced by a folder.
      #expect(throws: FileError.self) { try InstrumentOutput.check(file, replacing: true) }
    }
  }

  @Test func inputsAreNeverReplaced() throws {
    try Scratch.folder { folder in
      let data = folder.appendingPathComponent("data", isDirectory: true)
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      let link = folder.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: data)
      for place in [data, folder, link, folder.appendingPathComponent("x/../data")] {
        #expect(throws: InstrumentError.self) {
          try InstrumentOutput.check(place, replacing: true, inputs: [data])
        }
      }
      try InstrumentOutput.check(data.appendingPathComponent("run"), replacing: false, inputs: [data])
      try InstrumentOutput.check(folder.appendingPathComponent("data2"), replacing: false, inputs: [data])
    }
  }
}
