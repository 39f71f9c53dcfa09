import Foundation
import TeacherStudent
import Testing

@Suite struct NumPyFileTests {
  /// The array all the fixtures of shape (2, 3, 4) hold.
  private let array = NumPyArray(
    shape: [2, 3, 4],
    elements: (0..<24).map { offset in
      let (i, j, k) = (offset / 12, offset / 4 % 3, offset % 4)
      return Double(8 * i + j - 2 * k) / 8
    })

  private func fault(_ body: () throws -> Void) -> NumPyFileError.Fault? {
    #expect(throws: NumPyFileError.self) { try body() }?.fault
  }

  /// A file with the given header text and data.
  private func file(_ header: String, _ data: [UInt8] = [], version: UInt8 = 1) -> Data {
    let length = header.utf8.count
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 255) }
    var file = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0])
    file += lengthBytes
    file += header.utf8
    return file + data
  }

  private func header(_ shape: String, _ type: String = "<f8") -> String {
    "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape)}"
  }

  @Test(arguments: [
    "float64", "float64-fortran", "float64-big-endian", "float64-version-2", "float64-version-3", "float32",
    "float32-big-endian-fortran",
  ])
  func readsEveryForm(name: String) throws {
    #expect(try NumPyFile.read(Fixture.url(name + ".npy")) == array)
  }

  @Test func readsScalarsVectorsAndEmptyArrays() throws {
    #expect(try NumPyFile.read(Fixture.url("scalar.npy")) == NumPyArray(shape: [], elements: [2.5]))
    #expect(try NumPyFile.read(Fixture.url("empty.npy")) == NumPyArray(shape: [0, 3], elements: []))
    let vector = try NumPyFile.read(Fixture.url("vector.npy"), shape: [5]).elements
    let expected = [1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1]
    #expect(vector.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  /// Byte for byte the file `numpy.save` made.
  @Test(arguments: ["float64", "scalar", "vector", "empty"]) func writesWhatNumPyWrites(name: String) throws {
    let original = try Data(contentsOf: Fixture.url(name + ".npy"))
    try Fixture.withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent("copy.npy")
      try NumPyFile.write(try NumPyFile.read(Fixture.url(name + ".npy")), to: copy)
      #expect(try Data(contentsOf: copy) == original)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["copy.npy"])
    }
  }

  /// Headers of every length keep the data aligned to 64 bytes and readable.
  @Test func headersOfEveryLengthAreAligned() throws {
    for axes in 0...40 {
      let array = NumPyArray(shape: Array(repeating: 1, count: axes), elements: [3])
      let data = NumPyFile.encode(array)
      #expect((data.count - 8) % 64 == 0)
      #expect(try NumPyFile.decode(data, name: "x") == array)
    }
  }

  @Test func reportsNonFiniteElementsByIndex() throws {
    let url = Fixture.url("not-finite.npy")
    let error = #expect(throws: NumPyFileError.self) { try NumPyFile.read(url) }
    #expect(error?.description == "\(url.path) holds nan at index [1, 0]")
    let lenient = try NumPyFile.read(url, requireFinite: false)
    #expect(lenient.elements[2].isNaN && lenient.elements[3] == -.infinity)
  }

  @Test func refusesOtherTypes() throws {
    let url = Fixture.url("int64.npy")
    let error = #expect(throws: NumPyFileError.self) { try NumPyFile.read(url) }
    #expect(
      error?.description == "\(url.path) has elements of type <i8; save it as float64 or float32")
    for type in ["<f12", "<c16", "|f8", "f8", "<f16", "", "|O"] {
      let data = file(header("(0,)", type))
      #expect(fault { _ = try NumPyFile.decode(data, name: "x") } == .unsupportedType(type))
    }
  }

  /// Values of `numpy.float16`, among them the largest, the smallest normal and the smallest one.
  @Test func readsHalfPrecision() throws {
    let words: [UInt16] = [0x3C00, 0xC000, 0x3555, 0x7BFF, 0x0400, 0x0001, 0x8000, 0x7C00, 0xFC00, 0x7E00]
    let expected = [
      1, -2, 0.333_251_953_125, 65504, 0x1p-14, 0x1p-24, -0.0, .infinity, -.infinity, .nan,
    ]
    for (order, swaps) in [("<", false), (">", true)] {
      var data = file(header("(10,)", order + "f2"))
      for word in words {
        data.append(
          contentsOf: swaps ? [UInt8(word >> 8), UInt8(word & 255)] : [UInt8(word & 255), UInt8(word >> 8)])
      }
      let elements = try NumPyFile.decode(data, name: "x", requireFinite: false).elements
      #expect(zip(elements, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
      #expect(elements.count == 10 && elements[6].sign == .minus)
    }
  }

  /// However early a file ends, it is refused as truncated (or as no .npy file at all).
  @Test func refusesEveryTruncation() throws {
    let whole = try Data(contentsOf: Fixture.url("float64.npy"))
    for length in 0..<whole.count {
      switch fault({ _ = try NumPyFile.decode(whole.prefix(length), name: "x") }) {
      case .notNumPy?: #expect(length < 6)
      case .truncatedHeader?: #expect((6..<128).contains(length))
      case .truncatedData(let bytes, let needed)?: #expect(bytes == length - 128 && needed == 192)
      default: Issue.record("\(length) bytes are taken for a file")
      }
    }
    #expect(fault { _ = try NumPyFile.decode(whole + [0], name: "x") } == .trailingBytes(1))
  }

  @Test func refusesImpossibleHeaders() {
    let huge = "(4611686018427387904, 4)"
    #expect(
      fault { _ = try NumPyFile.decode(file(header(huge)), name: "x") }
        == .tooLarge(shape: [1 << 62, 4]))
    #expect(
      fault { _ = try NumPyFile.decode(file(header("(1152921504606846976,)")), name: "x") }
        == .tooLarge(shape: [1 << 60]))
    #expect(
      fault { _ = try NumPyFile.decode(file(header("(1000000000000,)")), name: "x") }
        == .truncatedData(bytes: 0, needed: 8_000_000_000_000))
    let long = file(header("(0,)") + String(repeating: " ", count: 1 << 17), version: 2)
    #expect(
      fault { _ = try NumPyFile.decode(long, name: "x") }
        == .malformedHeader(reason: "it has \((1 << 17) + header("(0,)").utf8.count) bytes"))
    let claimed = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 2, 0, 255, 255, 255, 255])
    #expect(
      fault { _ = try NumPyFile.decode(claimed, name: "x") }
        == .truncatedHeader(bytes: 12, needed: 12 + 0xFFFF_FFFF))
    #expect(
      fault { _ = try NumPyFile.decode(file(header("(0,)"), version: 4), name: "x") }
        == .unsupportedVersion(major: 4, minor: 0))
    #expect(
      fault { _ = try NumPyFile.decode(file("{'descr': '<f8'"), name: "x") }
        == .malformedHeader(reason: "'}' expected at byte 15"))
  }

  /// A zero axis makes an array empty even beside axes whose product overflows.
  @Test func zeroAxesWinOverHugeOnes() throws {
    let data = file(header("(4611686018427387904, 4611686018427387904, 0)"))
    #expect(try NumPyFile.decode(data, name: "x").elements == [])
  }

  /// Whatever byte of the header is changed, the reader answers with an array or an error.
  @Test func survivesAnyChangedByte() throws {
    let whole = try Data(contentsOf: Fixture.url("float32.npy"))
    var refused = 0
    for position in 0..<128 {
      for value: UInt8 in [0, 0x27, 0x28, 0x2D, 0x39, 0x7B, 0xFF] {
        var changed = whole
        changed[position] = value
        do { _ = try NumPyFile.decode(changed, name: "x", requireFinite: false) } catch { refused += 1 }
      }
    }
    #expect(refused > 500)
  }

  @Test func namesTheFileAndTheReason() throws {
    try Fixture.withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("missing.npy")
      #expect(
        #expect(throws: NumPyFileError.self) { try NumPyFile.read(missing) }?.description
          == "cannot read \(missing.path): no such file or directory")
      #expect(
        #expect(throws: NumPyFileError.self) { try NumPyFile.read(folder) }?.description
          == "cannot read \(folder.path): it is a directory")
      let pipe = folder.appendingPathComponent("pipe.npy")
      #expect(unsafe mkfifo(pipe.path, 0o600) == 0)
      #expect(
        #expect(throws: NumPyFileError.self) { try NumPyFile.read(pipe) }?.description
          == "cannot read \(pipe.path): it is a pipe")
      let nowhere = folder.appendingPathComponent("no/such/folder.npy")
      #expect(
        #expect(throws: NumPyFileError.self) { try NumPyFile.write(NumPyArray([1]), to: nowhere) }?
          .description == "cannot write \(nowhere.path): no such file or directory")
      #expect(
        #expect(throws: NumPyFileError.self) { try NumPyFile.write(NumPyArray([1]), to: folder) }?
          .description == "cannot write \(folder.path): it is a directory")
      let url = folder.appendingPathComponent("v.npy")
      try NumPyFile.write(NumPyArray([1, 2]), to: url)
      #expect(
        #expect(throws: NumPyFileError.self) { try NumPyFile.read(url, shape: [3]) }?.description
          == "\(url.path) has shape (2,); it must have shape (3,)")
    }
  }
}
