import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// A short run with every kind of shape, a joint and a walking person.
func shortRun(frames: Int = 12) throws -> Trace {
  var scene = Scene()
  scene.title = "everything"
  scene.seconds = Double(frames) / 24
  func add(_ name: String, _ shape: SolidShape, _ x: Double, motion: Body.Motion = .dynamic) {
    var body = Body()
    body.name = name
    body.shape = shape
    body.motion = motion
    body.position = Vector3(x, motion == .fixed ? 0 : 0.6, -1)
    body.angularVelocity = motion == .fixed ? .zero : Vector3(1, 2, 3)
    scene.bodies.append(body)
  }
  var hull = SolidShape.Hull()
  hull.points = [Vector3(0, 0, 0), Vector3(0.2, 0, 0), Vector3(0, 0.3, 0), Vector3(0, 0, 0.2)]
  var part = SolidShape.Compound.Part()
  part.position = Vector3(0.1, 0, 0)
  var compound = SolidShape.Compound()
  compound.parts = [part, SolidShape.Compound.Part()]
  add("floor", .plane(SolidShape.Plane()), 0, motion: .fixed)
  add("ball", .sphere(radius: 0.1), -1.2)
  add("block", .box(halfExtents: Vector3(0.1, 0.15, 0.2)), -0.8)
  add("pill", .capsule(radius: 0.05, halfHeight: 0.1), -0.4)
  add("can", .cylinder(radius: 0.1, halfHeight: 0.12), 0)
  scene.bodies[2].position.y = 0.15
  scene.bodies[2].angularVelocity = .zero
  add("hat", .cone(radius: 0.1, height: 0.3), 0.4)
  add("wedge", .hull(hull), 0.8)
  add("pair", .compound(compound), 1.2)
  var person = Person()
  person.name = "walker"
  scene.people = [person]
  var simulator = try Simulator(scene)
  var trace = Trace(header: simulator.header, frames: [])
  while let frame = simulator.nextFrame() { trace.frames.append(frame) }
  return trace
}

/// Little-endian numbers of a file.
struct Bytes {
  let all: [UInt8]
  func number<T: FixedWidthInteger>(_ offset: Int, as type: T.Type = T.self) -> T {
    all[offset..<offset + MemoryLayout<T>.size].reversed().reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
  }
  func floats(_ offset: Int, _ count: Int) -> [Float] {
    (0..<count).map { Float(bitPattern: number(offset + 4 * $0)) }
  }
  func text(_ range: Range<Int>) -> String { String(decoding: all[range], as: UTF8.self) }
}
