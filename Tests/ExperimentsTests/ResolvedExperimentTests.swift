import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

@Suite struct ResolvedExperimentTests {
  private func withExperiments<Result>(
    _ specification: String = Demo.specification, _ body: (URL) throws -> Result
  ) throws -> Result {
    try Scratch.folder { root in
      try Demo.write(into: root, specification: specification)
      return try body(root)
    }
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "no error"
  }

  @Test func layersOverrideEachOther() throws {
    #expect(try Demo.resolve().parameters["steps"] == 4)  // the study's own
    try withExperiments { root in
      #expect(try Demo.resolve(in: root).parameters["steps"] == 6)  // spec.json5
      #expect(try Demo.resolve(in: root, quick: true).parameters["steps"] == 2)  // quick
      let mine = root.appendingPathComponent("mine.json5")
      try OutputFile.write("{study: 'demo', parameters: {steps: 9, start: {value: 3}}}", to: mine.path)
      let own = try Demo.resolve(in: root, quick: true, name: mine.path)
      #expect(own.parameters["steps"] == 9)  // a user's file
      #expect(own.parameters["start"] == ["list": [1, 2, 3], "value": 3])
      #expect(own.parameters["factor"] == 0.25)
      #expect(own.slug == "mine")
      #expect(own.question == "How fast do powers shrink?")
      let set = try Demo.resolve(["steps=11", "start.list[1]=7", "label=bare word", "limit=1e25"], in: root)
      #expect(set.parameters["steps"] == 11)  // --set
      #expect(set.parameters["start"]?["list"] == [1, 7, 3])
      #expect(set.parameters["label"] == "bare word")
      #expect(set.parameters["limit"]?.number == 1e25)
      let seeded = try Demo.resolve(["seeds=[5]"], in: root, seed: .max)
      #expect(seeded.parameters["seeds"] == [.unsigned(.max)])  // --seed
      #expect(seeded.seeds == [.unsigned(.max)])
    }
  }

  /// As a shell's <(…) is.
  @Test func aSpecificationMayBeAPipe() throws {
    let (reading, writing) = try ChildProcess.pipe()
    try writing.write(contentsOf: Data("{study: 'demo', parameters: {steps: 9}}".utf8))
    try writing.close()
    #expect(try Demo.resolve(name: "/dev/fd/\(reading.fileDescriptor)").parameters["steps"] == 9)
  }

  @Test func nonFiniteNumbersCanBeWritten() throws {
    #expect(try Demo.resolve(["factor=Infinity"]).parameters["factor"] == "inf")
    #expect(try Demo.resolve(["factor=\"-inf\""]).parameters["factor"] == "-inf")
    #expect(try Demo.resolve(["factor=inf"]).parameters["factor"] == "inf")
  }

