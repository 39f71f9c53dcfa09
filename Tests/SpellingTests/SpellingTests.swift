import Spelling
import Testing

@Suite struct SpellingTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("adam", "adam", 0),
  ])
  func distances(_ a: String, _ b: String, _ expected: Int) {
    #expect(Spelling.distance(a, b) == expected)
    #expect(Spelling.distance(b, a) == expected)
  }

  @Test func triangleInequality() {
    let names = ["adam", "adamw", "amsgrad", "adagrad", "rmsprop", ""]
    for a in names {
      for b in names {
        for c in names {
          #expect(Spelling.distance(a, c) <= Spelling.distance(a, b) + Spelling.distance(b, c))
        }
      }
    }
  }

  @Test func nearestName() {
    let names = ["gradient-descent", "heavy-ball", "nesterov", "adam", "adamw"]
    #expect(Spelling.nearest(to: "Adm", among: names) == "adam")
    #expect(Spelling.nearest(to: "heavy_ball", among: names) == "heavy-ball")
    #expect(Spelling.nearest(to: "gradient", among: names) == "gradient-descent")
    #expect(Spelling.nearest(to: "nestrov", among: names) == "nesterov")
    #expect(Spelling.nearest(to: "zzz", among: names) == nil)
    #expect(Spelling.nearest(to: "", among: names) == nil)
    #expect(Spelling.nearest(to: "adam", among: []) == nil)
  }

  @Test func suggestions() {
    #expect(Spelling.suggestion(for: "adamm", among: ["adam"]) == " (did you mean 'adam'?)")
    #expect(Spelling.suggestion(for: "lion", among: ["adam"]) == "")
  }
}
