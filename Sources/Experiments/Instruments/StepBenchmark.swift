internal import Attention
internal import LinearAlgebra
internal import Optimizers
public import Reporting
internal import TeacherStudent

/// How long a full-batch step of gradient descent in (p, v) takes, beside what this machine allows.
///
/// A step has to read the tokens once and to multiply them with two right-hand sides a trajectory, forward and
/// backward: 8·N·n·d bytes and 8·N·n·d·B flops. The limit is the longer of the two at the read bandwidth
/// and the matrix-product rate measured in the same run.
public struct StepBenchmark: Sendable {
  /// One size of problem.
  public struct Case: Sendable {
    /// N.
    public let samples: Int
    /// n.
    public let tokens: Int
    /// d.
    public let dimension: Int
    /// B, trajectories in lockstep.
    public let trajectories: Int
    /// The median over repetitions.
    public var millisecondsPerStepPerTrajectory = 0.0
    /// Time over limit.
    public var ratioToLimit = 0.0
  }

  /// Bytes a second.
  public private(set) var readBandwidth = 0.0
  /// Flops a second.
  public private(set) var productRate = 0.0
  /// The sizes measured.
  public private(set) var cases: [Case]

  /// Runs the benchmark: about 20 s.
  ///
  /// - Parameter progress: Told what is being measured.
  /// - Throws: ``Interruption``.
  public init(progress: (String) -> Void = { _ in }) throws {
    cases = [20, 150, 400].flatMap { size in
      [1, 64].map { Case(samples: 100, tokens: size, dimension: size, trajectories: $0) }
    }
    try measureLimits()
    var seconds: [Double] = []
    for size in cases {
      progress("N = \(size.samples), n = d = \(size.dimension), B = \(size.trajectories)")
      seconds.append(try Self.secondsPerStep(size))
      // The machine may speed up or slow down meanwhile: the limits are its best of the whole run.
      try measureLimits()
    }
    for (index, time) in seconds.enumerated() {
      let size = cases[index]
      let work = 8 * Double(size.samples * size.tokens * size.dimension)
      let limit = max(work / readBandwidth, work * Double(size.trajectories) / productRate)
      cases[index].millisecondsPerStepPerTrajectory = 1000 * time / Double(size.trajectories)
      cases[index].ratioToLimit = time / limit
    }
  }

  private mutating func measureLimits() throws {
    if let interruption = Interruption.received { throw interruption }
    readBandwidth = max(readBandwidth, MachineLimits.readBandwidth(repetitions: 5))
    productRate = max(productRate, MachineLimits.productRate(repetitions: 3))
  }

  /// The median time of a step over nine repetitions of at least 50 ms.
  private static func secondsPerStep(_ size: Case) throws -> Double {
    let data = DatasetSpecification(
      samples: size.samples, tokensAndFeatures: size.dimension, keys: .gaussian, seed: 0)
    let problem = try AttentionProblem(data, trained: .promptAndValue)
    let members = (0..<size.trajectories).map { _ in
      DescentMember(GradientDescent(), from: problem.initialParameters)
    }
    var descent = try Descent(on: problem.loss, members: members)
    var step = 0
    func time(_ steps: Int) -> Double {
      step += steps
      return ContinuousClock().measure { descent.advance(to: step) }.seconds
    }
    let first = min(time(3), time(3)) / 3
    let steps = max(3, Int((0.05 / first).rounded(.up)))
    var times: [Double] = []
    for _ in 0..<9 {
      if let interruption = Interruption.received { throw interruption }
      times.append(time(steps) / Double(steps))
    }
    return times.median
  }
}

extension StepBenchmark {
  /// As the interface has it.
  public var json: JSONValue {
    [
      "readBandwidthGBps": .double(readBandwidth / 1e9), "dgemmGFLOPs": .double(productRate / 1e9),
      "cases": .array(
        cases.map {
          [
            "samples": .integer($0.samples), "tokens": .integer($0.tokens),
            "dimension": .integer($0.dimension), "trajectories": .integer($0.trajectories),
            "millisecondsPerStepPerTrajectory": .double($0.millisecondsPerStepPerTrajectory),
            "ratioToLimit": .double($0.ratioToLimit),
          ]
        }),
    ]
  }
}
