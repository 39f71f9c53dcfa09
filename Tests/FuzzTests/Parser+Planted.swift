import Foundation

extension Parser {
  /// Parsers with a fault each, which Tests/fuzz must find before it may say that others have none.
  ///
  /// Each stands behind four bytes that chance alone guesses once in 2³² inputs: without coverage nobody gets there.
  static let planted = [
    planted("trap") { bytes in _ = bytes[bytes.count] },
    planted("overflow") { bytes in
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
      unsafe copy.initialize(repeating: 0, count: bytes.count)
      let beyond = unsafe copy[bytes.count]
      unsafe copy.deallocate()
      if beyond != 0 { throw CocoaError(.fileReadCorruptFile) }
    },
    planted("hang") { bytes in while !bytes.isEmpty { usleep(1000) } },
    planted("leak") { bytes in _ = unsafe Unmanaged.passRetained(bytes as NSArray) },
    planted("fault") { _ in throw CocoaError(.fileReadCorruptFile) },
  ]

  private static func planted(
    _ name: String, _ fault: @escaping @Sendable (_ bytes: [UInt8]) throws -> Void
  ) -> Parser {
    Parser("planted-" + name, seeds: { [[0]] }) { bytes in
      guard bytes.count >= 4, bytes[0] == UInt8(ascii: "n") else { return }
      guard bytes[1] == UInt8(ascii: "u"), bytes[2] == UInt8(ascii: "m") else { return }
      if bytes[3] == UInt8(ascii: "7") { try fault(bytes) }
    }
  }
}
