import Experiments
import Testing

@Suite struct ReportTests {
  private let readme = """
    # Title

    **Question.** Why?

    **Method.** First **bold** words
    go on.

    * a list;
    * **Bold** in it.

    More **so.**

    ![figure](figure.png)

    **Finding.** It is so.
    ## Files
    None.
    """

  @Test func aParagraphWithABoldLead() {
    #expect(Report.section("Question", of: readme) == "Why?")
    #expect(Report.section("Finding", of: readme) == "It is so.")
    #expect(
      Report.section("Method", of: readme)
        == "First **bold** words\ngo on.\n\n* a list;\n* **Bold** in it.\n\nMore **so.**")
  }

  @Test func aHeading() { #expect(Report.section("Files", of: readme) == "None.") }

  @Test func neither() { #expect(Report.section("Bold", of: readme).isEmpty) }
}
