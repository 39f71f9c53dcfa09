import CVectorMath
import Foundation
import LinearAlgebra
import Randomness
import Testing

/// The kernels of one sample's attention: one trajectory, many side by side, and a naive computation.
@Suite struct VectorMathAttendTests {
  /// One sample and trajectory: weights in place of logits, values, outputs, and the gradients in logits and values.
  struct Result: Equatable {
    var output: [Double]
    var logitGradient: [Double]
    var valueGradient: [[Double]]
  }

  struct Sample {
    var logits: [Double]
    /// m × n.
    var values: [[Double]]
    var slope: [Double]

    init(_ tokens: Int, _ outputs: Int, scale: Double, seed: UInt64) {
      var stream = RandomStream(seed: seed, name: "attend")
      logits = stream.normals(tokens, scale: scale)
      values = (0..<outputs).map { _ in stream.normals(tokens) }
      slope = stream.normals(outputs)
    }

    /// As the formulas read.
    var naive: Result {
      let largest = logits.max() ?? 0
      let e = logits.map { exp($0 - largest) }
      let s = e.map { $0 / e.reduce(0, +) }
      let output = values.map { u in zip(s, u).reduce(0) { $0 + $1.0 * $1.1 } }
      let gradient = s.indices.map { a in
        s[a] * values.indices.reduce(0) { $0 + slope[$1] * (values[$1][a] - output[$1]) }
      }
      return Result(
        output: output, logitGradient: gradient, valueGradient: slope.map { r in s.map { r * $0 } })
    }

    /// By the kernel for one trajectory.
    func alone(values trained: Bool) -> Result {
      let (n, m) = (logits.count, values.count)
      var (z, u) = (logits, Array(values.joined()))
      var offset = [Double](repeating: .nan, count: m)
      var output = offset
      unsafe vector_math_attend(n, m, &z, &u, &offset, &output)
      let kept = u
      unsafe vector_math_attend_gradient(n, m, &z, &u, offset, slope, trained ? 1 : 0)
      // Values that are not trained must be left as offsets.
      guard trained || u == kept else { return Result(output: [], logitGradient: [], valueGradient: []) }
      return Result(
        output: output, logitGradient: z, valueGradient: (0..<m).map { Array(u[$0 * n..<($0 + 1) * n]) })
    }
  }

  /// By the kernel for many; with `shared` the first sample's values serve all.
  static func together(_ samples: [Sample], shared: Bool, gap: Int) -> [Result] {
    let (n, m, batch) = (samples[0].logits.count, samples[0].values.count, samples.count)
    let columns = batch * (shared ? 1 : 1 + m)
    let stride = columns + gap
    var z = [Double](repeating: 7, count: n * stride)
    for (b, sample) in samples.enumerated() {
      for a in 0..<n {
        z[a * stride + b] = sample.logits[a]
        guard !shared else { continue }
        for o in 0..<m { z[a * stride + (1 + o) * batch + b] = sample.values[o][a] }
      }
    }
    let values = (0..<n).flatMap { a in (0..<m).map { samples[0].values[$0][a] } }
    var centre = [Double](repeating: .nan, count: m * batch)
    var (offset, output) = (centre, centre)
    var scale = [Double](repeating: .nan, count: batch)
    let slope = (0..<m).flatMap { o in samples.map { $0.slope[o] } }
    unsafe values.withUnsafeBufferPointer { values in
      let values = shared ? values.baseAddress : nil
      unsafe vector_math_attend_batch(n, m, batch, stride, &z, values, &centre, &scale, &offset, &output)
      unsafe vector_math_attend_batch_gradient(n, m, batch, stride, &z, values, centre, scale, offset, slope)
    }
    // Between one token's row and the next nothing may be written.
    guard (0..<n).allSatisfy({ z[($0 * stride + columns)..<($0 + 1) * stride].allSatisfy { $0 == 7 } }) else {
      return []
    }
    return (0..<batch).map { b in
      Result(
        output: (0..<m).map { output[$0 * batch + b] },
        logitGradient: (0..<n).map { z[$0 * stride + b] },
        valueGradient: shared
          ? [] : (0..<m).map { o in (0..<n).map { z[$0 * stride + (1 + o) * batch + b] } })
    }
  }

