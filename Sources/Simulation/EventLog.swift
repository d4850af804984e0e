import Locomotion
import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

/// Turns what the engine and the gaits report at each step into the events of a trace.
///
/// A contact that is lost for less than `apartTime` counts as unbroken, so that things at rest and rattling ones do not
/// fill the trace. Its end is therefore known a little late; the event bears the true step and comes in the frame in
/// which it became certain.
struct EventLog: Sendable {
  static let apartTime = 0.02
  /// Cosine of the 60 degrees at which a body counts as toppled.
  static let toppledCosine = 0.5

  private struct Touch: Sendable {
    let a: Int
    let b: Int
    /// The step at which the bodies parted; nil while they touch.
    var partedAt: Int?
    var point: Vector3
  }
  private struct Standing: Sendable {
    let body: Int
    /// The direction in the body that was up at the start.
    let up: Vector3
  }

  private let stepRate: Int
  private let participants: [TraceParticipant]
  private let worldUp: Vector3
  private let patience: Int
  private let joints: [BuiltJoint]
  private var touches: [Touch] = []
  private var standing: [Standing] = []
  private var nextFootEvent: [Int]
  private var pending: [TraceEvent] = []

  init(_ built: BuiltWorld, scene: Scene, stepRate: Int) {
    self.stepRate = stepRate
    participants = built.participants
    joints = built.joints
    worldUp = scene.gravity.length > 0 ? scene.gravity.normalized * -1 : .unitY
    patience = Int((EventLog.apartTime * Double(stepRate)).rounded(.up))
    nextFootEvent = [Int](repeating: 0, count: built.walkers.count)
    for (index, body) in scene.bodies.enumerated() where body.motion == .dynamic {
      // A ball has no side to stand on.
      if case .sphere = body.shape { continue }
      standing.append(Standing(body: index, up: body.orientation.normalized.inverseRotate(worldUp)))
    }
  }

  /// Reads the events of the step that has just been made; `step` counts the steps made.
  mutating func record(_ world: inout World, walkers: [Walker], step: Int) {
    for event in world.drainEvents() {
      switch event.kind {
      case .begin: begin(event)
      case .end: part(event)
      case .impact: break
      }
    }
    confirmEnds(step: step)
    if !joints.isEmpty { recordBreaks(&world) }
    recordFeet(walkers, step: step)
    recordToppled(world, step: step)
  }

  /// The events since the last call, in order of step.
  mutating func drain() -> [TraceEvent] {
    // A sort by step that keeps the order within a step: ends come late but belong to their own step.
    let sorted = pending.enumerated().sorted { ($0.element.step, $0.offset) < ($1.element.step, $1.offset) }
    pending.removeAll(keepingCapacity: true)
    return sorted.map(\.element)
  }

  private func event(_ kind: TraceEvent.Kind, step: Int, a: TraceParticipant) -> TraceEvent {
    TraceEvent(kind: kind, step: step, time: Double(step) / Double(stepRate), a: a)
  }

  // MARK: Contacts

  private func index(_ a: BodyID, _ b: BodyID) -> (index: Int, isFound: Bool) {
    var low = 0
    var high = touches.count
    while low < high {
      let middle = (low + high) / 2
      if (touches[middle].a, touches[middle].b) < (a.index, b.index) { low = middle + 1 } else { high = middle }
    }
    return (low, low < touches.count && touches[low].a == a.index && touches[low].b == b.index)
  }

  private mutating func begin(_ contact: ContactEvent) {
    let (i, isFound) = index(contact.a, contact.b)
    if isFound {
      touches[i].partedAt = nil
      return
    }
    touches.insert(Touch(a: contact.a.index, b: contact.b.index, partedAt: nil, point: contact.point), at: i)
    var begun = event(.contactBegin, step: contact.step + 1, a: participants[contact.a.index])
    begun.b = participants[contact.b.index]
    begun.point = contact.point
    begun.speed = contact.normalSpeed
    begun.normal = contact.normal
    begun.impulse = contact.impulse
    pending.append(begun)
  }

  private mutating func part(_ contact: ContactEvent) {
    let (i, isFound) = index(contact.a, contact.b)
    guard isFound else { return }
    touches[i].partedAt = contact.step + 1
    touches[i].point = contact.point
  }

  private mutating func confirmEnds(step: Int) {
    var kept = 0
    for i in touches.indices {
      let touch = touches[i]
      if let parted = touch.partedAt, step - parted >= patience {
        var ended = event(.contactEnd, step: parted, a: participants[touch.a])
        ended.b = participants[touch.b]
        ended.point = touch.point
        pending.append(ended)
      } else {
        if kept != i { touches[kept] = touch }
        kept += 1
      }
    }
    touches.removeLast(touches.count - kept)
  }

  // MARK: Joints

  private mutating func recordBreaks(_ world: inout World) {
    for broken in world.drainJointEvents() {
      let joint = joints[broken.joint.index]
      var made = event(.jointBroke, step: broken.step + 1, a: participants[(joint.a ?? joint.b).index])
      if joint.a != nil { made.b = participants[joint.b.index] }
      made.joint = broken.joint.index
      made.point = world.state(of: joint.b).pose.apply(joint.onB)
      pending.append(made)
    }
  }

  // MARK: Feet

  private mutating func recordFeet(_ walkers: [Walker], step: Int) {
    let now = Double(step) / Double(stepRate)
    for (person, walker) in walkers.enumerated() {
      let events = walker.gait.footEvents
      while nextFootEvent[person] < events.count && events[nextFootEvent[person]].time <= now {
        let foot = events[nextFootEvent[person]]
        var made = event(
          foot.kind == .strike ? .footDown : .footUp, step: step, a: .bone(person: person, bone: foot.foot.rawValue))
        made.point = foot.point
        pending.append(made)
        nextFootEvent[person] += 1
      }
    }
  }

  // MARK: Toppling

  private mutating func recordToppled(_ world: World, step: Int) {
    var kept = 0
    for i in standing.indices {
      let body = standing[i]
      let state = world.state(of: BodyID(index: body.body))
      if dot(state.orientation.rotate(body.up), worldUp) < EventLog.toppledCosine {
        var fallen = event(.toppled, step: step, a: .body(body.body))
        fallen.point = state.position
        pending.append(fallen)
      } else {
        if kept != i { standing[kept] = body }
        kept += 1
      }
    }
    standing.removeLast(standing.count - kept)
  }
}
