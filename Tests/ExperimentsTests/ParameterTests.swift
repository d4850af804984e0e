import Experiments
import SceneDescription
import Testing
import VectorMath

/// The rows of the suite with other numbers than their files have: the truths come along.
@Suite struct ParameterTests {
  @Test(arguments: [0.005, 0.3, 5] as [Double], [(0.3, 1), (0.5, 1), (0.9, 5)])
  func ballsBounce(radius: Double, bounce: (e: Double, apex: Int)) throws {
    for drop in [0.3, 3] as [Double] {
      try expectWithinTarget("bounce-apex-\(bounce.apex)", "r \(radius), h \(drop), e \(bounce.e)") { scene in
        scene.seconds = 12
        try scene.change("ball") {
          $0.shape = .sphere(radius: radius)
          $0.restitution = bounce.e
          $0.position.y = radius + drop
        }
      }
    }
  }

  @Test(arguments: [0.005, 0.5, 5] as [Double], [3, 35, 60] as [Double])
  func ballsRoll(radius: Double, slope: Double) throws {
    let turn = Quaternion(angle: -slope * Double.pi / 180, axis: .unitZ)
    for name in ["roll-distance", "roll-slip"] {
      try expectWithinTarget(name, "r \(radius), \(slope) degrees") { scene in
        try scene.change("ramp") { $0.orientation = turn }
        try scene.change("ball") {
          $0.shape = .sphere(radius: radius)
          $0.position = turn.rotate(Vector3(0, radius, 0))
        }
      }
    }
  }

  @Test(arguments: [0.1, 0.3, 0.8, 1.2])
  func blocksHoldAndSlide(friction: Double) throws {
    try expectWithinTarget("incline-critical-angle", "mu \(friction)") { scene in
      // Flat enough not to topple first.
      try scene.change("ramp") { $0.friction = friction * friction }
      try scene.change("block") {
        $0.friction = 1
        $0.shape = .box(halfExtents: Vector3(0.2, 0.05, 0.1))
      }
    }
    try expectWithinTarget("slide-stop", "mu \(friction)") { scene in
      scene.seconds = 8
      try scene.change("floor") { $0.friction = friction }
      try scene.change("block") {
        $0.friction = friction
        $0.shape = .box(halfExtents: Vector3(0.3, 0.02, 0.1))
        $0.position.y = 0.02
        $0.velocity = Vector3(-3, 0, 1)
        $0.mass = 17
      }
    }
  }

  /// On a floor that is not level the path of a sliding block bends; both ways of reckoning must agree.
  @Test(arguments: [4, 11] as [Double])
  func blockStopsOnATiltedFloor(degrees: Double) throws {
    try expectWithinTarget("slide-stop", "floor tilted by \(degrees) degrees") { scene in
      let gravity = scene.gravity
      scene = scene.turned(by: Quaternion(angle: degrees * Double.pi / 180, axis: .unitZ))
      scene.gravity = gravity
      scene.seconds = 4
      try scene.change("block") {
        $0.shape = .box(halfExtents: Vector3(0.1, 0.002, 0.1))
        $0.position = $0.orientation.rotate(Vector3(0, 0.002, 0))
      }
    }
  }

  @Test(arguments: [3, 60, 160] as [Double])
  func pendulumsSwing(degrees: Double) throws {
    let (s, c) = PortableMath.sineAndCosine(degrees * Double.pi / 180)
    for (shape, arm) in [(SolidShape.sphere(radius: 0.005), 0.1), (.box(halfExtents: Vector3(0.3, 0.5, 0.2)), 4)] {
      try expectWithinTarget("pendulum-period", "\(degrees) degrees, arm \(arm) m") { scene in
        try scene.change("bob") {
          $0.shape = shape
          $0.position = Vector3(s * arm, 2 - c * arm, 0)
          $0.orientation = Quaternion(angle: degrees * Double.pi / 180, axis: .unitZ)
        }
      }
    }
  }

  @Test(arguments: [20, 80, 200] as [Double])
  func gyroscopesPrecess(spin: Double) throws {
    for name in ["gyroscope-rate", "gyroscope-tilt"] {
      try expectWithinTarget(name, "\(spin) rad/s") { try $0.change("wheel") { $0.angularVelocity.x = spin } }
    }
  }

  @Test(arguments: [20, 40, 55] as [Double])
  func laddersLean(degrees: Double) throws {
    let (s, c) = PortableMath.sineAndCosine(degrees * Double.pi / 180)
    try expectWithinTarget("ladder", "\(degrees) degrees") { scene in
      try scene.change("ladder") {
        $0.orientation = Quaternion(angle: degrees * Double.pi / 180, axis: .unitZ)
        $0.position = Vector3(1.5 * s + 0.03 * c, 1.5 * c + 0.03 * s, 0)
        $0.mass = 80
      }
    }
  }

  @Test func dominoesStandWider() throws {
    let gap = 0.7
    try expectWithinTarget("domino-48mm", "gap \(gap) h") { scene in
      var next = 0.0
      for i in scene.bodies.indices where scene.bodies[i].motion == .dynamic {
        scene.bodies[i].position.x = next
        next += 0.048 * (gap + 0.156)
      }
    }
  }

  @Test(arguments: [20, 700, 3000] as [Double])
  func bulletsAreStopped(speed: Double) throws {
    try expectWithinTarget("bullet", "\(speed) m/s") { scene in
      scene.seconds = 20 / speed + 0.05
      try scene.change("bullet") { $0.velocity = Vector3(speed, 0.1 * speed, 0) }
    }
  }

  @Test(arguments: [(1.0, 40.0), (300, 0.01)])
  func massesMeet(ratio: (left: Double, right: Double)) throws {
    for e in [0, 0.5, 1] {
      try expectWithinTarget("head-on-1-3", "\(ratio.left):\(ratio.right), e \(e)") { scene in
        for (name, mass) in [("left", ratio.left), ("right", ratio.right)] {
          try scene.change(name) {
            $0.mass = mass
            $0.restitution = e
          }
        }
      }
    }
  }
}
