import Foundation
import Testing

@testable import Dynamics

/// What a scan for zeros must find, as checks that return what is violated.
private struct ScanConformance {
  /// The arrivals over ascending places, the first of which is the start.
  typealias Scan = ([Double], @escaping (Double) -> Double) -> [Arrival]

  let scan: Scan

  var violations: [String] {
    waves + pairs + ends + starts + partitions
  }

  /// sin(ωt + φ): its zeros are known, up to three hundred of them in one step.
  private var waves: [String] {
    [1.0, 7.3, 40, 100, 314.2, 942.5].flatMap { frequency in
      [0.1, 2, -1.3].compactMap { phase -> String? in
        let found = scan([0, 1]) { sin(frequency * $0 + phase) }
        let first = Int(floor(phase / .pi)) + 1
        let last = Int(floor((frequency + phase) / .pi))
        let exact = first > last ? [] : (first...last).map { (Double($0) * .pi - phase) / frequency }
        let isRight =
          found.count == exact.count
          && zip(found, exact).allSatisfy { abs($0.time - $1) < 1e-14 }
          && found.indices.allSatisfy { found[$0].isRising == (first + $0).isMultiple(of: 2) }
        return isRight ? nil : "sin(\(frequency)t + \(phase)): \(found.count) zeros, not \(exact.count)"
      }
    }
  }

  /// Two zeros close together, deep and shallow, alone and beside other things; and none, by as little.
  private var pairs: [String] {
    [0.03, 0.5, 1.0 / 3, 0.97].flatMap { centre in
      [1e-2, 1e-6, 1e-10, 1e-13].flatMap { depth in
        [1.0, -1].flatMap { sign -> [String] in
          let reach = depth.squareRoot()
          let both = scan([0, 1]) { sign * (($0 - centre) * ($0 - centre) - depth) }
          let isOut = centre - reach < 0 || centre + reach > 1
          let exact = isOut ? [min(centre + reach, 1)] : [centre - reach, centre + reach]
          let isRight =
            isOut && centre > 0.5
            || both.count == exact.count && zip(both, exact).allSatisfy { abs($0.time - $1) < 1e-9 }
          let none = scan([0, 1]) { sign * (($0 - centre) * ($0 - centre) + depth) }
          let wave = scan([0, 1]) { sign * (cos(60 * ($0 - centre)) - 1 + depth) }
          // Each top of the wave, k·2π/60 from the centre, is cut twice.
          let tops = (-12...12).flatMap { k -> [Double] in
            let half = acos(1 - depth) / 60
            return [-half, half].map { centre + Double(k) * 2 * .pi / 60 + $0 }.filter { $0 > 0 && $0 < 1 }
          }
          return [
            isRight ? nil : "a pair at \(centre) of depth \(depth): \(both.map(\.time))",
            none.isEmpty ? nil : "no zero at \(centre) above \(depth): \(none.map(\.time))",
            wave.count == tops.count
              ? nil : "tops of depth \(depth) around \(centre): \(wave.count) zeros, not \(tops.count)",
          ].compactMap { $0 }
        }
      }
    }
  }

  /// A zero exactly at the end of a step, or at one of several: once; and a touch there, once.
  private var ends: [String] {
    [
      (scan([0, 1]) { $0 - 1 }, [1.0]), (scan([0, 1, 2]) { $0 - 1 }, [1]),
      (scan([0, 0.5, 1, 2, 3]) { ($0 - 1) * ($0 - 2) }, [1, 2]), (scan([0, 1, 2]) { -abs($0 - 1) }, [1]),
      (scan([0, 1, 2, 3]) { $0 < 1 ? 1 - $0 : $0 > 2 ? $0 - 2 : 0 }, [1]),
    ].compactMap { found, exact in
      found.map(\.time) == exact ? nil : "ends: \(found.map(\.time)), not \(exact)"
    }
  }

