/// "did you mean 'wood'?" or the list of choices where nothing is near; the one wording for all unknown names.
public func nearestHint(_ name: String, among known: [String]) -> String {
  if let best = nearestName(name, among: known) { return "did you mean '\(best)'?" }
  return "known: \(known.prefix(24).joined(separator: ", "))"
}

/// The known name within two edits (a third of the length for short names), the first of equals; nil if none is.
public func nearestName(_ name: String, among known: [String]) -> String? {
  let lowered = Array(name.lowercased().unicodeScalars.prefix(64))
  var best: (name: String, distance: Int)?
  for candidate in known {
    let d = editDistance(lowered, Array(candidate.lowercased().unicodeScalars.prefix(64)))
    if d < (best?.distance ?? Int.max) { best = (candidate, d) }
  }
  guard let best, best.distance <= max(1, min(2, lowered.count / 3)) else { return nil }
  return best.name
}

/// Edits by insertion, deletion, replacement or transposition of neighbours (Damerau 1964).
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in 0...a.count { rows[i][0] = i }
  for j in 0...b.count { rows[0][j] = j }
  for i in 0..<a.count {
    for j in 0..<b.count {
      let replace = rows[i][j] + (a[i] == b[j] ? 0 : 1)
      var d = min(replace, rows[i][j + 1] + 1, rows[i + 1][j] + 1)
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] { d = min(d, rows[i - 1][j - 1] + 1) }
      rows[i + 1][j + 1] = d
    }
  }
  return rows[a.count][b.count]
}
