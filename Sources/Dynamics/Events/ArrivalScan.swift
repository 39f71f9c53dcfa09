/// Where a function arrives at zero as time goes on.
///
/// On each piece of time the function is compared with a polynomial (``ChebyshevInterpolant``), which excludes zeros,
/// or says that the function is monotone or bends one way only: then signs at the ends, and at the one extremum if it
/// may reach zero, tell of all zeros there are. Pieces on which nothing can be said are halved. So however many zeros
/// lie in a step, none is missed, as long as 1024 pieces resolve the function; where they do not, at a jump for one,
/// signs at 17 places a piece decide.
///
/// - Complexity: 17 evaluations a piece, 1023 pieces at most, and some ten for each zero; most steps are one piece.
struct ArrivalScan: Sendable {
  /// The sign of the function where the scan has got to.
  private var side: Int
  private var time: Double
  private var value: Double
  private let start: Double

  /// A scan from here on.
  init(from time: Double, _ value: Double) {
    (self.time, self.value, start) = (time, value, time)
    side = Self.sign(value)
  }

  /// So often a step is halved.
  private static let largestDepth = 10

  /// The arrivals up to `end`, ascending; a zero at the start of the whole scan is none, nor one within rounding of it.
  mutating func arrivals(until end: Double, of function: (Double) -> Double) -> [Arrival] {
    guard end > time else { return [] }
    var found: [Arrival] = []
    let endValue = function(end)
    scan(to: end, endValue, depth: Self.largestDepth, function, &found)
    let rounding = 64 * max(abs(start), abs(end)).ulp
    return found.filter { $0.time - start > rounding }
  }

  private mutating func scan(
    to end: Double, _ endValue: Double, depth: Int, _ function: (Double) -> Double, _ found: inout [Arrival]
  ) {
    let piece = ChebyshevInterpolant(from: time, value, to: end, endValue, of: function)
    if piece.values.allSatisfy({ $0 == 0 }) || Self.hasNoZero(piece) {
      follow(to: end, endValue, function, &found)
      return
    }
    let slope = ChebyshevInterpolant.derivative(piece.coefficients)
    let bend = ChebyshevInterpolant.derivative(slope)
    let (first, second) = ChebyshevInterpolant.markovBounds
    if ChebyshevInterpolant.leastMagnitude(slope) > first * piece.error {
      follow(to: end, endValue, function, &found)
    } else if ChebyshevInterpolant.leastMagnitude(bend) > second * piece.error {
      turn(piece, slope, bendsUp: bend[0] > 0, function, &found)
      follow(to: end, endValue, function, &found)
    } else if depth > 0 {
      let middle = piece.places.count / 2
      let (middleTime, middleValue) = (piece.places[middle], piece.values[middle])
      scan(to: middleTime, middleValue, depth: depth - 1, function, &found)
      scan(to: end, endValue, depth: depth - 1, function, &found)
    } else {
      for (place, value) in zip(piece.places, piece.values).dropFirst() {
        follow(to: place, value, function, &found)
      }
    }
  }

  private static func hasNoZero(_ piece: ChebyshevInterpolant) -> Bool {
    ChebyshevInterpolant.leastMagnitude(piece.coefficients) > piece.error
  }

  /// Goes to the extremum of a piece that bends one way, if zero may be reached there and not at the ends.
  private mutating func turn(
    _ piece: ChebyshevInterpolant, _ slope: [Double], bendsUp: Bool, _ function: (Double) -> Double,
    _ found: inout [Arrival]
  ) {
    let sign = bendsUp ? 1.0 : -1
    guard let last = piece.values.last, sign * value >= 0, sign * last >= 0 else { return }
    func polynomialSlope(_ x: Double) -> Double { sign * ChebyshevInterpolant.sum(slope, at: x) }
    let (left, right) = (polynomialSlope(-1), polynomialSlope(1))
    guard left < 0, right > 0 else { return }
    let x = BracketedRoot.arrival(between: -1, left, and: 1, right, of: polynomialSlope)
    guard sign * ChebyshevInterpolant.sum(piece.coefficients, at: x) <= piece.error else { return }
    let extremum = BracketedMinimum.find(
      between: piece.lower, and: piece.upper,
      from: piece.lower + 0.5 * (1 + x) * (piece.upper - piece.lower), of: { sign * function($0) })
    if extremum.value <= 0 { follow(to: extremum.place, sign * extremum.value, function, &found) }
  }

  /// Goes on to a place before which zero is reached once at most.
  private mutating func follow(
    to end: Double, _ endValue: Double, _ function: (Double) -> Double, _ found: inout [Arrival]
  ) {
    let sign = Self.sign(endValue)
    if side != 0, sign != side {
      let place =
        sign == 0 ? end : BracketedRoot.arrival(between: time, value, and: end, endValue, of: function)
      found.append(Arrival(time: place, isRising: side < 0))
    }
    (side, time, value) = (sign, end, endValue)
  }

  private static func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
