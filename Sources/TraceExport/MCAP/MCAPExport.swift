import LocatedJSON
import Rendering
import SceneDescription
import TraceFormat
import VectorMath

/// A trace as an MCAP file with Foxglove's messages, for Rerun and Foxglove.
///
/// Topics: `/scene` (foxglove.SceneUpdate: every body once, held by its own frame), `/tf` (foxglove.FrameTransforms: where
/// the frames are, each record), `/contacts` (foxglove.SceneUpdate: arrows), `/events` (foxglove.Log), and as JSON
/// `/contact_points` and `/energy`. The frame `world` is the trace's, Y up; `map` above it has Z up, as those tools do.
public struct MCAPExport {
  private let header: TraceHeader
  private var writer: MCAPWriter
  private let scene, transforms, contacts, log, points, energy: UInt16
  private let names: FrameNames
  /// Arrow length a unit of impulse, m / (N s).
  private let arrowScale: Double
  private var isStarted = false

  public init(_ header: TraceHeader) {
    self.header = header
    names = FrameNames(header)
    writer = MCAPWriter(library: header.engine)
    let proto = FoxgloveSchemas.descriptors
    let update = writer.addSchema("foxglove.SceneUpdate", encoding: "protobuf", proto)
    let frames = writer.addSchema("foxglove.FrameTransforms", encoding: "protobuf", proto)
    let logs = writer.addSchema("foxglove.Log", encoding: "protobuf", proto)
    let pointSchema = writer.addSchema("kinema.Contacts", encoding: "jsonschema", Array(MCAPExport.contactSchema.utf8))
    let energySchema = writer.addSchema("kinema.Energy", encoding: "jsonschema", Array(MCAPExport.energySchema.utf8))
    scene = writer.addChannel("/scene", schema: update, encoding: "protobuf")
    transforms = writer.addChannel("/tf", schema: frames, encoding: "protobuf")
    contacts = writer.addChannel("/contacts", schema: update, encoding: "protobuf")
    log = writer.addChannel("/events", schema: logs, encoding: "protobuf")
    points = writer.addChannel("/contact_points", schema: pointSchema, encoding: "json")
    energy = writer.addChannel("/energy", schema: energySchema, encoding: "json")
    // The weight of the mean body over one step, resting, is an arrow of 5 cm.
    let weights = header.bodies.filter(\.isDynamic).map { $0.mass * header.gravity.length / Double(header.stepRate) }
    let mean = weights.isEmpty ? 1 : weights.reduce(0, +) / Double(weights.count)
    arrowScale = mean > 0 ? 0.05 / mean : 1
  }

  /// Takes in the next record; returns the bytes to write.
  public mutating func add(_ frame: TraceFrame) throws(ExportError) -> [UInt8] {
    let time = UInt64((frame.time * 1e9).rounded())
    if !isStarted {
      isStarted = true
      writer.add(try FoxgloveScene(header, names).update(time: time).bytes, channel: scene, time: time)
    }
    writer.add(frameTransforms(frame, time).bytes, channel: transforms, time: time)
    writer.add(contactArrows(frame, time).bytes, channel: contacts, time: time)
    for event in frame.events {
      let at = UInt64((event.time * 1e9).rounded())
      writer.add(message(event, at).bytes, channel: log, time: at)
    }
    writer.add(Array(contactPoints(frame).utf8), channel: points, time: time)
    writer.add(Array(energies(frame).utf8), channel: energy, time: time)
    return writer.drain()
  }

  /// The bytes that end the file.
  public mutating func finish() -> [UInt8] {
    writer.finish()
    return writer.drain()
  }

  // MARK: Messages

  private func frameTransforms(_ frame: TraceFrame, _ time: UInt64) -> ProtobufMessage {
    var out = ProtobufMessage()
    func add(_ child: String, parent: String, _ pose: RigidTransform) {
      out.add(1) { t in
        t.add(1, .stamp(time))
        t.add(2, parent)
        t.add(3, child)
        t.add(4, .vector(pose.translation))
        t.add(5, .quaternion(pose.rotation))
      }
    }
    let upright = Quaternion(angle: Double.pi / 2, axis: .unitX)
    add("world", parent: "map", RigidTransform(rotation: upright, translation: .zero))
    for (i, body) in frame.bodies.enumerated() { add(names.bodies[i], parent: "world", body.pose) }
    for (p, person) in frame.people.enumerated() {
      for (b, bone) in person.bones.enumerated() { add(names.bones[p][b], parent: "world", bone) }
    }
    return out
  }

