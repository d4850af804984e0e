import Foundation
import LocatedJSON
import SceneDescription
import TraceFormat
import VectorMath

/// One self-contained HTML page that shows a trace: three-dimensional view, events, contacts, energy and momentum.
///
/// Records are taken in one by one; the page opens from disk and asks the network for nothing. All text of the trace
/// goes in as JSON in which no "<" is left, and the page shows it as text, so names and prompts cannot become markup.
public struct ViewerPage {
  /// Where a second trace parts from the first.
  public struct Divergence: Sendable {
    public var time: Double
    public var body: Int?
    public var text: String
    public init(time: Double, body: Int?, text: String) {
      self.time = time
      self.body = body
      self.text = text
    }
  }

  private let header: TraceHeader
  private var arrays = ViewerArrays()
  private var events: [TraceEvent] = []
  private var ghost: (title: String, poses: [Float], count: Int)?
  /// Marked in the bar of time, with a button that goes there.
  public var divergence: Divergence?
  private let firstBone: [Int]

  public init(_ header: TraceHeader) {
    self.header = header
    var bones = 0
    var first: [Int] = []
    for person in header.people {
      first.append(bones)
      bones += person.bones.count
    }
    firstBone = first
  }

  /// Takes in the next record to show.
  public mutating func add(_ frame: TraceFrame) {
    arrays.times.append(frame.time)
    arrays.steps.append(UInt32(frame.step))
    for body in frame.bodies {
      arrays.poses.append(pose: body.pose)
      arrays.velocities.append(vector: body.velocity)
      arrays.velocities.append(vector: body.angularVelocity)
      arrays.asleep.append(body.isAsleep ? 1 : 0)
    }
    for person in frame.people { for bone in person.bones { arrays.bones.append(pose: bone) } }
    for contact in frame.contacts {
      arrays.contactPairs += [number(contact.a), number(contact.b)]
      arrays.contactData.append(vector: contact.point)
      arrays.contactData.append(vector: contact.normal)
      arrays.contactData += [Float(contact.depth), Float(contact.normalImpulse)]
      arrays.contactData.append(vector: contact.tangentImpulse)
    }
    arrays.contactStart.append(UInt32(arrays.contactPairs.count / 2))
    arrays.energy += [Float(frame.energy.kinetic), Float(frame.energy.potential)]
    arrays.energy.append(vector: frame.energy.momentum)
    arrays.energy.append(vector: frame.energy.angularMomentum)
    events += frame.events
  }

  /// Takes in events of a record that is not shown itself.
  public mutating func addEvents(of frame: TraceFrame) { events += frame.events }

  /// The next record of a second trace of the same bodies, drawn as ghosts where it differs.
  public mutating func addGhost(_ frame: TraceFrame, title: String) {
    precondition(
      frame.bodies.count == header.bodies.count,
      "the other trace has \(frame.bodies.count) bodies, the first \(header.bodies.count)")
    var poses = ghost?.poses ?? []
    ghost = nil  // so that the array below is not shared while it grows
    for body in frame.bodies { poses.append(pose: body.pose) }
    ghost = (title, poses, poses.count / 7 / Swift.max(1, header.bodies.count))
  }

  /// A body's number, or -1 - k for bone k of all people's bones in a row.
  private func number(_ participant: TraceParticipant) -> Int32 {
    switch participant {
    case .body(let i): Int32(i)
    case .bone(let person, let bone): Int32(-1 - firstBone[person] - bone)
    }
  }

  /// The page's text, UTF-8.
  public func html() -> [UInt8] {
    var arrays = arrays
    if let ghost { arrays.ghost = ghost.poses }
    let (directory, bytes) = arrays.packed()
    let parts = [
      "/*STYLE*/": text(PackageResources.style_css), "/*TRACE*/": describe(directory),
      "/*ARRAYS*/": Data(bytes).base64EncodedString(), "/*SCRIPT*/": ViewerPage.script,
    ]
    // Marks are looked for in the template only, never in what has been filled in.
    var page: [UInt8] = []
    for piece in text(PackageResources.page_html).split(separator: "/*", omittingEmptySubsequences: false).enumerated()
    {
      guard piece.offset > 0, let end = piece.element.range(of: "*/") else {
        page += piece.element.utf8
        continue
      }
      page += (parts["/*" + piece.element[..<end.lowerBound] + "*/"] ?? "").utf8
      page += piece.element[end.upperBound...].utf8
    }
    return page
  }

  private static let script = [
    PackageResources.linear_js, PackageResources.data_js, PackageResources.shapes_js, PackageResources.painter_js,
    PackageResources.flatpainter_js, PackageResources.camera_js, PackageResources.state_js, PackageResources.stage_js,
    PackageResources.panels_js, PackageResources.timeline_js, PackageResources.main_js,
  ].map { text($0) }.joined(separator: "\n")

  private func describe(_ directory: [ViewerArrays.Entry]) -> String {
    var json = JSONWriter(pretty: false)
    json.object { json in
      json.member("title", header.title)
      json.member("facts", facts)
      json.member("notes", header.notes)
      json.member("stepRate", header.stepRate)
      json.member("bodies") { $0.list(header.bodies) { ViewerShapes.write($1, to: &$0) } }
      json.member("people") { $0.list(header.people) { ViewerShapes.write($1, to: &$0) } }
      json.member("joints") { $0.list(header.joints) { ViewerShapes.write($1, to: &$0) } }
      json.member("events") { $0.list(events) { write($1, to: &$0) } }
      json.member("arrays") { $0.list(directory) { $1.write(to: &$0) } }
      if let ghost {
        json.member("ghost") { json in
          json.object { json in
            json.member("title", ghost.title)
            json.member("count", ghost.count)
          }
        }
      }
      if let divergence {
        json.member("divergence") { json in
          json.object { json in
            json.member("time", divergence.time)
            json.member("body", divergence.body ?? -1)
            json.member("text", divergence.text)
          }
        }
      }
    }
    // Inside a script element only "<" could end it; in JSON it may stand as an escape.
    return json.text.replacingOccurrences(of: "<", with: "\\u003c")
  }

  private var facts: String {
    "\(header.bodies.count) bodies · \(header.stepRate) steps/s · seed \(header.seed) · \(header.engine) · scene "
      + String(header.sceneHash, radix: 16)
  }

  private func write(_ event: TraceEvent, to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", event.kind.rawValue)
      json.member("step", event.step)
      json.member("time", event.time)
      json.member("a", Int(number(event.a)))
      if let b = event.b { json.member("b", Int(number(b))) }
      if let speed = event.speed { json.member("speed", speed) }
      if let impulse = event.impulse { json.member("impulse", impulse) }
      if let point = event.point { json.member("point", point) }
      if let normal = event.normal { json.member("normal", normal) }
    }
  }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

extension [Float] {
  mutating func append(vector v: Vector3) { self += [Float(v.x), Float(v.y), Float(v.z)] }
  mutating func append(pose p: RigidTransform) {
    append(vector: p.translation)
    self += [Float(p.rotation.x), Float(p.rotation.y), Float(p.rotation.z), Float(p.rotation.w)]
  }
}
