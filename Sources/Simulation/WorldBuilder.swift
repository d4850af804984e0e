import Locomotion
import Parallelism
import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

/// The world of a scene: bodies in scene order, then the bones of the people.
struct BuiltWorld: Sendable {
  var world: World
  /// What each body of the world is in the trace, by `BodyID.index`.
  var participants: [TraceParticipant] = []
  /// By `JointID.index`.
  var joints: [BuiltJoint] = []
  var walkers: [Walker] = []
  var notes: [String] = []

  init(_ scene: Scene, timeStep: Double) throws(SimulationError) {
    world = World(WorldSettings(gravity: scene.gravity, timeStep: timeStep))
    let groups = BuiltWorld.collisionGroups(scene)
    let shapes = BuiltWorld.shapes(of: scene)
    for (index, body) in scene.bodies.enumerated() {
      var definition = try BuiltWorld.definition(of: body, shape: shapes[index], in: scene)
      definition.collisionGroup = groups[index]
      do { _ = try world.add(definition) } catch { throw .badScene("\(error)") }
      participants.append(.body(index))
    }
    joints = try world.add(jointsOf: scene)
    for (index, person) in scene.people.enumerated() {
      try BuiltWorld.check(person)
      let walker = try Walker(person, index: index, in: &world)
      for bone in walker.bones { participants.append(.bone(person: index, bone: bone.bone.rawValue)) }
      walkers.append(walker)
      notes += walker.notes
    }
    notes += overlapNotes(scene)
    notes += velocityNotes(scene)
  }

