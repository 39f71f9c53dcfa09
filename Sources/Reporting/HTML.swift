/// Text made safe for HTML, and the little Markdown a README uses.
package enum HTML {
  /// The text with `&`, `<`, `>` and quotes replaced: right between tags and in attributes.
  package static func escape(_ text: String) -> String {
    var escaped = ""
    // By scalars: with an accent after it a quote is another character to Swift, but not to a browser.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// An element with escaped text in it.
  package static func element(_ name: String, _ text: String, class: String = "") -> String {
    let attribute = `class`.isEmpty ? "" : " class=\"\(`class`)\""
    return "<\(name)\(attribute)>\(escape(text))</\(name)>"
  }

  /// A table whose cells are HTML already.
  package static func table(head: [String], rows: [[String]], class: String = "") -> String {
    let attribute = `class`.isEmpty ? "" : " class=\"\(`class`)\""
    let header = head.map { element("th", $0) }.joined()
    let body = rows.map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }.joined(separator: "\n")
    return
      "<div class=\"scroll\"><table\(attribute)><thead><tr>\(header)</tr></thead>\n<tbody>\n\(body)\n</tbody></table></div>"
  }

  /// Markdown of paragraphs, lists of `-` or `*`, `code`, *emphasis*, **strong** words and links; anything else
  /// stays text.
  ///
  /// Of links to other than `http` and `https` addresses only the words stay: where the page stands, a path
  /// relative to the Markdown's own file leads nowhere.
  package static func markdown(_ text: String) -> String {
    var html = ""
    for block in text.split(separator: "\n", omittingEmptySubsequences: false).split(whereSeparator: { line in
      line.allSatisfy(\.isWhitespace)
    }) {
      var paragraph: [String] = []
      var items: [String] = []
      for line in block {
        let trimmed = line.drop { $0 == " " }
        if trimmed.hasPrefix("- ") || trimmed.hasPrefix("* ") {
          items.append(String(trimmed.dropFirst(2)))
        } else if items.isEmpty {
          paragraph.append(String(trimmed))
        } else {
          items[items.count - 1] += " " + trimmed
        }
      }
      if !paragraph.isEmpty { html += "<p>\(inline(paragraph.joined(separator: " ")))</p>\n" }
      if !items.isEmpty { html += "<ul>\(items.map { "<li>\(inline($0))</li>" }.joined())</ul>\n" }
    }
    return html
  }

  private static func inline(_ text: String) -> String {
    var html = ""
    // Every other piece between backquotes is code, where nothing else has a meaning.
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() {
      if index % 2 == 1, index < pieces.count - 1 {
        html += element("code", String(piece))
      } else {
        let literal = index % 2 == 1 ? "`" + piece : String(piece)
        html += links(literal)
      }
    }
    return html
  }

  /// The text with `[words](address)` made links and its emphasis marked.
  private static func links(_ text: String) -> String {
    func emphasised(_ text: some StringProtocol) -> String {
      span(span(escape(String(text)), "**", "strong"), "*", "em")
    }
    var html = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: /\[([^\[\]]+)\]\(([^()\s]+)\)/) {
      let (words, address) = (emphasised(match.1), match.2)
      let isAbsolute = address.hasPrefix("https://") || address.hasPrefix("http://")
      html += emphasised(rest[..<match.range.lowerBound])
      html += isAbsolute ? "<a href=\"\(escape(String(address)))\">\(words)</a>" : words
      rest = rest[match.range.upperBound...]
    }
    return html + emphasised(rest)
  }

  private static func span(_ text: String, _ mark: String, _ element: String) -> String {
    let pieces = text.split(separator: mark, omittingEmptySubsequences: false)
    guard pieces.count > 2 else { return text }
    var html = String(pieces[0])
    var index = 1
    while index < pieces.count {
      // A mark opens only before a word and after none, and closes only after one, so that products stay products
      // and x* a name.
      let inner = pieces[index]
      let opens = html.last.map { !$0.isLetter && !$0.isNumber } ?? true
      if opens, index + 1 < pieces.count, let first = inner.first, let last = inner.last, !first.isWhitespace,
        !last.isWhitespace
      {
        html += "<\(element)>\(inner)</\(element)>\(pieces[index + 1])"
        index += 2
      } else {
        html += mark + inner
        index += 1
      }
    }
    return html
  }
}
