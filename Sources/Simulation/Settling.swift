import RigidBodyDynamics
import SceneDescription
import VectorMath

/// Finds where bodies come to rest by letting them: the engine that will simulate the scene, at its usual step rate.
///
/// Only what is near takes part, so that a thing on a table takes milliseconds in the largest place.
public struct Settling: RestFinder, Sendable {
  private var still: [StillBody] = []
  /// kg, of what could move before it was added.
  private var lightest = Double.infinity
  private var heaviest = 0.0
  private let gravity: Vector3

  private struct StillBody: Sendable {
    var body: Body
    var definition: BodyDefinition
    /// Nil: everywhere.
    var bounds: Bounds?
  }
  private struct Bounds: Sendable {
    var low: Vector3
    var high: Vector3
  }

  /// Hz
  private static let stepRate = Double(StepRate.lowest)
  /// A group rests when no point of it has been faster than this, m/s, for so long, s; it has so long to get there, s.
  private static let (calmSpeed, calmTime, longest) = (1e-3, 0.3, 3.0)
  /// What is farther away than this plays no part, and who goes farther does not rest where it was set down, m.
  private static let reach = 0.25

  public init(gravity: Vector3 = Scene().gravity) { self.gravity = gravity }

  public mutating func add(still scene: Scene) throws {
    (lightest, heaviest) = massRange(with: scene.bodies)
    for body in scene.bodies {
      var body = body
      body.motion = .fixed
      (body.velocity, body.angularVelocity) = (.zero, .zero)
      still.append(
        StillBody(
          body: body, definition: try BuiltWorld.definition(of: body, in: scene),
          bounds: body.shape.localBounds.map { Settling.bounds($0, at: body) }))
    }
  }

  public func settled(_ scene: Scene) throws -> [RigidTransform]? {
    let masses = massRange(with: scene.bodies)
    if masses.heaviest > World.greatestMassRatio * masses.lightest { return nil }
    var world = World(WorldSettings(gravity: gravity, timeStep: 1 / Settling.stepRate))
    var whole = scene
    whole.bodies = still.filter { isNear($0, scene.bodies) }.map(\.body)
    let first = whole.bodies.count
    for near in still where isNear(near, scene.bodies) { _ = try world.add(near.definition) }
    whole.bodies += scene.bodies
    let groups = BuiltWorld.collisionGroups(whole)
    for (number, body) in scene.bodies.enumerated() {
      var definition = try BuiltWorld.definition(of: body, in: scene)
      definition.collisionGroup = groups[first + number]
      _ = try world.add(definition)
    }
    _ = try world.add(jointsOf: whole)
    let moving = scene.bodies.indices.filter { scene.bodies[$0].motion == .dynamic }
    let reaches = scene.bodies.map(\.shape.reach)
    var calm = 0
    for _ in 0..<Int(Settling.longest * Settling.stepRate) {
      world.step()
      var isCalm = true
      for i in moving {
        let state = world.state(of: BodyID(index: first + i))
        if !((state.position - scene.bodies[i].position).length < Settling.reach) { return nil }
        let speed: Double = state.linearVelocity.length + state.angularVelocity.length * reaches[i]
        if speed > Settling.calmSpeed { isCalm = false }
      }
      calm = isCalm ? calm + 1 : 0
      if Double(calm) >= Settling.calmTime * Settling.stepRate {
        return scene.bodies.indices.map { world.state(of: BodyID(index: first + $0)).pose }
      }
    }
    return nil
  }

  private func massRange(with bodies: [Body]) -> (lightest: Double, heaviest: Double) {
    let masses = bodies.filter { $0.motion == .dynamic }.compactMap(\.mass)
    return masses.reduce((lightest, heaviest)) { (Swift.min($0.0, $1), Swift.max($0.1, $1)) }
  }

  private func isNear(_ near: StillBody, _ bodies: [Body]) -> Bool {
    guard let a = near.bounds else { return true }
    return bodies.contains { body in
      guard let local = body.shape.localBounds else { return true }
      let b = Settling.bounds(local, at: body)
      let gap = max(a.low - b.high, b.low - a.high)
      return gap.largest < Settling.reach
    }
  }

  /// The box along the world's axes around a body.
  private static func bounds(_ local: (low: Vector3, high: Vector3), at body: Body) -> Bounds {
    let turn = body.orientation.normalized.matrix
    let half = (local.high - local.low) * 0.5
    let middle = body.position + turn * ((local.low + local.high) * 0.5)
    let reach = turn.c0.magnitudes * half.x + turn.c1.magnitudes * half.y + turn.c2.magnitudes * half.z
    return Bounds(low: middle - reach, high: middle + reach)
  }
}
