internal import Foundation

/// The computer and the process, for provenance; the differences between systems stand here.
package enum Machine {
  /// The processor's name.
  static var processor: String {
    #if os(Linux)
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":", maxSplits: 1).last
    return model?.trimmingCharacters(in: .whitespaces) ?? architecture
    #else
    var size = 0
    unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
    var name = [UInt8](repeating: 0, count: size)
    unsafe sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
    return size > 1 ? String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) : architecture
    #endif
  }

  /// The operating system, with its version.
  static var system: String {
    #if os(Linux)
    return "Linux, \(ProcessInfo.processInfo.operatingSystemVersionString)"
    #else
    return "macOS, \(ProcessInfo.processInfo.operatingSystemVersionString)"
    #endif
  }

  /// The computer's own name for itself: no lookup, which may take seconds.
  package static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, 255) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()

  /// Seconds of processor time this process and its finished children have used, and the most memory it held.
  package static var usage: (cpuSeconds: Double, peakResidentBytes: Int) {
    var own = rusage()
    var children = rusage()
    #if os(Linux)
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &children)
    #else
    _ = unsafe getrusage(RUSAGE_SELF, &own)
    _ = unsafe getrusage(RUSAGE_CHILDREN, &children)
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    let cpu =
      seconds(own.ru_utime) + seconds(own.ru_stime) + seconds(children.ru_utime) + seconds(children.ru_stime)
    #if os(Linux)
    return (cpu, own.ru_maxrss * 1024)
    #else
    return (cpu, own.ru_maxrss)
    #endif
  }

  /// The compiler that built this program, as far as a program can know.
  static var compiler: String {
    #if compiler(>=6.4)
    return "Swift 6.4 or later"
    #elseif compiler(>=6.3)
    return "Swift 6.3"
    #else
    return "Swift 6.2"
    #endif
  }

  /// Whether the optimiser was on.
  static var configuration: String {
    #if DEBUG
    return "debug"
    #else
    return "release"
    #endif
  }

  private static var architecture: String {
    #if arch(arm64)
    return "arm64"
    #else
    return "x86_64"
    #endif
  }
}
