public import Foundation

/// Reads and writes arrays in NumPy's `.npy` format.
///
/// Read: format versions 1.0 to 3.0, float16, float32 and float64 of either byte order, C and Fortran order, any
/// shape. A file is not trusted: its header is parsed, not evaluated, and what it claims is checked against its length
/// before anything is allocated. Written: version 1.0, little-endian float64, C order, byte for byte
/// what `numpy.save` writes.
///
/// - Reference: NumPy Enhancement Proposal 1 and `numpy.lib.format`.
public enum NumPyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let hostIsLittleEndian = Int(littleEndian: 1) == 1

  /// Reads an array as doubles.
  ///
  /// - Parameters:
  ///   - url: The file; errors name it by its path.
  ///   - requireFinite: Whether NaN and infinite elements are refused (the first one is named).
  /// - Complexity: One pass over the file, and one more to convert it.
  public static func read(_ url: URL, requireFinite: Bool = true) throws(NumPyFileError) -> NumPyArray {
    let data: Data
    guard !FileFault.isPipe(url) else {
      throw NumPyFileError(file: url.path, fault: .unreadable(reason: "it is a pipe"))
    }
    do { data = try Data(contentsOf: url) } catch {
      throw NumPyFileError(file: url.path, fault: .unreadable(reason: FileFault.reason(error, url)))
    }
    return try decode(data, name: url.path, requireFinite: requireFinite)
  }

  /// Reads an array of one shape.
  public static func read(
    _ url: URL, shape: [Int], requireFinite: Bool = true
  ) throws(NumPyFileError) -> NumPyArray {
    let array = try read(url, requireFinite: requireFinite)
    guard array.shape == shape else {
      let requirement = "it must have shape \(NumPyArray.text(shape))"
      throw NumPyFileError(
        file: url.path, fault: .shapeMismatch(shape: array.shape, requirement: requirement))
    }
    return array
  }

  /// Writes an array, under a temporary name that is then renamed: the file is whole or as it was before.
  public static func write(_ array: NumPyArray, to url: URL) throws(NumPyFileError) {
    do { try encode(array).write(to: url, options: .atomic) } catch {
      guard !FileFault.isDiskFull(error) else { throw NumPyFileError(file: url.path, fault: .diskFull) }
      throw NumPyFileError(file: url.path, fault: .unwritable(reason: FileFault.reason(error, url)))
    }
  }

  /// The array in the bytes of a `.npy` file; `name` is what errors call it.
  package static func decode(
    _ data: Data, name: String, requireFinite: Bool = true
  ) throws(NumPyFileError) -> NumPyArray {
    let array: NumPyArray
    do throws(Refusal) { array = try decode(data) } catch {
      throw NumPyFileError(file: name, fault: error.fault)
    }
    if requireFinite, let offset = array.elements.firstIndex(where: { !$0.isFinite }) {
      let fault = NumPyFileError.Fault.notFinite(
        index: array.index(of: offset), value: array.elements[offset])
      throw NumPyFileError(file: name, fault: fault)
    }
    return array
  }

  /// A fault of a file whose name is not known here.
  private struct Refusal: Error {
    let fault: NumPyFileError.Fault
    init(_ fault: NumPyFileError.Fault) { self.fault = fault }
  }

  private static func decode(_ data: Data) throws(Refusal) -> NumPyArray {
    let bytes = data.count
    guard data.prefix(magic.count).elementsEqual(magic) else { throw Refusal(.notNumPy) }
    guard bytes >= 12 else { throw Refusal(.truncatedHeader(bytes: bytes, needed: 12)) }
    let prefix = data.prefix(12).map { Int($0) }
    let (major, minor) = (data[data.startIndex + 6], data[data.startIndex + 7])
    guard (1...3).contains(major), minor == 0 else {
      throw Refusal(.unsupportedVersion(major: major, minor: minor))
    }
    let start = major == 1 ? 10 : 12
    let length = prefix[8] | prefix[9] << 8 | (major == 1 ? 0 : prefix[10] << 16 | prefix[11] << 24)
    guard bytes >= start + length else {
      throw Refusal(.truncatedHeader(bytes: bytes, needed: start + length))
    }
    // NumPy itself refuses longer ones; a real header has some 128 bytes.
    guard length <= 1 << 16 else { throw Refusal(.malformedHeader(reason: "it has \(length) bytes")) }
    let header: NumPyHeader
    do throws(NumPyHeader.Malformed) {
      header = try NumPyHeader(parsing: data.dropFirst(start).prefix(length))
    } catch { throw Refusal(.malformedHeader(reason: error.reason)) }
    return try decode(data, header, from: start + length)
  }

  private static func decode(
    _ data: Data, _ header: NumPyHeader, from start: Int
  ) throws(Refusal) -> NumPyArray {
    let size: Int
    switch header.descriptor.dropFirst() {
    case "f8": size = 8
    case "f4": size = 4
    case "f2": size = 2
    default: throw Refusal(.unsupportedType(header.descriptor))
    }
    let swapped: Bool
    switch header.descriptor.first {
    case "<": swapped = !hostIsLittleEndian
    case ">": swapped = hostIsLittleEndian
    case "=": swapped = false
    default: throw Refusal(.unsupportedType(header.descriptor))
    }
    guard let count = NumPyArray.count(of: header.shape),
      case (let needed, false) = count.multipliedReportingOverflow(by: size)
    else { throw Refusal(.tooLarge(shape: header.shape)) }
    let available = data.count - start
    guard available >= needed else { throw Refusal(.truncatedData(bytes: available, needed: needed)) }
    guard available == needed else { throw Refusal(.trailingBytes(available - needed)) }
    var elements: [Double]
    switch size {
    case 8:
      elements = values(Double.self, data, from: start, count: count)
      if swapped {
        for k in elements.indices {
          elements[k] = Double(bitPattern: elements[k].bitPattern.byteSwapped)
        }
      }
    case 4:
      elements = values(UInt32.self, data, from: start, count: count).map { word in
        Double(Float(bitPattern: swapped ? word.byteSwapped : word))
      }
    default:
      elements = values(UInt16.self, data, from: start, count: count).map { word in
        double(half: swapped ? word.byteSwapped : word)
      }
    }
    let ordered =
      header.fortranOrder ? NumPyArray.fromFortranOrder(elements, shape: header.shape) : elements
    return NumPyArray(shape: header.shape, elements: ordered)
  }

  /// A number of half precision; `Float16` is not there on every platform.
  private static func double(half bits: UInt16) -> Double {
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double =
      switch Int(bits >> 10 & 0x1F) {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      case let exponent: scalbn(1024 + fraction, exponent - 25)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }

  /// `count` values as they stand in the file.
  ///
  /// One copy of memory: assembling values byte by byte takes a second for 100 MB. Any pattern of bytes is
  /// a value of the types this is called with.
  private static func values<Value: BitwiseCopyable>(
    _ type: Value.Type, _ data: Data, from start: Int, count: Int
  ) -> [Value] {
    let range = data.startIndex + start..<data.startIndex + start + count * MemoryLayout<Value>.size
    return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = unsafe data.copyBytes(to: buffer, from: range) / MemoryLayout<Value>.size
    }
  }

  /// The bytes of a file.
  package static func encode(_ array: NumPyArray) -> Data {
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(NumPyArray.text(array.shape)), }"
    // As numpy.save: room for the first size to grow to 21 digits, then the data aligned to 64 bytes.
    if let first = array.shape.first {
      header += String(repeating: " ", count: max(0, 21 - "\(first)".count))
    }
    let prefix = magic.count + 4
    header += String(repeating: " ", count: 64 - (prefix + header.utf8.count + 1) % 64) + "\n"
    var data = Data(magic + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)])
    data.append(contentsOf: header.utf8)
    if hostIsLittleEndian {
      unsafe array.elements.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    } else {
      let words = array.elements.map { $0.bitPattern.byteSwapped }
      unsafe words.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    }
    return data
  }
}
