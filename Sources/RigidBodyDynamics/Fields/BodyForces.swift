import VectorMath

/// How a body answers to gravity and to what surrounds it: constants.
struct ForceTraits: Sendable {
  let gravityScale: Double
  /// 1/s
  let linearDamping: Double
  let angularDamping: Double
  let dragCoefficient: Double
  /// m^2; below 0 for that of the shadow of its shape.
  let dragArea: Double
  let angularDragCoefficient: Double
  /// m^3; infinite for what is no solid.
  let volume: Double

  init(_ d: BodyDefinition) {
    gravityScale = d.gravityScale
    linearDamping = d.linearDamping
    angularDamping = d.angularDamping
    dragCoefficient = d.dragCoefficient
    dragArea = d.dragArea ?? -1
    angularDragCoefficient = d.angularDragCoefficient
    volume = d.shape.volume
  }

  /// Whether the body needs more than the world's gravity even where there are no fields.
  var isSpecial: Bool { gravityScale != 1 || linearDamping != 0 || angularDamping != 0 }
}

/// What fields, damping and applied forces do to each body in a step.
struct ForceWorkspace: Sendable {
  /// Mean acceleration of the step and what it adds to the spin, of each body.
  var accelerations: [Vector3] = []
  var spinChanges: [Vector3] = []
  /// The same as a force beyond gravity and a torque, for links of articulations.
  var loads: [LinkLoad] = []
  /// The step for which they were found.
  var steps: [Int] = []
  /// Forces that users gave for the next step, about the centres of mass; empty if there are none.
  var applied: [LinkLoad] = []
  /// Greatest acceleration of the step, m/s^2.
  var greatest = 0.0
}

/// Adds up what acts on one body in a step of `h` seconds.
///
/// Forces that depend on place are those of the pose in the middle of the step, x + v h / 2: with a mean acceleration
/// that is the leapfrog scheme (position Verlet), of second order and without drift of energy. Hairer, Lubich & Wanner,
/// Acta Numerica 12 (2003), "Geometric numerical integration illustrated by the Stormer-Verlet method".
struct BodyForces {
  let body: UnsafePointer<RigidBody>
  let traits: ForceTraits
  let colliders: UnsafePointer<Collider>
  let gravity: Vector3
  let h: Double
  /// Pose in the middle of the step.
  let position: Vector3
  let rotation: Matrix3
  private var acceleration: Vector3
  private var torque: Vector3
  /// Density of what surrounds the body, and that times its velocity.
  private var density = 0.0
  private var flow = Vector3.zero
  /// Part of the body that is in water.
  private var wet = 0.0

  init(
    _ body: UnsafePointer<RigidBody>, _ traits: ForceTraits, _ colliders: UnsafePointer<Collider>,
    applied: LinkLoad, gravity: Vector3, timeStep h: Double
  ) {
    self.body = body
    self.traits = traits
    self.colliders = colliders
    self.gravity = gravity
    self.h = h
    position = body.pointee.position + body.pointee.velocity * (0.5 * h)
    let spin = body.pointee.angularVelocity
    rotation =
      spin == .zero
      ? body.pointee.rotation
      : (Quaternion(rotationVector: spin * (0.5 * h)) * body.pointee.orientation).normalized.matrix
    acceleration = gravity * traits.gravityScale + applied.force * body.pointee.inverseMass
    torque = applied.torque
  }

  mutating func add(_ fields: UnsafeBufferPointer<Field>) {
    for field in fields {
      switch field {
      case .water(let water): add(water)
      case .push(let push): add(push)
      case .attractor(let attractor):
        let d = attractor.position - position
        let r2: Double = d.lengthSquared + attractor.core * attractor.core
        acceleration += d * (attractor.strength / (r2 * r2.squareRoot()))
      case .air: break
      }
    }
    // What is not in water is in the air.
    for field in fields {
      guard case .air(let air) = field else { continue }
      let share: Double = air.density * Swift.max(0, 1 - wet)
      density += share
      flow += air.wind * share
    }
  }

