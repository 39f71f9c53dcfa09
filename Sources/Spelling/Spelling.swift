/// Finds what a mistyped name was meant to be.
///
/// Every catalogue, specification and command line of the lab answers an unknown name with the nearest
/// valid one; they all ask here.
public enum Spelling {
  /// The least number of insertions, deletions and substitutions that turn `a` into `b`.
  ///
  /// - Complexity: |a|·|b| comparisons, two rows of storage.
  /// - Reference: Levenshtein (1966), computed as in Wagner and Fischer (1974).
  public static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let substitution = previous[j] + (a[i] == b[j] ? 0 : 1)
        row.append(min(substitution, previous[j + 1] + 1, row[j] + 1))
      }
      previous = row
    }
    return previous[b.count]
  }

  /// The candidate nearest to `name`, or nil if none is near enough to be a likely slip.
  ///
  /// Case, and the difference between `-`, `_` and a blank, cost nothing. Near enough is a distance of
  /// at most a third of the longer name (at least 2), or one name beginning with the other. Among
  /// equally near candidates the first wins.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = folded(name)
    guard !wanted.isEmpty else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = folded(candidate)
      let distance = distance(wanted, other)
      let isPrefix = other.hasPrefix(wanted) || (!other.isEmpty && wanted.hasPrefix(other))
      guard isPrefix || distance <= max(2, max(wanted.count, other.count) / 3) else { continue }
      guard distance < max(wanted.count, other.count) else { continue }
      if best == nil || distance < best?.distance ?? 0 { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The end of an error message: ` (did you mean 'adam'?)`, or nothing when no candidate is near.
  public static func suggestion(for name: String, among candidates: some Sequence<String>) -> String {
    nearest(to: name, among: candidates).map { " (did you mean '\($0)'?)" } ?? ""
  }

  private static func folded(_ name: String) -> String {
    String(name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
  }
}
