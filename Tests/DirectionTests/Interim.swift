import Direction
import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

func bodiesOnly(_ scene: Scene) throws -> Trace {
  let rate = 960
  var world = World(WorldSettings(timeStep: 1 / Double(rate), allowSleep: true))
  var ids: [BodyID] = []
  for b in scene.bodies {
    let shape: Shape =
      switch b.shape {
      case .sphere(let s): .sphere(radius: s.radius)
      case .box(let s): .box(halfExtents: s.halfExtents)
      case .capsule(let s): .capsule(radius: s.radius, halfHeight: s.halfHeight)
      case .plane: .plane
      }
    let m = scene.material(named: b.material)!
    var d = BodyDefinition(name: b.name, shape: shape, motion: b.motion == .dynamic ? .dynamic : .fixed)
    d.position = b.position
    d.orientation = b.orientation
    d.linearVelocity = b.velocity
    d.angularVelocity = b.angularVelocity
    d.mass = b.mass
    d.density = m.density
    d.friction = b.friction ?? m.friction
    d.restitution = b.restitution ?? m.restitution
    ids.append(try world.add(d))
  }
  var trace = Trace(header: TraceHeader(), frames: [])
  for k in 0..<scene.frameCount {
    if k > 0 { for _ in 0..<rate / scene.frameRate { world.step() } }
    var frame = TraceFrame(index: k, step: world.stepIndex, time: Double(k) / Double(scene.frameRate))
    frame.bodies = ids.map {
      let s = world.state(of: $0)
      return BodySample(position: s.position, orientation: s.orientation, velocity: s.linearVelocity, angularVelocity: s.angularVelocity)
    }
    for e in world.drainEvents() where e.kind == .begin {
      frame.events.append(TraceEvent(kind: .contactBegin, step: e.step, time: Double(e.step) / Double(rate), a: .body(e.a.index), b: .body(e.b.index)))
    }
    trace.frames.append(frame)
  }
  return trace
}