  /// The moving parts of one asset, told by their looks and the joints between them, never touch each other: a wheel may
  /// reach into its guard. 0 for all other bodies.
  static func collisionGroups(_ scene: Scene) -> [Int] {
    var groups = [Int](repeating: 0, count: scene.bodies.count)
    guard !scene.joints.isEmpty, scene.bodies.contains(where: { $0.looks != nil }) else { return groups }
    let numbers = Dictionary(scene.bodies.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    for joint in scene.joints where !joint.collideConnected {
      guard let name = joint.a, let a = numbers[name], let b = numbers[joint.b],
        let asset = scene.bodies[a].looks?.asset, asset == scene.bodies[b].looks?.asset
      else { continue }
      let (kept, merged) = (groups[a] == 0 ? a + 1 : groups[a], groups[b])
      groups[a] = kept
      groups[b] = kept
      if merged != 0 { for i in groups.indices where groups[i] == merged { groups[i] = kept } }
    }
    return groups
  }

  /// The engine's form of each body's shape, or why it has none; built side by side, once for all bodies of one shape.
  private static func shapes(of scene: Scene) -> [Result<Shape, SimulationError>] {
    var firsts: [Int] = []
    var numbers: [SolidShape: Int] = [:]
    let own = scene.bodies.indices.map { i in
      if let number = numbers[scene.bodies[i].shape] { return number }
      numbers[scene.bodies[i].shape] = firsts.count
      firsts.append(i)
      return firsts.count - 1
    }
    let built = parallelMap(firsts.count) { k in
      Result { () throws(SimulationError) in
        try scene.bodies[firsts[k]].shape.engineShape(of: scene.bodies[firsts[k]].name)
      }
    }
    return own.map { built[$0] }
  }

  static func definition(of body: Body, in scene: Scene) throws(SimulationError) -> BodyDefinition {
    try definition(
      of: body, shape: Result { () throws(SimulationError) in try body.shape.engineShape(of: body.name) }, in: scene)
  }

  private static func definition(
    of body: Body, shape: Result<Shape, SimulationError>, in scene: Scene
  ) throws(SimulationError) -> BodyDefinition {
    guard let material = scene.material(named: body.material) else {
      throw .badScene("body '\(body.name)': material '\(body.material)' is not known")
    }
    let turn = body.orientation.lengthSquared.squareRoot()
    guard (turn - 1).magnitude < 1e-3 else {
      throw .badScene("body '\(body.name)': orientation must be a unit quaternion, got length \(turn)")
    }
    let shape = try shape.get()
    let motion: Motion =
      switch body.motion {
      case .dynamic: .dynamic
      case .kinematic: .kinematic
      case .fixed: .fixed
      }
    return BodyDefinition(
      name: body.name, shape: shape, motion: motion, position: body.position,
      orientation: body.orientation.normalized, linearVelocity: body.velocity,
      angularVelocity: body.angularVelocity, mass: body.mass, density: material.density,
      friction: body.friction ?? material.friction, restitution: body.restitution ?? material.restitution,
      rollingLever: body.rollingResistance ?? material.rollingResistance)
  }

  private static func check(_ person: Person) throws(SimulationError) {
    func refuse(_ field: String, _ expected: String) -> SimulationError {
      .badScene("person '\(person.name)': \(field) must be \(expected)")
    }
    guard person.height >= 0.3 && person.height <= 3 else { throw refuse("height", "0.3 to 3 m, got \(person.height)") }
    guard person.position.isFinite && person.position.magnitudes.largest <= 1e6 else {
      throw refuse("position", "within 1e6 m of the origin")
    }
    guard person.heading.magnitude <= 1e4 else {
      throw refuse("heading", "within 10000 degrees, got \(person.heading)")
    }
    guard let walk = person.walk else { return }
    guard walk.speed >= 0.1 && walk.speed <= 4 else { throw refuse("walk.speed", "0.1 to 4 m/s, got \(walk.speed)") }
    guard walk.start >= 0 && walk.start <= 1e6 else { throw refuse("walk.start", "0 to 1e6 s, got \(walk.start)") }
    guard !walk.path.isEmpty else { throw refuse("walk.path", "at least one waypoint") }
    for (i, p) in walk.path.enumerated() where !(p.isFinite && p.magnitudes.largest <= 1e6) {
      throw refuse("walk.path[\(i)]", "within 1e6 m of the origin")
    }
  }

  /// Bodies of the scene that overlap at the start; people stand on the ground by their own rules.
  private func overlapNotes(_ scene: Scene) -> [String] {
    let piece = jointedPieces(scene.bodies.count)
    let overlaps = world.overlappingPairs().filter {
      $0.b.index < scene.bodies.count && piece[$0.a.index] != piece[$0.b.index]
    }
    return overlaps.map { overlap in
      let a = scene.bodies[overlap.a.index]
      let b = scene.bodies[overlap.b.index]
      let (body, other) = b.motion == .dynamic ? (b, a) : (a, b)
      let millimetres = (overlap.depth * 1e4).rounded() / 10
      return
        "body '\(body.name)' overlaps '\(other.name)' by \(millimetres) mm at the start; the first steps push them apart"
    }
  }

  /// Bodies of the scene whose joints do not allow the velocities that they are given.
  private mutating func velocityNotes(_ scene: Scene) -> [String] {
    func short(_ v: Vector3) -> String {
      "(" + [v.x, v.y, v.z].map { "\(($0 * 1e3).rounded() / 1e3 + 0)" }.joined(separator: ", ") + ")"
    }
    return world.fitVelocitiesToJoints().filter { $0.index < scene.bodies.count }.map { id in
      let body = scene.bodies[id.index]
      let kept = world.state(of: id)
      return "body '\(body.name)': its joints do not allow velocity \(short(body.velocity)) m/s with spin "
        + "\(short(body.angularVelocity)) rad/s; it starts with \(short(kept.linearVelocity)) m/s and "
        + "\(short(kept.angularVelocity)) rad/s"
    }
  }

  /// The first body of those that joints hold together with each: such bodies may well overlap.
  private func jointedPieces(_ count: Int) -> [Int] {
    var piece = Array(0..<count)
    for joint in joints {
      guard let a = joint.a else { continue }
      let (kept, merged) = (piece[a.index], piece[joint.b.index])
      for i in piece.indices where piece[i] == merged { piece[i] = kept }
    }
    return piece
  }
}
