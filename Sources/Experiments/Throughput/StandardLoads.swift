import RigidBodyDynamics
import VectorMath

extension ThroughputScene {
  /// The loads that published engines are compared on, in the order of the report.
  public static let standard: [ThroughputScene] = [spheres, pile, ragdolls, pyramid]

  /// A thousand spheres poured into a box of 5 x 5 m: many single-point contacts that keep changing.
  public static let spheres: ThroughputScene = {
    var scene = ThroughputScene(name: "spheres", title: "1,000 spheres into a box", seconds: 3)
    scene.addFloor(halfSide: 2.5)
    scene.addWalls(halfSide: 2.5, height: 14)
    var chance = SeededGenerator(seed: 1, stage: "throughput spheres")
    for i in 0..<1000 {
      let jitter = Vector3(chance.uniform(-0.01...0.01), 0, chance.uniform(-0.01...0.01))
      scene.bodies.append(
        BodyDefinition(
          name: "sphere \(i)", shape: .sphere(radius: 0.25),
          position: grid(i, side: 9, spacing: 0.54, height: 0.54, bottom: 0.3) + jitter))
    }
    return scene
  }()

  /// A block of ten times ten towers of ten cubes that touch on all sides: the most contact points a body can have.
  public static let pile: ThroughputScene = {
    var scene = ThroughputScene(name: "pile", title: "10 x 10 x 10 boxes", seconds: 2)
    scene.addFloor(halfSide: 30)
    for i in 0..<1000 {
      scene.bodies.append(
        BodyDefinition(
          name: "box \(i)", shape: .box(halfExtents: Vector3(0.25, 0.25, 0.25)),
          position: grid(i, side: 10, spacing: 0.5, height: 0.5, bottom: 0.25)))
    }
    return scene
  }()

  /// A hundred ragdolls dropped from 3 m, far enough apart to fall each by itself.
  public static let ragdolls: ThroughputScene = {
    var scene = ThroughputScene(name: "ragdolls", title: "100 ragdolls (17 boxes, 16 ball joints)", seconds: 2)
    scene.addFloor(halfSide: 30)
    var chance = SeededGenerator(seed: 3, stage: "throughput ragdolls")
    for i in 0..<100 {
      let turn =
        Quaternion(angle: chance.uniform(0...(2 * Double.pi)), axis: .unitY)
        * Quaternion(angle: chance.uniform(-0.5...0.5), axis: .unitX)
      let feet = Vector3(2.5 * (Double(i % 10) - 4.5), 3, 2.5 * (Double(i / 10) - 4.5))
      scene.addRagdoll("ragdoll \(i)", RigidTransform(rotation: turn, translation: feet))
    }
    return scene
  }()

  /// A wall of 100 rows of cubes, each cube upon two: 5,050 bodies in one island, at rest.
  public static let pyramid: ThroughputScene = {
    let rows = 100
    var scene = ThroughputScene(name: "pyramid", title: "5,050-box wall pyramid", seconds: 1)
    scene.addFloor(halfSide: 100)
    for row in 0..<rows {
      for column in 0..<(rows - row) {
        // The gap of a tenth between neighbours keeps them from touching sideways.
        let x: Double = 1.1 * (Double(column) + 0.5 * Double(row) - 0.5 * Double(rows - 1))
        scene.bodies.append(
          BodyDefinition(
            name: "box \(row),\(column)", shape: .box(halfExtents: Vector3(0.5, 0.5, 0.5)),
            position: Vector3(x, 0.5 + Double(row), 0)))
      }
    }
    return scene
  }()

  /// Place `i` of a square grid of `side` x `side` columns about the Y axis, filled layer by layer.
  private static func grid(_ i: Int, side: Int, spacing: Double, height: Double, bottom: Double) -> Vector3 {
    let middle = Double(side - 1) / 2
    return Vector3(
      spacing * (Double(i % side) - middle), bottom + height * Double(i / (side * side)),
      spacing * (Double(i / side % side) - middle))
  }
}
