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

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
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
    module("Reporting", ["LinearAlgebra"]),
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
      "Fuzz", ["softmaxlab-cli", "Experiments", "Reporting", "Randomness", "TeacherStudent"],
      resources: [.copy("Corpus")]),
    .executableTarget(name: "ReadmeExample", dependencies: ["SoftmaxLab"], path: "Tests/ReadmeExample"),
    tests("Readme", ["ReadmeExample"]),
  ]
)
