import Testing

@testable import Dynamics

@Suite struct EventTests {
  @Test func directions() {
    let (rising, falling) = (Arrival(time: 1, isRising: true), Arrival(time: 1, isRising: false))
    func event(_ direction: Event.Direction) -> Event { Event(direction) { t, y in t + y[0] } }
    #expect(event(.any).counts(rising) && event(.any).counts(falling))
    #expect(event(.rising).counts(rising) && !event(.rising).counts(falling))
    #expect(!event(.falling).counts(rising) && event(.falling).counts(falling))
    #expect(event(.any).value(at: 2, [3]) == 5 && event(.any).terminalCount == nil)
    #expect(Event.terminal { t, _ in t }.terminalCount == 1)
  }
}
