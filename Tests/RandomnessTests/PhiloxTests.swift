import Foundation
import Randomness
import Testing

/// What a generator of NumPy's Philox stream must satisfy; the violations found are returned.
///
/// The numbers are NumPy 2.4's: `Philox(key=u64([0x0123456789abcdef, 0xfedcba9876543210])).random_raw(9)`.
private func streamViolations<G: RandomNumberGenerator>(
  _ make: ((UInt64, UInt64), SIMD4<UInt64>) -> G
) -> [String] {
  let all = UInt64.max
  let cases: [(name: String, counter: SIMD4<UInt64>, draws: [UInt64])] = [
    (
      "first draws", .zero,
      [
        0x2d2e_7c09_c193_c5fa, 0xd56c_6aa2_d11f_06aa, 0x184f_cdf7_f547_4a23, 0x3678_32d0_8700_8054,
        0x56ff_d4cf_84d1_6286, 0x09fc_1192_f214_5d80, 0x53d6_554f_b9aa_0f62, 0x0c3f_437f_8818_2365,
        0x7de3_c4de_6ea2_e355,
      ]
    ),
    (
      "carry through three words", [all, all, all, 6],
      [
        0xe434_ae88_d978_171f, 0xe8db_866b_bbce_ea11, 0x477e_122f_5e4b_280a, 0x8544_626f_f668_f2af,
        0xc7c0_1f97_06cf_0fda, 0x1889_b0fb_4751_75a8, 0x8ae7_d1f9_ee45_0292, 0x46ec_2443_9cef_9783,
      ]
    ),
  ]
  return cases.compactMap { name, counter, draws in
    var generator = make((0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), counter)
    return draws.allSatisfy { $0 == generator.next() } ? nil : name
  }
}

@Suite struct PhiloxTests {
  @Test func reproducesNumPysRawStream() {
    #expect(streamViolations { Philox(key: $0, counter: $1) } == [])
  }

  /// A generator that advances its counter after the block (as Random123's own engine does) is refused.
  @Test func streamSuiteRejectsACounterAdvancedTooLate() {
    struct Late: RandomNumberGenerator {
      let key: SIMD2<UInt64>
      var counter: SIMD4<UInt64>
      var position = 0
      mutating func next() -> UInt64 {
        let word = Philox.block(counter: counter, key: key)[position]
        position = (position + 1) % 4
        if position == 0 { counter = Philox.sum(counter, 1) }
        return word
      }
    }
    #expect(streamViolations { Late(key: [$0.0, $0.1], counter: $1) }.count == 2)
  }

  /// The known-answer vectors published with Random123 for `philox4x64 10`.
  @Test(arguments: [
    (
      SIMD4<UInt64>.zero, SIMD2<UInt64>.zero,
      SIMD4<UInt64>(
        0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b)
    ),
    (
      SIMD4(repeating: UInt64.max), SIMD2(repeating: UInt64.max),
      SIMD4(0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6, 0xa09c_aebf_594f_0ba0)
    ),
    (
      SIMD4(0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89),
      SIMD2(0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c),
      SIMD4(0xa528_f454_03e6_1d95, 0x38c7_2dbd_566e_9788, 0xa5a1_610e_72fd_18b5, 0x57bd_43b5_e52b_7fe6)
    ),
  ])
  func answersKnownVectors(counter: SIMD4<UInt64>, key: SIMD2<UInt64>, output: SIMD4<UInt64>) {
    #expect(Philox.block(counter: counter, key: key) == output)
  }

  @Test func skippingEqualsDrawing() {
    for start in 0...5 {
      for draws in 0...13 {
        var drawn = Philox(key: (3, 4))
        for _ in 0..<start { _ = drawn.next() }
        var skipped = drawn
        for _ in 0..<draws { _ = drawn.next() }
        skipped.skip(UInt64(draws))
        #expect(skipped.next() == drawn.next(), "\(draws) draws after \(start)")
      }
    }
    var far = Philox(key: (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210))
    far.skip(1_000_003)
    #expect(far.next() == 0x9791_8b76_3982_aac1)  // NumPy: random_raw(1_000_004)[-1]
  }

  /// NumPy: `p.random_raw(3); p.jumped(1).random_raw(5)`, and a jump whose carry reaches the last word.
  @Test func jumpsAsNumPy() {
    var generator = Philox(key: (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210))
    for _ in 0..<3 { _ = generator.next() }
    generator.jump()
    let expected: [UInt64] = [
      0xe7a0_c614_56a5_02fd, 0xc0db_c8ed_4632_6617, 0x9b32_1558_9766_b870, 0xb04c_f3cd_83c2_68c1,
      0x499a_f483_57a0_e709,
    ]
    #expect(expected.allSatisfy { $0 == generator.next() })
    var last = Philox(key: (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210), counter: [0, 0, .max, 3])
    last.jump()
    #expect(last.next() == 0x0bbf_62fc_8f71_eb80)
    #expect(last.counter == [1, 0, 0, 4])
  }

  @Test func counterWrapsAround() {
    #expect(Philox.sum(SIMD4(repeating: .max), 1) == .zero)
    #expect(Philox.sum([.max, 0, 7, 0], 2) == [1, 1, 7, 0])
  }

  @Test func resumesFromItsEncodedState() throws {
    for draws in 0...5 {
      var generator = Philox(key: (.max, 1), counter: [.max, 2, 3, 4])
      for _ in 0..<draws { _ = generator.next() }
      var resumed = try JSONDecoder().decode(Philox.self, from: JSONEncoder().encode(generator))
      #expect(resumed == generator)
      for _ in 0..<6 { #expect(resumed.next() == generator.next()) }
    }
  }

  @Test func refusesAnImpossiblePosition() {
    let text = #"{"key":[1,2],"counter":[0,0,0,0],"position":5}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Philox.self, from: Data(text.utf8)) }
  }
}
