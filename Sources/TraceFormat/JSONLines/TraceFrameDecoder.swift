import LocatedJSON
import VectorMath

/// Decodes one frame line and checks it against the header.
struct TraceFrameDecoder {
  let header: TraceHeader

  func frame(_ node: JSONNode, index expected: Int) throws(JSONError) -> TraceFrame {
    let fields = try Fields(
      node,
      required: [
        "record", "step", "time", "bodies", "people", "joints", "contacts", "events", "energy", "stateHash",
        "stepHashes",
      ])
    let index = try Int(json: fields["record"])
    if index != expected { throw fields["record"].error("expected record \(expected), found \(index)") }
    let step = try Int(json: fields["step"])
    let rightStep = index * header.stepsPerRecord
    if step != rightStep {
      throw fields["step"].error("expected step \(rightStep) in record \(index), found \(step)")
    }
    var frame = TraceFrame(index: index, step: step, time: try time(fields["time"], ofStep: step))
    for row in try list(fields["bodies"], "bodies", count: header.bodies.count) {
      frame.bodies.append(try bodySample(row))
    }
    for (person, sample) in zip(header.people, try list(fields["people"], "people", count: header.people.count)) {
      frame.people.append(try skeleton(sample, of: person))
    }
    for row in try list(fields["joints"], "joints", count: header.joints.count) { frame.joints.append(try joint(row)) }
    for row in try fields["contacts"].elements() { frame.contacts.append(try contact(row)) }
    frame.events = try events(fields["events"])
    frame.energy = try energy(fields["energy"])
    frame.stateHash = try HexWord(json: fields["stateHash"]).value
    frame.stepHashes = try StepHashes(json: fields["stepHashes"]).values
    let steps = header.stepHashCount(ofRecord: index)
    if frame.stepHashes.count != steps {
      throw fields["stepHashes"].error("expected hashes of \(steps) steps, found \(frame.stepHashes.count)")
    }
    if let last = frame.stepHashes.last, last != UInt16(truncatingIfNeeded: frame.stateHash) {
      throw fields["stepHashes"].error("expected its last digits to be those of \"stateHash\"")
    }
    return frame
  }

  func events(_ node: JSONNode) throws(JSONError) -> [TraceEvent] {
    var events: [TraceEvent] = []
    for event in try node.elements() { events.append(try self.event(event)) }
    return events
  }

  private func time(_ node: JSONNode, ofStep step: Int) throws(JSONError) -> Double {
    let time = try Double(json: node)
    if time != header.time(ofStep: step) {
      throw node.error("expected the time of step \(step), \(header.time(ofStep: step)), found \(time)")
    }
    return time
  }

  private func list(_ node: JSONNode, _ what: String, count: Int) throws(JSONError) -> [JSONNode] {
    let elements = try node.elements()
    if elements.count != count {
      throw node.error("expected \(count) \(what) as in the header, found \(elements.count)")
    }
    return elements
  }

  private func bodySample(_ node: JSONNode) throws(JSONError) -> BodySample {
    var row = try Row(node, count: 14, "position, orientation, velocity, angular velocity, asleep")
    let position = try row.vector()
    return BodySample(
      position: position, orientation: try row.quaternion(), velocity: try row.vector(),
      angularVelocity: try row.vector(), isAsleep: try Bool(json: row.next()))
  }

  private func skeleton(_ node: JSONNode, of person: TracePerson) throws(JSONError) -> SkeletonSample {
    let fields = try Fields(node, required: ["locked", "bones"])
    let locked = try list(fields["locked"], "feet", count: 2)
    var bones: [RigidTransform] = []
    for bone in try list(fields["bones"], "bones of '\(person.name)'", count: person.bones.count) {
      var row = try Row(bone, count: 7, "position, orientation")
      let position = try row.vector()
      bones.append(RigidTransform(rotation: try row.quaternion(), translation: position))
    }
    return SkeletonSample(
      bones: bones, leftFootLocked: try Bool(json: locked[0]), rightFootLocked: try Bool(json: locked[1]))
  }

  private func joint(_ node: JSONNode) throws(JSONError) -> JointSample {
    var row = try Row(node, count: 10, "force, torque, coordinate, speed, gap, broken")
    let force = try row.vector()
    return JointSample(
      force: force, torque: try row.vector(), coordinate: try row.number(), speed: try row.number(),
      gap: try row.number(), isBroken: try Bool(json: row.next()))
  }

  private func participant(_ node: JSONNode) throws(JSONError) -> TraceParticipant {
    if case .array(let pair) = node.value {
      guard pair.count == 2 else { throw node.error("expected [person, bone], found \(pair.count) numbers") }
      let person = try index(pair[0], of: header.people.count, "people")
      return .bone(person: person, bone: try index(pair[1], of: header.people[person].bones.count, "bones"))
    }
    return .body(try index(node, of: header.bodies.count, "bodies"))
  }

