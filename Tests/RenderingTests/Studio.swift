import SceneDescription
import TraceFormat
import VectorMath

@testable import Rendering

/// Builds scenes and trace frames by hand.
struct Studio {
  var scene = Scene()

  init() {
    scene.camera.position = Vector3(0, 1, 4)
    scene.camera.target = Vector3(0, 0.4, 0)
  }

  mutating func add(
    _ name: String, _ shape: SolidShape, _ material: String = "plaster", at p: Vector3 = .zero,
    turned q: Quaternion = .identity
  ) {
    var b = Body()
    b.name = name
    b.shape = shape
    b.material = material
    b.position = p
    b.orientation = q
    scene.bodies.append(b)
  }

  mutating func addPerson(_ name: String, at p: Vector3) {
    var person = Person()
    person.name = name
    person.position = p
    scene.people.append(person)
  }

  /// A floor, a dozen things on it, and a person.
  static func crowded() -> Studio {
    var s = Studio()
    s.add("floor", .plane(SolidShape.Plane()), "wooden floor")
    for i in 0..<6 {
      s.add(
        "block \(i)", .box(halfExtents: Vector3(0.05, 0.12, 0.08), edgeRadius: 0.004), "wood",
        at: Vector3(-0.6 + 0.25 * Double(i), 0.12, 0.3), turned: Quaternion(angle: 0.3 * Double(i), axis: .unitY))
    }
    s.add("red ball", .sphere(radius: 0.2), "rubber", at: Vector3(-0.5, 0.2, 0.9))
    s.add("steel ball", .sphere(radius: 0.15), "steel", at: Vector3(0.6, 0.15, 0.9))
    s.add(
      "rod", .capsule(radius: 0.05, halfHeight: 0.3), "plastic", at: Vector3(0, 0.6, 0.2),
      turned: Quaternion(angle: 1, axis: .unitX))
    s.addPerson("ann", at: Vector3(0.3, 0, -0.8))
    return s
  }

  /// Rolling ground with solids of every shape above it.
  static func solids() -> Studio {
    var s = Studio()
    var ground = SolidShape.HeightField()
    (ground.columns, ground.rows, ground.spacing) = (81, 81, 0.2)
    for j in 0..<81 {
      let along = PortableMath.cosine(0.25 * Double(j))
      for i in 0..<81 { ground.heights.append(0.1 * PortableMath.sine(0.35 * Double(i)) * along) }
    }
    s.add("ground", .heightField(ground), "grass")
    for (i, solid) in ExactSolid.all(size: 0.4).enumerated() {
      let place = Vector3(0.6 * Double(i % 5 - 2), 0.4, i < 5 ? 0.4 : -0.6)
      let turn = Quaternion(angle: 0.4 * Double(i), axis: Vector3(0.6, 0, 0.8))
      s.add("solid \(i)", solid.shape, "wood", at: place, turned: turn)
    }
    return s
  }

  var header: TraceHeader {
    var h = TraceHeader()
    h.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: true, mass: 1) }
    h.people = scene.people.map { TracePerson(name: $0.name, bones: Bone.allCases.map { TraceBone(name: $0.name) }) }
    return h
  }

  /// The scene at a frame in which each body has moved by `shift(i)` and turned by `turn(i)` from its start.
  func frame(
    _ index: Int = 0, shift: (Int) -> Vector3 = { _ in .zero }, turn: (Int) -> Vector3 = { _ in .zero }
  ) -> TraceFrame {
    var f = TraceFrame(index: index, step: index * 40, time: Double(index) / 24)
    f.bodies = scene.bodies.enumerated().map { i, b in
      BodySample(
        position: b.position + shift(i), orientation: Quaternion(rotationVector: turn(i)) * b.orientation)
    }
    f.people = scene.people.map { p in
      let bones = HumanSkeleton(height: p.height).restPose.map {
        RigidTransform(rotation: $0.rotation, translation: $0.translation + p.position)
      }
      return SkeletonSample(bones: bones, leftFootLocked: true, rightFootLocked: true)
    }
    return f
  }

  func renderer(sky: Sky? = nil) -> SceneRenderer {
    try! SceneRenderer(scene: scene, header: header, sky: sky ?? Sky(scene.light))
  }
}
