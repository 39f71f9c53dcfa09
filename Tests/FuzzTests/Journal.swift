import Foundation

/// The input under way, in a file that outlives a crash; keeping one costs a copy.
@safe
final class Journal {
  private let file: URL
  private let memory: UnsafeMutableRawBufferPointer

  init(_ name: String) throws {
    let capacity = 1 << 20
    file = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    let descriptor = unsafe open(file.path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    guard descriptor >= 0, ftruncate(descriptor, off_t(capacity)) == 0,
      let start = unsafe mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      unsafe start != MAP_FAILED
    else { throw CocoaError(.fileWriteUnknown) }
    unsafe memory = UnsafeMutableRawBufferPointer(start: start, count: capacity)
  }

  deinit { unsafe munmap(memory.baseAddress, memory.count) }

  /// Writes the number of its bytes, a line break and the input.
  func keep(_ input: [UInt8]) {
    let head = Array("\(input.count)\n".utf8)
    unsafe memory.copyBytes(from: head + input.prefix(memory.count - head.count))
  }

  /// Removes the file: nothing happened.
  func remove() { try? FileManager.default.removeItem(at: file) }
}
