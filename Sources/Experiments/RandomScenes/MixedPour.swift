import RigidBodyDynamics
import VectorMath

/// Bodies of all kinds poured into a box: they must come to rest in it, whole and hardly overlapping.
public struct MixedPour: Sendable {
  /// The deepest overlap allowed, over the thickness of the thinner of the two bodies.
  public static let allowedOverlap = 0.01

  public private(set) var world: World
  /// Half the thickness of each body, m: the radius of the ball that fits its thinnest piece; infinite for the walls.
  private var halfThicknesses: [Double] = []
  private let halfSide: Double
  private let walls = 5

  /// - Parameters:
  ///   - count: bodies to pour.
  ///   - seed: of shapes, places and surfaces.
  ///   - rate: steps a second.
  public init(count: Int, seed: UInt64 = 0, rate: Double = 960) throws(BodyError) {
    precondition(count > 0, "\(count) bodies")
    var chance = SeededGenerator(seed: seed, stage: "mixed pour")
    let reach = 0.15...0.3
    // About ten layers in a box a few bodies wide.
    let columns = Swift.max(2, Int((Double(count) / 10).squareRoot()))
    let spacing = 2 * reach.upperBound + 0.02
    halfSide = 0.5 * spacing * Double(columns)
    var pour = ThroughputScene(name: "pour", title: "", seconds: 0)
    pour.addFloor(halfSide: halfSide)
    pour.addWalls(halfSide: halfSide, height: spacing * Double(count / (columns * columns) + 2))
    world = World(WorldSettings(timeStep: 1 / rate, allowSleep: true))
    for wall in pour.bodies { _ = try world.add(wall) }
    halfThicknesses = Array(repeating: .infinity, count: pour.bodies.count)
    let kinds = SolidKind.allCases
    for i in 0..<count {
      let place = Vector3(
        spacing * (Double(i % columns) + 0.5) - halfSide, spacing * (Double(i / (columns * columns)) + 0.5),
        spacing * (Double(i / columns % columns) + 0.5) - halfSide)
      let kind = kinds[i % kinds.count]
      let shape = kind.shape(reach: chance.uniform(reach), &chance)
      halfThicknesses.append(shape.innerRadius)
      _ = try world.add(
        BodyDefinition(
          name: "\(kind) \(i)", shape: shape, position: place, orientation: chance.orientation(),
          linearVelocity: chance.vector(within: 1), angularVelocity: chance.vector(within: 3),
          density: chance.uniform(500...3000), friction: chance.uniform(0.2...0.8),
          restitution: chance.uniform(0...0.5), rollingLever: 0.02 * shape.innerRadius))
    }
  }

  public mutating func step() {
    world.step()
    _ = world.drainEvents()
  }

  private var ids: [BodyID] { (walls..<world.bodyCount).map(BodyID.init(index:)) }

  public var isAtRest: Bool { ids.allSatisfy { world.state(of: $0).isAsleep } }
  public var sleeping: Int { ids.count { world.state(of: $0).isAsleep } }

  /// Bodies whose centre of mass is not a place within the box. The origin of a compound may lie outside its parts, and
  /// so behind a wall that the body leans on.
  public var outside: [String] {
    ids.filter {
      let state = world.state(of: $0)
      let p = state.pose.apply(world.shape(of: $0).massProperties(density: 1).centreOfMass)
      return !(p.isFinite && p.y > 0 && p.x.magnitude < halfSide && p.z.magnitude < halfSide)
    }.map { world.name(of: $0) }
  }

  /// The deepest overlap of two bodies over the thickness of the thinner one.
  public var overlap: Double {
    world.contacts.map {
      $0.depth / (2 * Swift.min(halfThicknesses[$0.a.index], halfThicknesses[$0.b.index]))
    }.max() ?? 0
  }

  /// Runs until everything sleeps, at most `seconds` s; returns the time of rest, or nil if something still moves.
  public mutating func settle(within seconds: Double) -> Double? {
    while world.time < seconds {
      step()
      if isAtRest { return world.time }
    }
    return nil
  }
}