  /// The largest difference, relative to the size of the terms: gradients of a saturated softmax are small
  /// differences in a naive computation.
  static func distance(_ a: Result, _ b: Result, _ sample: Sample) -> Double {
    let size =
      (1 + sample.slope.maximumMagnitude) * (1 + sample.values.joined().reduce(0) { max($0, abs($1)) })
    func flat(_ result: Result) -> [Double] {
      result.output + result.logitGradient + result.valueGradient.joined()
    }
    let (first, second) = (flat(a), flat(b))
    guard first.count == second.count else { return .infinity }
    let difference = zip(first, second).map { $0 - $1 }.maximumMagnitude
    return difference.isNaN ? .infinity : difference / size
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 20, 33], [1, 2, 5])
  func aloneTogetherAndNaivelyTheSame(_ tokens: Int, _ outputs: Int) {
    for batch in [1, 2, 7, 8, 9, 17] {
      let samples = (0..<batch).map {
        Sample(tokens, outputs, scale: $0 % 2 == 0 ? 1 : 5, seed: UInt64($0))
      }
      for (b, result) in Self.together(samples, shared: false, gap: batch % 3).enumerated() {
        let alone = samples[b].alone(values: true)
        #expect(Self.distance(alone, samples[b].naive, samples[b]) <= 1e-14)
        #expect(Self.distance(result, alone, samples[b]) <= 1e-15)
      }
      var sharing = samples
      for b in sharing.indices { sharing[b].values = samples[0].values }
      let results = Self.together(sharing, shared: true, gap: batch % 3)
      #expect(results.count == batch)
      for (b, result) in results.enumerated() {
        var alone = sharing[b].alone(values: false)
        alone.valueGradient = []
        #expect(Self.distance(result, alone, sharing[b]) <= 1e-15)
      }
    }
  }

  /// By the kernel for several samples of one trajectory.
  static func inSequence(_ samples: [Sample], values trained: Bool) -> [Result] {
    let (n, count) = (samples[0].logits.count, samples.count)
    var z: [Double] = samples.flatMap(\.logits) + [7]
    var u: [Double] = samples.flatMap { $0.values[0] } + [7]
    let fixed = u
    var centre = [Double](repeating: .nan, count: count)
    var (scale, offset, output) = (centre, centre, centre)
    unsafe vector_math_attend_samples(count, n, &z, u, &centre, &scale, &offset, &output)
    let slope = samples.map { $0.slope[0] }
    unsafe u.withUnsafeMutableBufferPointer {
      unsafe vector_math_attend_samples_gradient(
        count, n, &z, $0.baseAddress, trained ? $0.baseAddress : nil, centre, scale, offset, slope)
    }
    guard z.last == 7, u.last == 7, trained || u == fixed else { return [] }
    return (0..<count).map { i in
      let own = i * n..<(i + 1) * n
      return Result(
        output: [output[i]], logitGradient: Array(z[own]), valueGradient: trained ? [Array(u[own])] : [])
    }
  }

  @Test(arguments: [8, 9, 15, 16, 20, 33], [false, true])
  func severalSamplesAsOneByOne(_ tokens: Int, _ trained: Bool) {
    for count in 1...8 {
      let samples = (0..<count).map { Sample(tokens, 1, scale: $0 % 2 == 0 ? 1 : 5, seed: UInt64($0)) }
      let results = Self.inSequence(samples, values: trained)
      #expect(results.count == count)
      for (sample, result) in zip(samples, results) {
        var alone = sample.alone(values: trained)
        if !trained { alone.valueGradient = [] }
        #expect(Self.distance(result, alone, sample) <= 1e-15)
      }
    }
    // Equal largest logits, and saturation to the last bit.
    var tied = Sample(tokens, 1, scale: 1, seed: 3)
    for token in [2, tokens - 1] { tied.logits[token] = 800 }
    #expect(Self.distance(Self.inSequence([tied], values: true)[0], tied.naive, tied) <= 1e-15)
    for token in [0, tokens - 1] {
      var broken = Sample(tokens, 1, scale: 1, seed: 1)
      broken.logits[token] = .nan
      let results = Self.inSequence([broken, tied], values: trained)
      #expect(results[0].output[0].isNaN && results[1].output[0].isFinite)
    }
  }

  /// The planted fault: neighbours that swapped their slopes are seen.
  @Test func swappedNeighboursAreSeen() {
    let samples = (0..<3).map { Sample(4, 1, scale: 1, seed: UInt64($0)) }
    var swapped = samples
    (swapped[0].slope, swapped[1].slope) = (samples[1].slope, samples[0].slope)
    let results = Self.together(swapped, shared: false, gap: 0)
    #expect(Self.distance(results[0], samples[0].alone(values: true), samples[0]) > 1e-3)
    #expect(Self.distance(results[2], samples[2].alone(values: true), samples[2]) <= 1e-15)
  }

  @Test(arguments: [5, 20])
  func whatIsNotANumberShows(_ tokens: Int) {
    for token in [0, 3] {
      var sample = Sample(tokens, 1, scale: 1, seed: 1)
      sample.logits[token] = .nan
      #expect(sample.alone(values: true).output[0].isNaN)
      let beside = Sample(tokens, 1, scale: 1, seed: 2)
      let results = Self.together([sample, beside], shared: false, gap: 0)
      #expect(results[0].output[0].isNaN && results[1].output[0].isFinite)
    }
  }

  // MARK: Relative to a teacher

  /// s, offsets and f − f* by the kernel, and naively; far enough from the teacher that the naive one is good.
  @Test(arguments: [1, 2, 5, 9, 20], [1, 3])
  func relativeToATeacher(_ tokens: Int, _ outputs: Int) {
    for seed in 0..<5 as Range<UInt64> {
      let teacher = Sample(tokens, outputs, scale: 2, seed: seed)
      let change = Sample(tokens, outputs, scale: 3, seed: 100 + seed)
      for moving in [false, true] {
        var student = teacher
        student.logits = zip(teacher.logits, change.logits).map(+)
        if moving { student.values = zip(teacher.values, change.values).map { zip($0, $1).map(+) } }
        let logSum = log(teacher.logits.reduce(0) { $0 + exp($1) })
        let logWeights = teacher.logits.map { $0 - logSum }
        let weights = logWeights.map { exp($0) }
        let dominant = weights.indices.max { weights[$0] < weights[$1] } ?? 0
        var zeta = change.logits
        var difference = [Double](repeating: .nan, count: tokens)
        var u = [Double](repeating: .nan, count: tokens * outputs)
        var offset = [Double](repeating: .nan, count: outputs)
        var residual = offset
        unsafe Array(change.values.joined()).withUnsafeBufferPointer { moved in
          unsafe vector_math_attend_relative(
            tokens, outputs, &zeta, weights, logWeights, dominant, Array(teacher.values.joined()),
            moving ? moved.baseAddress : nil, &difference, &u, &offset, &residual)
        }
        let naive = student.naive
        unsafe vector_math_attend_gradient(tokens, outputs, &zeta, &u, offset, student.slope, 1)
        let result = Result(
          output: residual, logitGradient: zeta,
          valueGradient: (0..<outputs).map { Array(u[$0 * tokens..<($0 + 1) * tokens]) })
        let expected = Result(
          output: zip(naive.output, teacher.naive.output).map { $0 - $1 },
          logitGradient: naive.logitGradient, valueGradient: naive.valueGradient)
        #expect(Self.distance(result, expected, student) <= 1e-14)
      }
    }
  }
}