  private mutating func add(_ push: Push) {
    if let region = push.region, !region.contains(BoundingBox(low: position, high: position)) { return }
    switch push.strength {
    case .acceleration(let a): acceleration += a
    case .force(let f): acceleration += f * body.pointee.inverseMass
    }
  }

  private mutating func add(_ water: Water) {
    let depth: Double = water.level - dot(water.normal, position)
    guard depth > -body.pointee.boundingRadius, traits.volume.isFinite else { return }
    var volume = 0.0
    for i in body.pointee.colliders {
      let piece = Placed(colliders[i], position: position, rotation: rotation)
      let part = piece.geometry.submerged(
        below: piece.toLocalDirection(water.normal), offset: water.level - dot(water.normal, piece.position))
      guard part.volume > 0 else { continue }
      volume += part.volume
      let lift = gravity * (-water.density * part.volume)
      acceleration += lift * body.pointee.inverseMass
      torque += cross(piece.toWorld(part.centroid) - position, lift)
    }
    let share = Swift.min(1, volume / traits.volume)
    wet += share
    density += water.density * share
    flow += water.current * (water.density * share)
  }

  /// The mean acceleration of the step, drag and damping included.
  func meanAcceleration() -> Vector3 {
    let v = body.pointee.velocity
    let c = traits.linearDamping
    if (density == 0 || traits.dragCoefficient == 0) && c == 0 { return acceleration }
    let current = density > 0 ? flow * (1 / density) : .zero
    let u = v - current
    var k = 0.0
    if density > 0 && traits.dragCoefficient > 0 {
      let direction = u == .zero ? acceleration : u
      k = 0.5 * density * traits.dragCoefficient * area(along: direction) * body.pointee.inverseMass
    }
    if body.pointee.isLink {
      // What joints give to a link is not known yet, so its velocity at the end of the step cannot be foreseen: a link
      // that hangs at rest would drag as if it fell. Drag of the velocity at the start is exact for what is steady.
      let rate: Double = k * u.length
      return acceleration - (u * rate + v * c) * (1 / Swift.max(1, (rate + c) * h))
    }
    // Damping is towards rest, drag towards the flow.
    let end = draggedVelocity(u, acceleration: acceleration - current * c, damping: c, drag: k, timeStep: h)
    return (end - u) * (1 / h)
  }

  private func area(along direction: Vector3) -> Double {
    if traits.dragArea >= 0 { return traits.dragArea }
    let d = rotation.transposeMultiply(direction.normalized)
    var area = 0.0
    for i in body.pointee.colliders {
      let own = colliders[i].isCentred ? d : colliders[i].turnMatrix.transposeMultiply(d)
      area += colliders[i].geometry.projectedArea(along: own)
    }
    return area
  }

  /// What torques, drag and damping add to the spin in the step.
  ///
  /// Drag is the torque 1/2 density Cm R^5 w^2 against the spin w, R being the bounding radius. Along w the body answers
  /// with the inertia 1 / (w . J w) for a unit w, so that the spin along w follows its closed form and energy can only fall.
  func spinChange() -> Vector3 {
    let response = worldInverse(body.pointee.inverseInertia, rotation)
    var change = torque == .zero ? .zero : response * torque * h
    let spin = body.pointee.angularVelocity + change * 0.5
    let speed = spin.length
    if speed == 0 { return change }
    var slowed = spin
    if density > 0 && traits.angularDragCoefficient > 0 {
      let r = body.pointee.boundingRadius
      let drag: Double = 0.5 * density * traits.angularDragCoefficient * r * r * r * r * r
      let axis = spin * (1 / speed)
      let answer = response * axis
      let felt = dot(axis, answer)
      let end = draggedSpeed(speed, acceleration: 0, damping: 0, drag: drag * felt, timeStep: h)
      slowed -= answer * ((speed - end) / felt)
    }
    if traits.angularDamping > 0 { slowed = slowed * decay(traits.angularDamping * h) }
    change += slowed - spin
    return change
  }
}