  private func contactArrows(_ frame: TraceFrame, _ time: UInt64) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(2) { entity in
      entity.add(1, .stamp(time))
      entity.add(2, "world")
      entity.add(3, "contacts")
      for contact in frame.contacts where contact.normalImpulse > 0 {
        let push = contact.normal * contact.normalImpulse + contact.tangentImpulse
        let length = Swift.min(2, push.length * arrowScale)
        entity.add(7) { arrow in
          // Arrows point along their +X.
          let pose = RigidTransform(rotation: Quaternion(from: .unitX, to: push.normalized), translation: contact.point)
          arrow.add(1, .pose(pose))
          arrow.add(2, length * 0.75)
          arrow.add(3, 0.008)
          arrow.add(4, length * 0.25)
          arrow.add(5, 0.02)
          arrow.add(6, .colour(0.9, 0.25, 0.2))
        }
      }
    }
    return out
  }

  private func message(_ event: TraceEvent, _ time: UInt64) -> ProtobufMessage {
    var text = "\(event.kind.rawValue): \(names.name(of: event.a))"
    if let b = event.b { text += " | \(names.name(of: b))" }
    if let speed = event.speed { text += ", closing at \(speed) m/s" }
    var out = ProtobufMessage()
    out.add(1, .stamp(time))
    out.add(2, UInt64(2))
    out.add(3, text)
    out.add(4, "kinema")
    return out
  }

  private func contactPoints(_ frame: TraceFrame) -> String {
    var json = JSONWriter(pretty: false)
    json.object { json in
      json.member("time", frame.time)
      json.member("contacts") { json in
        json.list(frame.contacts) { json, c in
          json.object { json in
            json.member("a", names.name(of: c.a))
            json.member("b", names.name(of: c.b))
            json.member("point", c.point)
            json.member("normal", c.normal)
            json.member("depth", c.depth)
            json.member("normalImpulse", c.normalImpulse)
            json.member("tangentImpulse", c.tangentImpulse)
          }
        }
      }
    }
    return json.text
  }

  private func energies(_ frame: TraceFrame) -> String {
    var json = JSONWriter(pretty: false)
    json.object { json in
      json.member("time", frame.time)
      json.member("kinetic", frame.energy.kinetic)
      json.member("potential", frame.energy.potential)
      json.member("total", frame.energy.total)
      json.member("momentum", frame.energy.momentum)
      json.member("angularMomentum", frame.energy.angularMomentum)
    }
    return json.text
  }

  private static let vectorSchema = #"{"type":"array","items":{"type":"number"}}"#
  private static let energySchema =
    #"{"type":"object","properties":{"time":{"type":"number"},"kinetic":{"type":"number"},"potential":"#
    + #"{"type":"number"},"total":{"type":"number"},"momentum":"# + vectorSchema + #","angularMomentum":"#
    + vectorSchema + "}}"
  private static let contactSchema =
    #"{"type":"object","properties":{"time":{"type":"number"},"contacts":{"type":"array","items":{"type":"object","#
    + #""properties":{"a":{"type":"string"},"b":{"type":"string"},"point":"# + vectorSchema + #","normal":"#
    + vectorSchema + #","depth":{"type":"number"},"normalImpulse":{"type":"number"},"tangentImpulse":"# + vectorSchema
    + "}}}}}"
}

/// Names of the frames of reference, unique and without surprises: those of bodies, and person/bone.
struct FrameNames {
  let bodies: [String]
  let bones: [[String]]

  init(_ header: TraceHeader) {
    bodies = header.bodies.map { "body/" + $0.name }
    bones = header.people.map { person in person.bones.map { "person/" + person.name + "/" + $0.name } }
  }

  func name(of participant: TraceParticipant) -> String {
    switch participant {
    case .body(let i): bodies[i]
    case .bone(let person, let bone): bones[person][bone]
    }
  }
}
