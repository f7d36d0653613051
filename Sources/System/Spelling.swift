/// Finds the word that a user most likely meant.
public enum Spelling {
  /// Returns the candidate with the fewest edits from `word`, ignoring case, or nil if none is close: about a third of
  /// the letters may differ. Of equally close candidates it returns the first.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = word.lowercased()
    var best: (candidate: String, edits: Int)?
    for candidate in candidates {
      let edits = edits(from: wanted, to: candidate.lowercased())
      let length = max(wanted.count, candidate.count)
      guard edits <= (length + 2) / 3, edits < length else { continue }
      if best.map({ edits < $0.edits }) ?? true { best = (candidate, edits) }
    }
    return best?.candidate
  }

  /// The Levenshtein distance: how many characters must be inserted, removed or replaced.
  public static func edits(from one: String, to other: String) -> Int {
    let letters = Array(other)
    var row = Array(0...letters.count)
    for (index, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in letters.indices {
        let replaced = diagonal + (letters[column] == letter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[letters.count]
  }
}
