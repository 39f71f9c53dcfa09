import TeacherStudent
import Testing

@Suite struct NumPyHeaderTests {
  private func parse(_ text: String) -> Result<NumPyHeader, NumPyHeader.Malformed> {
    do { return .success(try NumPyHeader(parsing: Array(text.utf8))) } catch { return .failure(error) }
  }

  /// Any order, spacing, quotes and trailing commas that Python accepts.
  @Test(arguments: [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }",
    "{'shape':(3,4),'descr':'<f8','fortran_order':False}",
    "  {\"descr\" : \"<f8\" , 'shape' : ( 3 , 4 , ) , 'fortran_order' : False , } \n",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (3L, 4L)}",
  ])
  func acceptsPythonsForms(text: String) throws {
    let header = try parse(text).get()
    #expect((header.descriptor, header.fortranOrder) == ("<f8", false))
    #expect(header.shape == [3, 4])
  }

  @Test func readsTuplesOfEveryLength() throws {
    for (text, shape) in [("()", []), ("(5,)", [5]), ("(0,)", [0]), ("(1, 2, 3)", [1, 2, 3])] {
      let header = try parse("{'descr': '<f4', 'fortran_order': True, 'shape': \(text)}").get()
      #expect(header.shape == shape && header.fortranOrder)
    }
  }

  @Test(arguments: [
    ("", "'{' expected at byte 0"),
    ("{", "a quoted string expected at byte 1"),
    ("{}", "'descr' is missing"),
    ("{'descr': '<f8', 'shape': (3,)}", "'fortran_order' is missing"),
    ("{'descr': '<f8', 'fortran_order': False}", "'shape' is missing"),
    ("{'descr': '<f8', 'descr': '<f8'}", "'descr' stands there twice"),
    ("{'colour': 1}", "unknown key 'colour'"),
    ("{'descr': '<f8', 'fortran_order': 0, 'shape': (3,)}", "'False' expected at byte 34"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (3)}", "the shape is not a tuple"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-3,)}", "-3 is no size of an axis"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (3.5,)}", "the shape is not a tuple"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3.5)}", "')' expected at byte 55"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': 3}", "'(' expected at byte 50"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (,)}", "a size expected at byte 51"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999999,)}",
      "999999999999999999999999 is no size of an axis"
    ),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (3,)} x", "unexpected text at byte 56"),
    ("{'descr': '<f8", "the string at byte 10 does not end"),
    (
      "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,)}",
      "structured types are not read; save the array as float64 or float32"
    ),
  ])
  func refusesWhatIsNoHeader(text: String, reason: String) {
    #expect(parse(text) == .failure(NumPyHeader.Malformed(reason)))
  }

  @Test func refusesTooManyAxes() {
    let ones = String(repeating: "1,", count: 65)
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(ones))}"
    #expect(parse(text) == .failure(NumPyHeader.Malformed("the shape has more than 64 axes")))
  }
}
