import SceneDescription
import VectorMath

/// A trace with every kind of value and awkward numbers, from a seed: what tests and the fuzzer start from.
package func sampleTrace(seed: UInt64, frames: Int = 3, every: RecordInterval = .frame) -> Trace {
  var g = SeededGenerator(seed: seed)
  func number() -> Double {
    switch g.index(6) {
    case 0: return -0.0
    case 1: return 0x1p-1074 * Double(g.index(1000))
    case 2: return Double(g.index(100)) - 50
    case 3: return Double.greatestFiniteMagnitude * g.uniform(-1...1)
    default: return g.normal()
    }
  }
  func vector() -> Vector3 { Vector3(number(), number(), number()) }
  func turn() -> Quaternion { Quaternion(x: g.normal(), y: g.normal(), z: g.normal(), w: g.normal()).normalized }
  var header = TraceHeader()
  header.title = "A \"ball\"\n\u{1F3C0} rolls"
  header.engine = "test"
  header.sceneHash = g.next()
  header.seed = g.next()
  header.frameCount = frames
  header.every = every
  header.gravity = Vector3(0, -1.62, 0)
  header.bodies = [
    TraceBody(name: "ground", shape: .plane(SolidShape.Plane()), isDynamic: false, mass: 0),
    TraceBody(name: "ball", shape: .sphere(radius: 0.1), isDynamic: true, mass: 0.1),
    TraceBody(name: "block", shape: .box(halfExtents: Vector3(0.1, 0.2, 0.3)), isDynamic: true, mass: 2),
  ]
  header.bodies[1].material = "rubber"
  header.joints = [
    TraceJoint(name: "tether", kind: "rope", a: nil, b: 1, onA: vector(), onB: vector()),
    TraceJoint(name: "pin", kind: "hinge", a: 1, b: 2, onA: vector(), onB: vector()),
  ]
  let head = TraceBone(name: "head", parent: 0, shape: .sphere(radius: 0.1), centre: Vector3(0, 0.1, 0))
  header.people = [TracePerson(name: "walker", bones: [TraceBone(name: "pelvis"), head])]
  header.notes = ["one", "two"]
  var trace = Trace(header: header, frames: [])
  for i in 0..<header.recordCount {
    let step = i * header.stepsPerRecord
    var frame = TraceFrame(index: i, step: step, time: header.time(ofStep: step))
    for _ in header.bodies {
      frame.bodies.append(
        BodySample(
          position: vector(), orientation: turn(), velocity: vector(), angularVelocity: vector(),
          isAsleep: g.index(2) == 0))
    }
    let bones = (0..<2).map { _ in RigidTransform(rotation: turn(), translation: vector()) }
    frame.people = [SkeletonSample(bones: bones, leftFootLocked: g.index(2) == 0, rightFootLocked: g.index(2) == 0)]
    frame.joints = header.joints.map { _ in
      JointSample(
        force: vector(), torque: vector(), coordinate: number(), speed: number(), gap: number(),
        isBroken: g.index(2) == 0)
    }
    frame.contacts = (0..<g.index(4)).map { k in
      ContactSample(
        a: .body(0), b: k < 2 ? .bone(person: 0, bone: k) : .body(k - 1), feature: UInt64(g.index(3)), point: vector(),
        normal: vector(),
        depth: number(), normalImpulse: number(), tangentImpulse: vector())
    }
    frame.events = TraceEvent.Kind.allCases.enumerated().map { k, kind in
      TraceEvent(
        kind: kind, step: step, time: frame.time, a: .body(1), b: k % 2 == 0 ? .bone(person: 0, bone: 0) : nil,
        point: k % 3 == 0 ? vector() : nil, speed: k % 2 == 1 ? number() : nil,
        normal: k % 3 == 1 ? vector() : nil, impulse: k % 2 == 0 ? number() : nil, joint: k == 5 ? 1 : nil)
    }
    // Halves, so that their sum is finite.
    frame.energy.kinetic = number() / 2
    frame.energy.potential = number() / 2
    frame.energy.momentum = vector()
    frame.energy.angularMomentum = vector()
    frame.stateHash = g.next()
    if i > 0 {
      frame.stepHashes = (1..<header.stepsPerRecord).map { _ in UInt16(truncatingIfNeeded: g.next()) }
      frame.stepHashes.append(UInt16(truncatingIfNeeded: frame.stateHash))
    }
    trace.frames.append(frame)
  }
  return trace
}
