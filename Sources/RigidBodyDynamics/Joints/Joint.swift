import VectorMath

/// One joint as the world keeps it: frames in the bodies' own frames, and what the steps remember of it.
struct Joint: Sendable {
  let name: String
  let kind: JointDefinition.Kind
  /// Indices of the bodies; a is -1 for the world.
  let a: Int
  let b: Int
  let frameA: RigidTransform
  let frameB: RigidTransform
  let breakingForce: Double
  let breakingTorque: Double
  let collideConnected: Bool
  var motor: Motor?
  /// The link that it carries; -1 for joints that are rows of the solver only.
  var link = -1
  var isBroken = false
  /// Impulses from which its rows start in the next step: what the last two steps had in common, so that a jerk is not
  /// taken for a lasting force.
  var impulses = InlineArray<7, Double>(repeating: 0)
  var formerImpulses = InlineArray<7, Double>(repeating: 0)
  /// Mean force and torque about the anchor of the last step, on b.
  var force = Vector3.zero
  var torque = Vector3.zero

  init(_ d: JointDefinition, bodyFromShapeA: RigidTransform, bodyFromShapeB: RigidTransform) {
    name = d.name
    kind = d.kind
    a = d.a?.index ?? -1
    b = d.b.index
    frameA = Joint.inBody(d.frameA, bodyFromShapeA)
    frameB = Joint.inBody(d.frameB, bodyFromShapeB)
    breakingForce = d.breakingForce ?? .infinity
    breakingTorque = d.breakingTorque ?? .infinity
    collideConnected = d.collideConnected
    motor = d.motor
  }

  private static func inBody(_ frame: RigidTransform, _ bodyFromShape: RigidTransform) -> RigidTransform {
    let f = bodyFromShape == .identity ? frame : bodyFromShape * frame
    return RigidTransform(rotation: f.rotation.normalized, translation: f.translation)
  }

  /// Whether it can be the inboard joint of a link.
  var carriesLinks: Bool {
    switch kind {
    case .ball, .hinge, .slider, .fixed, .universal: return true
    case .distance, .rope, .spring: return false
    }
  }
  /// Whether it has rows in the solver: what no link carries, limits and motors.
  var hasRows: Bool {
    if isBroken { return false }
    if link < 0 || motor != nil { return true }
    switch kind {
    case .ball(let swing, let twist): return swing != nil || twist != nil
    case .hinge(let limits), .slider(let limits): return limits != nil
    default: return false
    }
  }
  var canBreak: Bool { breakingForce < .infinity || breakingTorque < .infinity }

  /// The joint's frame of a in the world.
  func worldFrameA(_ bodies: UnsafePointer<RigidBody>) -> RigidTransform {
    if a < 0 { return frameA }
    return RigidTransform(rotation: bodies[a].orientation, translation: bodies[a].position) * frameA
  }
  func worldFrameB(_ bodies: UnsafePointer<RigidBody>) -> RigidTransform {
    RigidTransform(rotation: bodies[b].orientation, translation: bodies[b].position) * frameB
  }
}
