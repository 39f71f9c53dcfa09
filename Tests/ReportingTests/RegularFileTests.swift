import Foundation
import Testing

@testable import Reporting

@Suite struct RegularFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmaxlab-regular-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }

  @Test func aFileOrALinkToOneIsOpened() throws {
    try withFolder { folder in
      let (file, link) = (folder + "/file", folder + "/link")
      #expect(unsafe symlink(file, link) == 0)
      for path in [file, link] {
        let descriptor = try RegularFile.descriptor(path, O_WRONLY | O_CREAT | O_APPEND)
        #expect(unsafe write(descriptor, "ab", 2) == 2)
        close(descriptor)
      }
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "abab")
    }
  }

  /// A pipe without a reader, one with a reader, and a device.
  @Test func whatIsNoRegularFileIsRefused() throws {
    try withFolder { folder in
      let pipe = folder + "/pipe"
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      func refuse(_ path: String) {
        for flags in [O_WRONLY | O_CREAT | O_APPEND, O_RDWR | O_CREAT] {
          #expect(throws: FileError.unwritable(path: "the file", reason: "it is no regular file")) {
            try RegularFile.descriptor(path, flags, named: "the file")
          }
        }
      }
      for path in [pipe, "/dev/null"] { refuse(path) }
      let reader = unsafe open(pipe, O_RDONLY | O_NONBLOCK)
      refuse(pipe)
      close(reader)
      #expect(throws: FileError.unwritable(path: folder, reason: "is a directory")) {
        try RegularFile.descriptor(folder, O_RDWR)
      }
    }
  }
}
