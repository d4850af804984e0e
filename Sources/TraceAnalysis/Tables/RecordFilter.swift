import TraceFormat

extension TraceFrame {
  /// The record with only these bodies, renumbered, and what concerns nothing else; for `dump --bodies`.
  func restricted(to kept: [Int: Int], joints keptJoints: [Int: Int]) -> TraceFrame {
    func renamed(_ p: TraceParticipant) -> TraceParticipant? {
      guard case .body(let i) = p else { return p }
      return kept[i].map { .body($0) }
    }
    var record = self
    record.bodies = kept.sorted { $0.value < $1.value }.map { bodies[$0.key] }
    record.joints = keptJoints.sorted { $0.value < $1.value }.map { joints[$0.key] }
    record.contacts = contacts.compactMap { contact in
      guard let a = renamed(contact.a), let b = renamed(contact.b) else { return nil }
      var c = contact
      (c.a, c.b) = (a, b)
      return c
    }
    record.events = events.compactMap { event in
      guard let a = renamed(event.a) else { return nil }
      var e = event
      e.a = a
      if let b = event.b {
        guard let other = renamed(b) else { return nil }
        e.b = other
      }
      if let joint = event.joint {
        guard let index = keptJoints[joint] else { return nil }
        e.joint = index
      }
      return e
    }
    return record
  }
}

/// A part of a trace that is a trace again: some bodies, and contacts, joints and events among them.
public struct TraceExcerpt {
  public let header: TraceHeader
  private let bodies: [Int: Int]
  private let joints: [Int: Int]

  /// - Parameter names: Bodies to keep, in the trace's order whatever theirs.
  public init(_ header: TraceHeader, bodies names: [String]) throws(SelectionError) {
    let kept = try header.bodies(named: names).sorted()
    var bodies: [Int: Int] = [:]
    for (new, old) in kept.enumerated() { bodies[old] = new }
    var part = header
    part.bodies = kept.map { header.bodies[$0] }
    part.joints = []
    var joints: [Int: Int] = [:]
    for (old, joint) in header.joints.enumerated() {
      guard let b = bodies[joint.b] else { continue }
      var renamed = joint
      renamed.b = b
      if let a = joint.a {
        guard let index = bodies[a] else { continue }
        renamed.a = index
      }
      joints[old] = part.joints.count
      part.joints.append(renamed)
    }
    part.notes.append("an excerpt: \(kept.count) of \(header.bodies.count) bodies; energies are those of all")
    self.header = part
    self.bodies = bodies
    self.joints = joints
  }

  public func record(_ record: TraceFrame) -> TraceFrame { record.restricted(to: bodies, joints: joints) }
}