  @Test func reasonsAndClaimsComeAlong() throws {
    try withExperiments { root in
      let demo = try Demo.resolve(in: root)
      let rows = demo.parameterRows.map { "\($0.path) = \($0.value): \($0.reason)" }
      #expect(
        rows.sorted() == [
          "factor = 0.25: shrinks visibly", "label = demo: names the rows",
          "seeds = [0,1]: two, for the band",
          "start.list = [1,2,3]: Nothing reads them.", "start.value = 1: the neutral one",
          "steps = 6: Enough to see a line on a log axis.",
        ])
      #expect(demo.claims.map(\.name) == ["shrinks", "shrinks far"])
      #expect(try Demo.resolve(in: root, quick: true).claims.map(\.name) == ["shrinks"])
    }
  }

  @Test(arguments: [
    (["stpes=3"], "--set stpes=3: unknown key 'stpes' (did you mean 'steps'?)"),
    (["start.valeu=3"], "--set start.valeu=3: unknown key 'start.valeu' (did you mean 'start.value'?)"),
    (["value=3"], "--set value=3: unknown key 'value' (did you mean 'start.value'?)"),
    (["nothing.like.it=3"], "--set nothing.like.it=3: unknown key 'nothing'"),
    (["steps=many"], "--set steps=many: steps must be an integer, not \"many\""),
    (["steps=3.5"], "--set steps=3.5: steps must be an integer in range, not 3.5"),
    (["seeds=[-1]"], "--set seeds=[-1]: seeds[0] must be an integer in range, not -1"),
    (["factor=true"], "--set factor=true: factor must be a number, not true"),
    (["label=3"], "--set label=3: label must be a string, not 3"),
    (["start=3"], "--set start=3: start must be an object, not 3"),
    (["start.list=3"], "--set start.list=3: start.list must be a list, not 3"),
    (["start.list[3]=3"], "--set start.list[3]=3: start.list has no element \"3\", only 0 to 2"),
    (["steps.inner=3"], "--set steps.inner=3: steps has no key \"inner\""),
    (["steps=null"], "--set steps=null: steps must be an integer, not null"),
    (["steps"], "--set steps: expected key.path=value"),
    (["=3"], "--set =3: expected key.path=value"),
    (["a..b=3"], "--set a..b=3: expected key.path=value"),
    (["steps=0"], "--set steps=0: steps must be at least 1"),
  ])
  func mistakesInOverrides(_ sets: [String], _ text: String) {
    #expect(message { _ = try Demo.resolve(sets) } == text)
  }

  /// The place is found by halving: taken one after the other, each of many numbers would cost a decoding.
  @Test(arguments: [0, 1500, 2999]) func theNumberThatDoesNotFitIsNamed(_ place: Int) {
    var seeds = Array(repeating: "1", count: 3000)
    seeds[place] = "2.5"
    let text = message { _ = try Demo.resolve(["seeds=[\(seeds.joined(separator: ","))]"]) }
    #expect(text.hasSuffix(": seeds[\(place)] must be an integer in range, not 2.5"))
  }

  @Test(arguments: [
    ("{parameters: {stps: 1}}", "unknown key 'stps' (did you mean 'steps'?)"),
    ("{parametres: {}}", "unknown key 'parametres' (did you mean 'parameters'?)"),
    ("{parameters: {steps: 1},}}", "line 1, column 26: unexpected text after the value"),
    ("{quick: {steps: 'x'}}", "quick: steps must be an integer, not \"x\""),
    ("{quick: 3}", "quick must be an object, not an integer"),
    ("{question: 3}", "question must be a string, not an integer"),
    ("[]", "the file must be an object, not a list"),
    ("{study: 'dem'}", "study 'dem' does not exist (did you mean 'demo'?)"),
    ("{parameters: {steps: -1}}", "steps must be at least 1"),
  ])
  func mistakesInFiles(_ specification: String, _ text: String) throws {
    try withExperiments(specification) { root in
      let said = message { _ = try Demo.resolve(in: root, quick: true) }
      #expect(said.hasSuffix(text))
      #expect(said.contains("demo/spec.json5"))
    }
  }

  @Test func namesThatDoNotExist() throws {
    #expect(
      message { _ = try Demo.resolve(name: "dmeo") } == "there is no experiment 'dmeo' (did you mean 'demo'?)"
    )
    #expect(
      message { _ = try Demo.resolve(name: "xyzzy") } == "there is no experiment 'xyzzy'; there are demo")
    #expect(
      message { _ = try Demo.resolve(name: "no/such.json5") }
        == "cannot read no/such.json5: no such file or directory")
    try Scratch.folder { folder in
      let file = folder.appendingPathComponent("spec.json5")
      try OutputFile.write("{parameters: {}}", to: file.path)
      #expect(message { _ = try Demo.resolve(name: file.path) } == "\(file.path): the key 'study' is missing")
    }
  }

  @Test func digestsDependOnWhatMattersOnly() throws {
    let plain = try Demo.resolve().digest
    #expect(plain.count == 16)
    // How a value is written, and in which order, does not matter.
    #expect(try Demo.resolve(["factor=5e-1", "steps=0x4"]).digest == plain)
    #expect(try Demo.resolve(["start={list: [1,2,3], value: 1}"]).digest == plain)
    #expect(try Demo.resolve(["limit=null"]).digest == plain)
    let others = try [["steps=5"], ["factor=0.5000000000000001"], ["label=x"], ["limit=1"]].map {
      try Demo.resolve($0).digest
    }
    #expect(Set(others + [plain]).count == 5)
  }

  /// The same specification has the same digest tomorrow, as long as the program is the same.
  @Test func digestIsKnown() throws {
    let identity: JSONValue = [
      "parameters": [
        "factor": 0.5, "label": "demo", "seeds": [0, 1], "start": ["list": [1, 2, 3], "value": 1], "steps": 4,
      ], "quick": false, "slug": "demo", "study": "demo", "version": .string(Version.build),
    ]
    let digest = SHA256.hexadecimal(identity.serialized(indented: false)).prefix(16)
    #expect(try Demo.resolve().digest == digest)
  }
}
