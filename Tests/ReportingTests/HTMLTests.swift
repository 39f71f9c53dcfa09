import Reporting
import Testing

@Suite struct HTMLTests {
  @Test func everySpecialCharacterIsEscaped() {
    #expect(HTML.escape("<a href=\"x\" & 'y'>") == "&lt;a href=&quot;x&quot; &amp; &#39;y&#39;&gt;")
    #expect(HTML.escape("κ ≤ 1") == "κ ≤ 1")
    #expect(HTML.escape("\"\u{301} <\u{345}") == "&quot;\u{301} &lt;\u{345}")
  }

  @Test(arguments: [
    ("One\ntwo.\n\nThree.", "<p>One two.</p>\n<p>Three.</p>\n"),
    ("- a\n- b\n  c", "<ul><li>a</li><li>b c</li></ul>\n"),
    (
      "*so* and **so** and `x * y * z`",
      "<p><em>so</em> and <strong>so</strong> and <code>x * y * z</code></p>\n"
    ),
    ("Two:\n\n* *a*;\n* b * c,\n  d.", "<p>Two:</p>\n<ul><li><em>a</em>;</li><li>b * c, d.</li></ul>\n"),
    (
      "See [the *paper*](https://a.b/c?d=1&e='2'), not [x].",
      "<p>See <a href=\"https://a.b/c?d=1&amp;e=&#39;2&#39;\">the <em>paper</em></a>, not [x].</p>\n"
    ),
    ("[here](../README.md) and [run](javascript:x)", "<p>here and run</p>\n"),
    ("[a\"b<c](https://x)", "<p><a href=\"https://x\">a&quot;b&lt;c</a></p>\n"),
    (
      "**[a](https://x) b** `[c](https://y)`",
      "<p>**<a href=\"https://x\">a</a> b** <code>[c](https://y)</code></p>\n"
    ),
    ("−J(x − x*), then −P(x − x*) and *so*", "<p>−J(x − x*), then −P(x − x*) and <em>so</em></p>\n"),
    ("2 * 3 * 4 < 25", "<p>2 * 3 * 4 &lt; 25</p>\n"),
    ("an open ` stays, so does * one", "<p>an open ` stays, so does * one</p>\n"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
    ("", ""),
  ])
  func markdown(_ text: String, _ html: String) { #expect(HTML.markdown(text) == html) }

  /// Links are as many as there are: neither the stack nor a copy of the rest is spent on each.
  @Test func manyLinks() {
    let html = HTML.markdown(String(repeating: "[a](b) ", count: 300) + "[c](https://d)")
    #expect(html == "<p>" + String(repeating: "a ", count: 300) + "<a href=\"https://d\">c</a></p>\n")
  }
}
