import SceneDescription
import VectorMath

/// Scenes to practise on: things of random kind, size, stuff and place under random light, seen by a random camera.
///
/// They share materials and shapes with what Direction stages, but no arrangement: evaluation scenes and films stay unseen.
public enum PracticeScene {
  public static func make(seed: UInt64, width: Int = 512, height: Int = 288) -> Scene {
    var random = SeededGenerator(seed: seed, stage: "practice scene")
    var scene = Scene()
    scene.title = "Practice \(seed)"
    scene.seed = seed
    scene.width = width
    scene.height = height
    scene.seconds = 1.25
    scene.light = light(&random)
    scene.bodies = [floor(&random)]
    var placed: [(x: Double, z: Double, radius: Double)] = []
    if random.uniform() < 0.4 { scene.people = [person(&random, &placed)] }
    for index in 0..<(2 + random.index(6)) {
      let name = "thing \(index)"
      switch random.index(5) {
      case 0: scene.bodies += row(name, &random, &placed)
      case 1: scene.bodies += plank(name, &random, &placed)
      case 2: scene.bodies += stack(name, &random, &placed)
      default: scene.bodies += [single(name, &random, &placed)]
      }
    }
    scene.camera = camera(&random, placed)
    return scene
  }

  private static func light(_ random: inout SeededGenerator) -> Light {
    var light = Light()
    // Low suns are over-represented: long shadows are the hard part.
    light.sunElevation = 4 + 76 * random.uniform() * random.uniform()
    light.sunAzimuth = random.uniform(-180...180)
    light.cloudCover = random.uniform() < 0.6 ? random.uniform(0...0.3) : random.uniform(0.3...1)
    light.turbidity = random.uniform(2...8)
    return light
  }

  private static let groundMaterials = ["wooden floor", "concrete", "grass", "tiles", "stone", "plaster", "asphalt"]
  private static let thingMaterials = [
    "wood", "rubber", "plastic", "metal", "steel", "stone", "concrete", "fabric", "brick",
  ]

  private static func floor(_ random: inout SeededGenerator) -> Body {
    var body = Body()
    body.name = "floor"
    body.shape = .plane(SolidShape.Plane())
    body.motion = .fixed
    body.material = groundMaterials[random.index(groundMaterials.count)]
    if random.uniform() < 0.25 { body.colour = colour(&random) }
    return body
  }

  private static func colour(_ random: inout SeededGenerator) -> Colour {
    func channel() -> UInt8 { UInt8(20 + random.index(215)) }
    return Colour(channel(), channel(), channel())
  }

  private static func dress(_ body: inout Body, _ random: inout SeededGenerator) {
    body.material = thingMaterials[random.index(thingMaterials.count)]
    if random.uniform() < 0.6 {
      body.colour = random.uniform() < 0.5 ? colour(&random) : Colour.named[random.index(Colour.named.count)].colour
    }
  }

  /// A free place on the ground for a disc of this radius; crowded scenes spread outwards.
  private static func place(
    radius: Double, _ random: inout SeededGenerator, _ placed: inout [(x: Double, z: Double, radius: Double)]
  ) -> Vector3 {
    var reach = 0.8
    while true {
      let (x, z) = (random.uniform(-reach...reach), random.uniform(-reach...reach))
      let isFree = placed.allSatisfy {
        (($0.x - x) * ($0.x - x) + ($0.z - z) * ($0.z - z)).squareRoot() > $0.radius + radius + 0.01
      }
      if isFree {
        placed.append((x, z, radius))
        return Vector3(x, 0, z)
      }
      reach += 0.1
    }
  }

  private static func single(
    _ name: String, _ random: inout SeededGenerator, _ placed: inout [(x: Double, z: Double, radius: Double)]
  ) -> Body {
    var body = Body()
    body.name = name
    dress(&body, &random)
    let size = 0.05 + 0.3 * random.uniform() * random.uniform()
    let yaw = Quaternion(angle: random.uniform(0...6.28), axis: .unitY)
    switch random.index(3) {
    case 0:
      body.shape = .sphere(radius: size)
      body.position = place(radius: size, &random, &placed) + Vector3(0, size, 0)
      body.velocity = Vector3(random.uniform(-0.6...0.6), 0, random.uniform(-0.6...0.6))
    case 1:
      let half = Vector3(size, size * random.uniform(0.3...1.8), size * random.uniform(0.4...1))
      body.shape = .box(halfExtents: half, edgeRadius: half.smallest * random.uniform(0.02...0.25))
      body.position = place(radius: half.length, &random, &placed) + Vector3(0, half.y, 0)
      body.orientation = yaw
    default:
      let half = size * random.uniform(0.5...1.5)
      body.shape = .capsule(radius: size * 0.5, halfHeight: half)
      body.position = place(radius: half + size, &random, &placed) + Vector3(0, size * 0.5, 0)
      body.orientation = yaw * Quaternion(angle: Double.pi / 2, axis: .unitX)
    }
    if random.uniform() < 0.25 { body.position.y += random.uniform(0.1...0.8) }  // falls during the shot
    return body
  }

