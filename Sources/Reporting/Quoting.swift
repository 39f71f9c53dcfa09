extension String {
  /// The text with a mark replaced that means something to whoever reads it: a shell, a browser, gnuplot, a reader of CSV.
  ///
  /// By scalars: a quote and an accent that follows it are one character, and no quote, to Swift and to Foundation's
  /// replacements, but not to them.
  package func replacing(_ mark: Unicode.Scalar, by text: String) -> String {
    guard unicodeScalars.contains(mark) else { return self }
    return unicodeScalars.reduce(into: "") { result, scalar in
      if scalar == mark { result += text } else { result.unicodeScalars.append(scalar) }
    }
  }
}

/// Words as a shell reads them.
package enum Shell {
  /// The word, between quotes if it means something else without.
  package static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { $0.isAlphanumeric || "-_./=,:+@%".utf8.contains($0) }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", by: "'\\''") + "'"
  }
}
