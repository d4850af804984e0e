import SceneDescription
import VectorMath

/// A body with the fields that experiments set.
func body(
  _ name: String, _ shape: SolidShape, at position: Vector3, motion: Body.Motion = .dynamic, material: String = "wood",
  orientation: Quaternion = .identity, velocity: Vector3 = .zero, restitution: Double? = nil, friction: Double? = nil
) -> Body {
  var b = Body()
  b.name = name
  b.shape = shape
  b.position = position
  b.motion = motion
  b.material = material
  b.orientation = orientation
  b.velocity = velocity
  b.restitution = restitution
  b.friction = friction
  return b
}

func scene(seconds: Double, frameRate: Int = 24, _ bodies: [Body], people: [Person] = []) -> Scene {
  var s = Scene()
  s.title = "experiment"
  s.seconds = seconds
  s.frameRate = frameRate
  s.bodies = bodies
  s.people = people
  return s
}

let ground = body("ground", .plane(SolidShape.Plane()), at: .zero, motion: .fixed, restitution: 0)

func walker(speed: Double = 1.3, to path: [Vector3] = [Vector3(0, 0, 6)], start: Double = 0) -> Person {
  var p = Person()
  p.name = "walker"
  var walk = Person.Walk()
  walk.speed = speed
  walk.start = start
  walk.path = path
  p.walk = walk
  return p
}

/// A ball rolls down a tilted box and knocks over three dominoes that stand across its way.
func dominoScene(frameRate: Int = 24) -> Scene {
  let tilt = 20 * Double.pi / 180
  let turn = Quaternion(angle: -tilt, axis: .unitZ)
  let half = Vector3(1, 0.02, 0.3)
  // The ramp's low end of its upper face meets the ground at x = 0.
  let rampCentre = turn.rotate(Vector3(-1, -0.02, 0))
  let radius = 0.1
  let ballAt = turn.rotate(Vector3(-1.8, radius + 0.001, 0))
  var bodies = [
    ground,
    body("ramp", .box(halfExtents: half), at: rampCentre, motion: .fixed, orientation: turn),
    body("ball", .sphere(radius: radius), at: ballAt, material: "steel", restitution: 0),
  ]
  for k in 0..<3 {
    bodies.append(
      body(
        "domino \(k + 1)", .box(halfExtents: Vector3(0.02, 0.2, 0.1)), at: Vector3(0.6 + 0.2 * Double(k), 0.2, 0),
        restitution: 0))
  }
  return scene(seconds: 4, frameRate: frameRate, bodies)
}