  private static func row(
    _ name: String, _ random: inout SeededGenerator, _ placed: inout [(x: Double, z: Double, radius: Double)]
  ) -> [Body] {
    let h = random.uniform(0.08...0.25)
    let half = Vector3(h * 0.5, h, h * random.uniform(0.12...0.25))
    let count = 2 + random.index(5)
    let gap = h * random.uniform(0.8...1.2)
    let centre = place(radius: gap * Double(count) / 2 + h, &random, &placed)
    let yaw = Quaternion(angle: random.uniform(0...6.28), axis: .unitY)
    var model = Body()
    dress(&model, &random)
    model.shape = .box(halfExtents: half, edgeRadius: half.z * random.uniform(0.05...0.5))
    return (0..<count).map { i in
      var body = model
      body.name = "\(name) \(i)"
      body.position =
        centre + yaw.rotate(Vector3(0, 0, gap * (Double(i) - Double(count - 1) / 2))) + Vector3(0, half.y, 0)
      body.orientation = yaw
      if random.uniform() < 0.3 { body.angularVelocity = yaw.rotate(Vector3(random.uniform(-3...3), 0, 0)) }
      return body
    }
  }

  private static func stack(
    _ name: String, _ random: inout SeededGenerator, _ placed: inout [(x: Double, z: Double, radius: Double)]
  ) -> [Body] {
    let size = random.uniform(0.05...0.2)
    var y = 0.0
    let base = place(radius: size * 1.8, &random, &placed)
    return (0..<(2 + random.index(3))).map { i in
      var body = Body()
      body.name = "\(name) \(i)"
      dress(&body, &random)
      let half = Vector3(size, size * random.uniform(0.3...1), size)
      body.shape = .box(halfExtents: half, edgeRadius: half.smallest * random.uniform(0.02...0.25))
      body.position = base + Vector3(0, y + half.y, 0)
      body.orientation = Quaternion(angle: random.uniform(-0.5...0.5), axis: .unitY)
      y += 2 * half.y
      return body
    }
  }

  /// A tilted static board with a post: the shapes and shadows of ramps, tables and ledges.
  private static func plank(
    _ name: String, _ random: inout SeededGenerator, _ placed: inout [(x: Double, z: Double, radius: Double)]
  ) -> [Body] {
    let half = Vector3(random.uniform(0.1...0.3), random.uniform(0.01...0.03), random.uniform(0.3...0.8))
    let tilt = random.uniform(-0.5...0.5)
    let centre = place(radius: half.length, &random, &placed)
    let turn = Quaternion(angle: random.uniform(0...6.28), axis: .unitY)
    let height = half.z * PortableMath.sine(tilt.magnitude) + random.uniform(0.03...0.3)
    var board = Body()
    board.name = "\(name) board"
    board.motion = .fixed
    dress(&board, &random)
    board.shape = .box(halfExtents: half, edgeRadius: half.y * 0.3)
    board.position = centre + Vector3(0, height, 0)
    board.orientation = turn * Quaternion(angle: tilt, axis: .unitX)
    var post = board
    post.name = "\(name) post"
    post.shape = .box(halfExtents: Vector3(half.x * 0.6, height / 2, 0.03), edgeRadius: 0.004)
    post.position = centre + Vector3(0, height / 2, 0)
    post.orientation = turn
    return [board, post]
  }

  private static func person(
    _ random: inout SeededGenerator, _ placed: inout [(x: Double, z: Double, radius: Double)]
  ) -> Person {
    var person = Person()
    person.name = "person"
    person.height = random.uniform(1.5...1.95)
    person.position = place(radius: 0.4, &random, &placed)
    person.heading = random.uniform(-180...180)
    person.shirt = colour(&random)
    person.trousers = colour(&random)
    person.hair = Colour(hex: [0x1A1410, 0x3A2618, 0x6B4A2A, 0xB58A4A, 0x8A8A88][random.index(5)])
    person.skin = Colour(hex: [0xE6B898, 0xC98E6B, 0x8D5A3B, 0x5A3825][random.index(4)])
    if random.uniform() < 0.7 {
      var walk = Person.Walk()
      let (s, c) = PortableMath.sineAndCosine(person.heading * Double.pi / 180)
      walk.path = [person.position + Vector3(s, 0, c) * 3]
      walk.speed = random.uniform(0.8...1.8)
      person.walk = walk
    }
    return person
  }

  private static func camera(
    _ random: inout SeededGenerator, _ placed: [(x: Double, z: Double, radius: Double)]
  ) -> Camera {
    var camera = Camera()
    let subject = placed[random.index(placed.count)]
    camera.target = Vector3(subject.x, random.uniform(0.05...0.6), subject.z)
    camera.focalLength = random.uniform(24...85)
    let distance = random.uniform(0.8...4) * camera.focalLength / 40
    let elevation = random.uniform(0.03...0.7)
    let azimuth = random.uniform(0...6.28)
    let (se, ce) = PortableMath.sineAndCosine(elevation)
    let (sa, ca) = PortableMath.sineAndCosine(azimuth)
    camera.position = camera.target + Vector3(sa * ce, se, ca * ce) * distance
    camera.position.y = max(camera.position.y, 0.08)
    camera.move = random.uniform() < 0.5 ? .orbit : .fixed
    camera.rate = camera.move == .orbit ? random.uniform(-25...25) : 0
    return camera
  }
}
