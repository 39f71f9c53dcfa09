import Reporting
import Testing

@Suite struct HTMLTests {
  @Test func everySpecialCharacterIsEscaped() {
    #expect(HTML.escape("<a href=\"x\" & 'y'>") == "&lt;a href=&quot;x&quot; &amp; &#39;y&#39;&gt;")
    #expect(HTML.escape("κ ≤ 1") == "κ ≤ 1")
  }

  @Test(arguments: [
    ("One\ntwo.\n\nThree.", "<p>One two.</p>\n<p>Three.</p>\n"),
    ("- a\n- b\n  c", "<ul><li>a</li><li>b c</li></ul>\n"),
    (
      "*so* and **so** and `x * y * z`",
      "<p><em>so</em> and <strong>so</strong> and <code>x * y * z</code></p>\n"
    ),
    ("2 * 3 * 4 < 25", "<p>2 * 3 * 4 &lt; 25</p>\n"),
    ("an open ` stays, so does * one", "<p>an open ` stays, so does * one</p>\n"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
    ("", ""),
  ])
  func markdown(_ text: String, _ html: String) { #expect(HTML.markdown(text) == html) }
}