  private func index(_ node: JSONNode, of count: Int, _ what: String) throws(JSONError) -> Int {
    let i = try Int(json: node)
    guard i >= 0 && i < count else { throw node.error("expected an index below \(count) (\(what)), found \(i)") }
    return i
  }

  private func contact(_ node: JSONNode) throws(JSONError) -> ContactSample {
    var row = try Row(node, count: 14, "a, b, feature, point, normal, depth, normal impulse, tangent impulse")
    let a = try participant(row.next())
    let b = try participant(row.next())
    return ContactSample(
      a: a, b: b, feature: try HexWord(json: row.next()).value, point: try row.vector(), normal: try row.vector(),
      depth: try row.number(), normalImpulse: try row.number(), tangentImpulse: try row.vector())
  }

  private func event(_ node: JSONNode) throws(JSONError) -> TraceEvent {
    let fields = try Fields(
      node, required: ["kind", "step", "time", "a"], optional: ["b", "point", "speed", "normal", "impulse", "joint"])
    let name = try String(json: fields["kind"])
    guard let kind = TraceEvent.Kind(rawValue: name) else {
      let known = TraceEvent.Kind.allCases.map(\.rawValue)
      throw fields["kind"].error("no event '\(name)'; \(nearestHint(name, among: known))")
    }
    let step = try Int(json: fields["step"])
    guard (0...header.recordCount * header.stepsPerRecord).contains(step) else {
      throw fields["step"].error("expected a step of this run, found \(step)")
    }
    var event = TraceEvent(
      kind: kind, step: step, time: try time(fields["time"], ofStep: step), a: try participant(fields["a"]))
    if let b = fields.optional("b") { event.b = try participant(b) }
    if let point = fields.optional("point") { event.point = try vector(point) }
    if let speed = fields.optional("speed") { event.speed = try Double(json: speed) }
    if let normal = fields.optional("normal") { event.normal = try vector(normal) }
    if let impulse = fields.optional("impulse") { event.impulse = try Double(json: impulse) }
    if let joint = fields.optional("joint") { event.joint = try index(joint, of: header.joints.count, "joints") }
    return event
  }

  private func energy(_ node: JSONNode) throws(JSONError) -> EnergySample {
    let fields = try Fields(node, required: ["kinetic", "potential", "total", "momentum", "angularMomentum"])
    var energy = EnergySample()
    energy.kinetic = try Double(json: fields["kinetic"])
    energy.potential = try Double(json: fields["potential"])
    let total = try Double(json: fields["total"])
    if total != energy.total { throw fields["total"].error("expected the sum \(energy.total), found \(total)") }
    energy.momentum = try vector(fields["momentum"])
    energy.angularMomentum = try vector(fields["angularMomentum"])
    return energy
  }

  private func vector(_ node: JSONNode) throws(JSONError) -> Vector3 {
    var row = try Row(node, count: 3, "x, y, z")
    return try row.vector()
  }
}

/// The members of an object with a fixed set of keys.
private struct Fields {
  private let members: [JSONMember]

  init(_ node: JSONNode, required: [String], optional: [String] = []) throws(JSONError) {
    members = try node.members()
    for member in members where !required.contains(member.key) && !optional.contains(member.key) {
      throw JSONError(
        "unknown key \"\(member.key)\"; \(nearestHint(member.key, among: required + optional))", at: member.location)
    }
    for key in required where !members.contains(where: { $0.key == key }) {
      throw node.error("expected the key \"\(key)\" in this object")
    }
  }

  func optional(_ key: String) -> JSONNode? { members.first { $0.key == key }?.node }
  subscript(key: String) -> JSONNode {
    guard let node = optional(key) else { preconditionFailure("key \(key) was not checked") }
    return node
  }
}

/// The elements of an array of fixed length, taken one after another.
private struct Row {
  private let elements: [JSONNode]
  private var position = 0

  init(_ node: JSONNode, count: Int, _ what: String) throws(JSONError) {
    elements = try node.elements()
    if elements.count != count { throw node.error("expected \(count) values (\(what)), found \(elements.count)") }
  }
  mutating func next() -> JSONNode {
    defer { position += 1 }
    return elements[position]
  }
  mutating func number() throws(JSONError) -> Double { try Double(json: next()) }
  mutating func vector() throws(JSONError) -> Vector3 {
    let x = try number()
    let y = try number()
    return Vector3(x, y, try number())
  }
  mutating func quaternion() throws(JSONError) -> Quaternion {
    let v = try vector()
    return Quaternion(x: v.x, y: v.y, z: v.z, w: try number())
  }
}
