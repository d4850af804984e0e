import LocatedJSON
import VectorMath

/// Writes a trace as JSON Lines: the header, then a line a record. docs/trace-format.md has every field.
///
/// The bytes depend on the values alone and reading them gives the same bits back. All numbers must be finite.
public enum TraceWriter {
  /// The first line, with its line feed.
  public static func line(_ header: TraceHeader) -> String { header.encoded(pretty: false) }

  /// The line of a record, with its line feed.
  public static func line(_ frame: TraceFrame) -> String {
    var writer = JSONWriter(pretty: false)
    frame.write(to: &writer)
    return writer.text + "\n"
  }

  /// A whole trace.
  public static func text(_ trace: Trace) -> String {
    trace.frames.reduce(into: line(trace.header)) { $0 += line($1) }
  }
}

extension TraceFrame {
  func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key("record")
      w.integer(index)
      w.key("step")
      w.integer(step)
      w.key("time")
      w.number(time)
      w.key("bodies")
      w.rows(bodies) { sample, row in
        row.values(sample.pose)
        row.values(sample.velocity)
        row.values(sample.angularVelocity)
        row.element()
        row.bool(sample.isAsleep)
      }
      w.key("people")
      w.array { list in
        for person in people {
          list.element()
          person.write(to: &list)
        }
      }
      w.key("joints")
      w.rows(joints) { joint, row in joint.writeValues(to: &row) }
      w.key("contacts")
      w.rows(contacts) { contact, row in contact.writeValues(to: &row) }
      w.key("events")
      w.events(events)
      w.key("energy")
      energy.write(to: &w)
      w.key("stateHash")
      HexWord(stateHash).write(to: &w)
      w.key("stepHashes")
      StepHashes(stepHashes).write(to: &w)
    }
  }
}

extension JSONWriter {
  mutating func value(_ number: Double) {
    element()
    self.number(number)
  }
  mutating func values(_ v: Vector3) {
    value(v.x)
    value(v.y)
    value(v.z)
  }
  mutating func values(_ pose: RigidTransform) {
    values(pose.translation)
    values(pose.rotation.vector)
    value(pose.rotation.w)
  }
  mutating func vector(_ v: Vector3) { array { $0.values(v) } }
  mutating func events(_ events: [TraceEvent]) {
    array { list in
      for event in events {
        list.element()
        event.write(to: &list)
      }
    }
  }
  mutating func rows<Element>(_ elements: [Element], _ write: (Element, inout JSONWriter) -> Void) {
    array { list in
      for e in elements {
        list.element()
        list.array { write(e, &$0) }
      }
    }
  }
}

extension SkeletonSample {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key("locked")
      w.array { pair in
        pair.element()
        pair.bool(leftFootLocked)
        pair.element()
        pair.bool(rightFootLocked)
      }
      w.key("bones")
      w.rows(bones) { bone, row in row.values(bone) }
    }
  }
}

extension TraceParticipant {
  fileprivate func write(to writer: inout JSONWriter) {
    switch self {
    case .body(let index): writer.integer(index)
    case .bone(let person, let bone):
      writer.array { pair in
        pair.element()
        pair.integer(person)
        pair.element()
        pair.integer(bone)
      }
    }
  }
}

extension ContactSample {
  fileprivate func writeValues(to row: inout JSONWriter) {
    row.element()
    a.write(to: &row)
    row.element()
    b.write(to: &row)
    row.element()
    HexWord(feature).write(to: &row)
    row.values(point)
    row.values(normal)
    row.value(depth)
    row.value(normalImpulse)
    row.values(tangentImpulse)
  }
}

extension JointSample {
  fileprivate func writeValues(to row: inout JSONWriter) {
    row.values(force)
    row.values(torque)
    row.value(coordinate)
    row.value(speed)
    row.value(gap)
    row.element()
    row.bool(isBroken)
  }
}

extension TraceEvent {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key("kind")
      w.string(kind.rawValue)
      w.key("step")
      w.integer(step)
      w.key("time")
      w.number(time)
      w.key("a")
      a.write(to: &w)
      if let b {
        w.key("b")
        b.write(to: &w)
      }
      if let point {
        w.key("point")
        w.vector(point)
      }
      if let speed {
        w.key("speed")
        w.number(speed)
      }
      if let normal {
        w.key("normal")
        w.vector(normal)
      }
      if let impulse {
        w.key("impulse")
        w.number(impulse)
      }
      if let joint {
        w.key("joint")
        w.integer(joint)
      }
    }
  }
}

extension EnergySample {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key("kinetic")
      w.number(kinetic)
      w.key("potential")
      w.number(potential)
      w.key("total")
      w.number(total)
      w.key("momentum")
      w.vector(momentum)
      w.key("angularMomentum")
      w.vector(angularMomentum)
    }
  }
}
