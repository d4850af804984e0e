import LocatedJSON
import TraceFormat

/// A name on the command line that the trace does not have: one line with the nearest that it has.
public struct SelectionError: Error, Equatable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
  init(unknown kind: String, _ name: String, among known: [String]) {
    description = "no \(kind) '\(name)'; \(nearestHint(name, among: known))"
  }
}

extension TraceHeader {
  /// Indices of the bodies named, in the order given.
  public func bodies(named names: [String]) throws(SelectionError) -> [Int] {
    try indices(of: names, among: bodies.map(\.name), "body")
  }
  public func joints(named names: [String]) throws(SelectionError) -> [Int] {
    try indices(of: names, among: joints.map(\.name), "joint")
  }

  private func indices(of names: [String], among known: [String], _ kind: String) throws(SelectionError) -> [Int] {
    var found: [Int] = []
    for name in names {
      guard let index = known.firstIndex(of: name) else { throw SelectionError(unknown: kind, name, among: known) }
      if !found.contains(index) { found.append(index) }
    }
    return found
  }

  /// The records from `start` to `end` seconds, both included; nil is the trace's own end.
  public func records(from start: Double?, to end: Double?) throws(SelectionError) -> Range<Int> {
    let rate = Double(stepRate) / Double(stepsPerRecord)
    let length = time(ofStep: max(0, recordCount - 1) * stepsPerRecord)
    for t in [start, end].compactMap({ $0 }) where t > length {
      throw SelectionError("the trace ends at \(length) s, before \(t) s")
    }
    // A time that is meant to hit a record must not miss it by its last digit.
    let first = start.map { Int(($0 * rate - 1e-6).rounded(.up)) } ?? 0
    let last = end.map { Int(($0 * rate + 1e-6).rounded(.down)) } ?? recordCount - 1
    return max(0, first)..<max(max(0, first), last + 1)
  }
}
