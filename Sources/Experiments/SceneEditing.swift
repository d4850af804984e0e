import SceneDescription
import VectorMath

// The same experiment elsewhere: turned, scaled, in another order, on another kind of floor.

extension Scene {
  /// The whole world turned about a point, gravity and all. People stay: they stand upright.
  public func turned(by turn: Quaternion, about centre: Vector3 = .zero) -> Scene {
    func place(_ p: Vector3) -> Vector3 { centre + turn.rotate(p - centre) }
    var scene = self
    scene.gravity = turn.rotate(gravity)
    for i in bodies.indices {
      scene.bodies[i].position = place(bodies[i].position)
      scene.bodies[i].orientation = (turn * bodies[i].orientation).normalized
      scene.bodies[i].velocity = turn.rotate(bodies[i].velocity)
      scene.bodies[i].angularVelocity = turn.rotate(bodies[i].angularVelocity)
    }
    for i in joints.indices {
      scene.joints[i].anchor = place(joints[i].anchor)
      scene.joints[i].anchorOnB = joints[i].anchorOnB.map(place)
      scene.joints[i].axis = turn.rotate(joints[i].axis)
      scene.joints[i].crossAxis = joints[i].crossAxis.map(turn.rotate)
    }
    return scene
  }

  /// The same motion at another size under the same gravity (Froude 1861): lengths grow by `factor`, times and speeds by
  /// its root, masses by its cube; friction, restitution and shapes stay. People stay as they are.
  public func scaled(by factor: Double) -> Scene {
    precondition(factor > 0 && factor.isFinite, "factor \(factor)")
    let time = factor.squareRoot()
    var scene = self
    scene.seconds *= time
    for i in bodies.indices {
      scene.bodies[i].shape = bodies[i].shape.scaled(by: factor)
      scene.bodies[i].position *= factor
      scene.bodies[i].velocity *= time
      scene.bodies[i].angularVelocity *= 1 / time
      scene.bodies[i].mass = bodies[i].mass.map { $0 * factor * factor * factor }
      scene.bodies[i].rollingResistance = bodies[i].rollingResistance.map { $0 * factor }
    }
    for i in materials.indices { scene.materials[i].rollingResistance *= factor }
    let force = factor * factor * factor
    for i in joints.indices {
      scene.joints[i].kind = joints[i].kind.scaled(by: factor)
      scene.joints[i].anchor *= factor
      scene.joints[i].anchorOnB = joints[i].anchorOnB.map { $0 * factor }
      scene.joints[i].breakingForce = joints[i].breakingForce.map { $0 * force }
      scene.joints[i].breakingTorque = joints[i].breakingTorque.map { $0 * force * factor }
    }
    return scene
  }

  /// Bodies and joints made in another order; `order[k]` is the number of the body that comes k-th.
  public func reordered(_ order: [Int]) -> Scene {
    precondition(order.sorted() == Array(bodies.indices), "\(order) is no order of \(bodies.count) bodies")
    var scene = self
    scene.bodies = order.map { bodies[$0] }
    let rank = Dictionary(uniqueKeysWithValues: scene.bodies.enumerated().map { ($1.name, $0) })
    scene.joints = joints.sorted { (rank[$0.b] ?? 0, $0.name) < (rank[$1.b] ?? 0, $1.name) }
    return scene
  }

  /// Each plane replaced by a box with its upper side there, wide and thick enough for all that moves.
  public func withBoxesForPlanes() -> Scene {
    var scene = self
    let g = gravity.length
    let reach = bodies.filter { $0.motion == .dynamic }.reduce(1e-2) { reach, body in
      let flight: Double = (body.velocity.length + g * seconds / 2) * seconds
      return Swift.max(reach, body.position.length + body.shape.reach + flight)
    }
    let half = Vector3(Swift.min(reach, 1e4), Swift.min(reach / 8, 1e4), Swift.min(reach, 1e4))
    for i in bodies.indices {
      guard case .plane = bodies[i].shape else { continue }
      scene.bodies[i].shape = .box(halfExtents: half)
      scene.bodies[i].position -= bodies[i].orientation.normalized.rotate(.unitY) * half.y
    }
    return scene
  }

  /// Largest extent of any body that moves, m.
  public var moverSize: Double {
    bodies.filter { $0.motion == .dynamic }.reduce(0) { largest, body in
      guard let bounds = body.shape.localBounds else { return largest }
      return Swift.max(largest, (bounds.high - bounds.low).largest)
    }
  }
}

extension SolidShape {
  /// The shape with all lengths multiplied.
  func scaled(by factor: Double) -> SolidShape {
    switch self {
    case .sphere(let s): return .sphere(radius: s.radius * factor)
    case .box(let b): return .box(halfExtents: b.halfExtents * factor, edgeRadius: b.edgeRadius * factor)
    case .capsule(let c): return .capsule(radius: c.radius * factor, halfHeight: c.halfHeight * factor)
    case .cylinder(let c): return .cylinder(radius: c.radius * factor, halfHeight: c.halfHeight * factor)
    case .cone(let c): return .cone(radius: c.radius * factor, height: c.height * factor)
    case .hull(var h):
      for i in h.points.indices { h.points[i] *= factor }
      return .hull(h)
    case .compound(var c):
      for i in c.parts.indices {
        c.parts[i].shape = c.parts[i].shape.scaled(by: factor)
        c.parts[i].position *= factor
      }
      return .compound(c)
    case .mesh(var m):
      for i in m.vertices.indices { m.vertices[i] *= factor }
      return .mesh(m)
    case .heightField(var f):
      f.spacing *= factor
      for i in f.heights.indices { f.heights[i] *= factor }
      return .heightField(f)
    case .plane: return self
    }
  }
}

extension JointKind {
  /// The joint in the same motion at another size: forces grow by the cube of `factor`, torques by its fourth power.
  func scaled(by factor: Double) -> JointKind {
    let time = factor.squareRoot()
    let force = factor * factor * factor
    switch self {
    case .ball, .fixed, .universal: return self
    case .hinge(var h):
      h.motor?.scale(place: 1, time: time, load: force * factor)
      return .hinge(h)
    case .slider(var s):
      s.limits = s.limits.map { Interval($0.low * factor, $0.high * factor) }
      s.motor?.scale(place: factor, time: time, load: force)
      return .slider(s)
    case .distance(var d):
      d.length = d.length.map { $0 * factor }
      return .distance(d)
    case .rope(var r):
      r.length = r.length.map { $0 * factor }
      return .rope(r)
    case .spring(var s):
      s.length = s.length.map { $0 * factor }
      s.stiffness *= force / factor
      s.damping *= force / factor * time
      return .spring(s)
    }
  }
}

extension JointKind.Motor {
  fileprivate mutating func scale(place: Double, time: Double, load: Double) {
    speed = speed.map { $0 * place / time }
    position = position.map { $0 * place }
    stiffness *= load / place
    damping *= load / place * time
    maximum = maximum.map { $0 * load }
  }
}