  /// Leaving zero is no arrival, coming back is one.
  private var starts: [String] {
    [0, 100.0].flatMap { start -> [String] in
      [
        (scan([start, start + 1]) { $0 - start }, []),
        (scan([start, start + 1]) { ($0 - start) - 1e-17 }, []),
        (scan([start, start + 1]) { ($0 - start) * (0.25 - ($0 - start)) }, [0.25]),
        (scan([start, start + 1e-3, start + 1]) { ($0 - start) * (0.25 - ($0 - start)) - 1e-18 }, [0.25]),
        (scan([start, start + 1]) { _ in 0 }, []),
      ].compactMap { found, exact in
        let isRight =
          found.count == exact.count && zip(found, exact).allSatisfy { abs($0.time - start - $1) < 1e-13 }
        return isRight ? nil : "starts: \(found.map { $0.time - start }), not \(exact)"
      }
    }
  }

  /// What is found does not depend on the steps: a wild function by long ones and by short ones.
  private var partitions: [String] {
    func wild(_ t: Double) -> Double { sin(9 * t * t) + 0.6 * cos(23 * t + 1) - 0.3 * t }
    let fine = (0...4000).map { 4 * Double($0) / 4000 }
    let exact = zip(fine, fine.dropFirst()).compactMap { a, b in
      wild(a) * wild(b) < 0 ? 0.5 * (a + b) : nil
    }
    return [[0.0, 4], [0, 0.1, 3.9, 4], (0...7).map { 4 * Double($0) / 7 }].compactMap { steps in
      let found = scan(steps, wild).map(\.time)
      let isRight = found.count == exact.count && zip(found, exact).allSatisfy { abs($0 - $1) < 1e-3 }
      return isRight ? nil : "steps \(steps): \(found.count) zeros, not \(exact.count)"
    }
  }
}

@Suite struct ArrivalScanTests {
  private static func scan(_ places: [Double], _ function: @escaping (Double) -> Double) -> [Arrival] {
    var scan = ArrivalScan(from: places[0], function(places[0]))
    return places.dropFirst().flatMap { scan.arrivals(until: $0, of: function) }
  }

  @Test func noneIsMissed() {
    #expect(ScanConformance(scan: Self.scan).violations == [])
  }

  /// Scans that look at signs at even places of a step, as many event locators do.
  @Test(arguments: [1, 16, 64]) func signsAtEvenPlacesAreNotEnough(_ count: Int) {
    let faulty = ScanConformance { places, function in
      var found: [Arrival] = []
      for (lower, upper) in zip(places, places.dropFirst()) {
        var (a, fa) = (lower, function(lower))
        for k in 1...count {
          let b = lower + (upper - lower) * Double(k) / Double(count)
          let fb = function(b)
          if fa != 0, fa * fb <= 0 {
            let place = BracketedRoot.arrival(between: a, fa, and: b, fb, of: function)
            found.append(Arrival(time: place, isRising: fa < 0))
          }
          (a, fa) = (b, fb)
        }
      }
      return found
    }
    #expect(!faulty.violations.isEmpty)
  }

  /// A scan may be begun again at any time; one that counts the zero it starts at, or sees the wrong side, is noticed.
  @Test func restartsAndFaults() {
    let restarted = ScanConformance { places, function in
      zip(places, places.dropFirst()).flatMap { Self.scan([$0, $1], function) }
    }
    #expect(restarted.violations.isEmpty)
    let eager = ScanConformance { places, function in
      (function(places[0]) == 0 ? [Arrival(time: places[0], isRising: true)] : [])
        + Self.scan(places, function)
    }
    #expect(!eager.violations.isEmpty)
    let reversed = ScanConformance { places, function in
      Self.scan(places, function).map { Arrival(time: $0.time, isRising: !$0.isRising) }
    }
    #expect(!reversed.violations.isEmpty)
  }

  /// A jump has no zero, but an arrival: the first double on its other side.
  @Test func jumps() {
    let found = Self.scan([0, 1]) { $0 < 0.3 ? -1 : 2 }
    #expect(found == [Arrival(time: 0.3, isRising: true)])
  }

  @Test func mostStepsAreOnePiece() {
    var evaluations = 0
    _ = Self.scan([0, 1]) { t in
      evaluations += 1
      return 2 + sin(t)
    }
    #expect(evaluations <= 17)
  }
}
