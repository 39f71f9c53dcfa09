import Experiments
import Foundation
import Reporting
import Testing

@Suite struct VersionTests {
  /// A program that is built anew has another fingerprint, and with it other digests.
  @Test func theBuildNamesTheProgramItself() throws {
    let program = try #require(Bundle.main.executableURL)
    let fingerprint = try Fingerprint.hexadecimal(fileAt: program.path)
    #expect(Version.build == Version.number + "+" + fingerprint)
  }
}
