/// Finds what a mistyped name was meant to be.
public enum NameSuggestion {
  /// The candidate nearest to `name`, if one is near enough to be meant.
  ///
  /// Near is an edit distance of at most a third of the longer name, without regard to case; the first of equally
  /// near candidates is taken.
  ///
  /// - Complexity: O(candidates · length²).
  public static func nearest(to name: String, in candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let letters = Array(candidate.lowercased().unicodeScalars)
      let distance = editDistance(wanted, letters)
      guard distance * 3 <= max(wanted.count, letters.count) else { continue }
      if let best, best.distance <= distance { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// The end of a message: `; did you mean "steps"?`, or what there is if no candidate is near.
  public static func hint(for name: String, in candidates: [String]) -> String {
    if let nearest = nearest(to: name, in: candidates) { return "; did you mean \"\(nearest)\"?" }
    guard !candidates.isEmpty else { return "" }
    return "; known: " + candidates.sorted().joined(separator: ", ")
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
  ///
  /// - Reference: Damerau (1964), in the restricted form.
  static func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var twoBefore: [Int] = []
    var before = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var distance = min(before[j] + (a[i] == b[j] ? 0 : 1), before[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, twoBefore[j - 1] + 1) }
        row.append(distance)
      }
      twoBefore = before
      before = row
    }
    return before[b.count]
  }
}
