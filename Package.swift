// swift-tools-version: 6.2
import PackageDescription

// Every Swift target is compiled in Swift 6 language mode with strict memory safety:
// pointers appear only behind `unsafe`, in LinearAlgebra and the attention kernel.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "SoftmaxLab",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "SoftmaxLab", targets: ["SoftmaxLab"]),
    .executable(name: "softmaxlab", targets: ["softmaxlab-cli"]),
  ],
  targets: [
    // MARK: - C
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(name: "CChildProcess"),
    .target(name: "CVectorMath"),
    .target(name: "CWorkerPool"),

    // MARK: - Public modules
    .target(
      name: "LinearAlgebra", dependencies: ["COpenBLAS", "CWorkerPool"], swiftSettings: swiftSettings,
      linkerSettings: [.linkedLibrary("m")]),
    module("Spelling"),
    module("Randomness"),
    module("Objectives", ["LinearAlgebra"]),
    module("TeacherStudent", ["LinearAlgebra", "Randomness"]),
    module("Attention", ["CVectorMath", "LinearAlgebra", "Objectives", "Randomness", "TeacherStudent"]),
    module("Spectra", ["CVectorMath", "LinearAlgebra", "Objectives", "Randomness"]),
    module("Optimizers", ["LinearAlgebra", "Objectives", "Randomness", "Spelling"]),
    module("Dynamics", ["LinearAlgebra", "Objectives", "Spelling"]),
    module("SignalPropagation", ["CVectorMath", "LinearAlgebra", "Objectives", "Randomness"]),
    module(
      "SoftmaxLab",
      [
        "LinearAlgebra", "Randomness", "Objectives", "TeacherStudent", "Attention", "Spectra", "Optimizers",
        "Dynamics", "SignalPropagation",
      ]),

    // MARK: - The command
    module("Reporting", ["CChildProcess", "LinearAlgebra"]),
    module(
      "Experiments",
      [
        "LinearAlgebra", "Randomness", "Objectives", "TeacherStudent", "Attention", "Spectra", "Optimizers",
        "Dynamics", "SignalPropagation", "Reporting", "Spelling",
      ]),
    .executableTarget(
      name: "softmaxlab-cli",
      dependencies: [
        "LinearAlgebra", "TeacherStudent", "Attention", "Spectra", "Optimizers", "Dynamics",
        "SignalPropagation", "Reporting", "Experiments", "Spelling",
      ], swiftSettings: swiftSettings),

    // MARK: - Tests
    // Counts heap allocations of the calling thread, where the C library can be interposed (glibc).
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    // Conformance suites shared by several test targets.
    .target(
      name: "TestSupport", dependencies: ["CAllocationCounter", "LinearAlgebra", "Objectives"],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    tests("LinearAlgebra", ["LinearAlgebra"], resources: [.copy("Fixtures")]),
    tests("Spelling", ["Spelling"]),
    tests("Randomness", ["Randomness"]),
    tests("Objectives", ["Objectives", "LinearAlgebra", "Randomness", "TestSupport"]),
    tests(
      "TeacherStudent", ["TeacherStudent", "LinearAlgebra", "Randomness"], resources: [.copy("Fixtures")]),
    tests(
      "Attention",
      [
        "Attention", "CVectorMath", "LinearAlgebra", "Objectives", "Optimizers", "TeacherStudent",
        "Randomness", "TestSupport",
      ],
      resources: [.copy("Fixtures")]),
    tests(
      "Spectra", ["Spectra", "LinearAlgebra", "Objectives", "Optimizers", "Randomness"],
      resources: [.copy("Fixtures")]),
    tests(
      "Optimizers", ["Optimizers", "Objectives", "LinearAlgebra", "Randomness", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests("Dynamics", ["Dynamics", "LinearAlgebra", "Objectives", "TestSupport"]),
    tests(
      "SignalPropagation", ["SignalPropagation", "LinearAlgebra", "Objectives", "Randomness", "TestSupport"],
      resources: [.copy("Fixtures")]),
    tests("Reporting", ["Reporting"]),
    // A study that is only there to be run by tests.
    .target(
      name: "ExperimentSupport", dependencies: ["Experiments", "Reporting"], path: "Tests/ExperimentSupport",
      swiftSettings: swiftSettings),
    tests(
      "Experiments",
      [
        "Experiments", "Reporting", "ExperimentSupport", "Attention", "Dynamics", "LinearAlgebra",
        "Objectives",
        "Optimizers", "Randomness", "SignalPropagation", "Spectra", "TeacherStudent", "TestSupport",
      ]),
    tests(
      "CommandLine",
      ["softmaxlab-cli", "Experiments", "Reporting", "ExperimentSupport", "TeacherStudent", "TestSupport"]),
    tests(
      "Fuzz",
      [
        "softmaxlab-cli", "Experiments", "Optimizers", "Randomness", "Reporting", "TeacherStudent",
      ],
      exclude: ["LibFuzzer"], resources: [.copy("Corpus")]),
    .executableTarget(name: "ReadmeExample", dependencies: ["SoftmaxLab"], path: "Tests/ReadmeExample"),
    tests("Readme", ["ReadmeExample", "Reporting"]),
  ]
)

// MARK: - libFuzzer
// Tests/fuzz names the archive of libFuzzer. The package is then the modules, instrumented and with the address
// sanitizer, and one program that holds the parsers against it; for anybody else nothing of this exists.
if let archive = Context.environment["SOFTMAXLAB_LIBFUZZER"] {
  package.products = []
  package.targets.removeAll { $0.type == .test || $0.path?.hasPrefix("Tests/") == true }
  // A program cannot link another one; without its first line the command is a module.
  package.targets = package.targets.map { target in
    guard target.type == .executable else { return target }
    return .target(
      name: target.name, dependencies: target.dependencies, exclude: ["main.swift"],
      swiftSettings: target.swiftSettings)
  }
  package.targets.append(
    .executableTarget(
      name: "softmaxlab-fuzz",
      dependencies: [
        "softmaxlab-cli", "Experiments", "Optimizers", "Randomness", "Reporting", "TeacherStudent",
      ],
      path: "Tests/FuzzTests", exclude: ["FuzzTests.swift", "Journal.swift", "Mutator.swift"],
      resources: [.copy("Corpus")],
      swiftSettings: swiftSettings + [.enableExperimentalFeature("Extern")],
      linkerSettings: [.unsafeFlags(["-sanitize=address", archive]), .linkedLibrary("stdc++")]))
  for target in package.targets where target.type != .system {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]))
    if target.swiftSettings == nil {
      target.cSettings = [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])]
    }
  }
}
