import VectorMath

/// A joint that cannot be simulated: which one, which field, and what is wrong with its value.
public struct JointError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    case notFinite
    case notPositive
    case negative
    case outOfRange(ClosedRange<Double>)
    case notUnit
    case noDirection
    case noSuchBody(count: Int)
    case sameBody
    case nothingDynamic
    case misaligned(limit: Double)
    case needsHingeOrSlider
  }
  public var joint: String
  public var field: String
  public var value: Double
  public var reason: Reason

  public var description: String {
    let subject = "joint '\(joint)': \(field)"
    switch reason {
    case .notFinite: return "\(subject) must be finite, got \(value)"
    case .notPositive: return "\(subject) must be above 0, got \(value)"
    case .negative: return "\(subject) must not be negative, got \(value)"
    case .outOfRange(let range):
      return "\(subject) must be within \(range.lowerBound)...\(range.upperBound), got \(value)"
    case .notUnit: return "\(subject) must be a unit quaternion, got length \(value)"
    case .noDirection: return "\(subject) has no direction of its own, got length \(value)"
    case .noSuchBody(let count): return "\(subject) is body \(Int(value)) of a world of \(count) bodies"
    case .sameBody: return "\(subject) is body \(Int(value)) on both sides"
    case .nothingDynamic: return "\(subject): at least one of the bodies must be dynamic"
    case .misaligned(let limit): return "\(subject) of the frames do not meet: off by \(value), at most \(limit)"
    case .needsHingeOrSlider: return "\(subject) needs a hinge or a slider"
    }
  }
}

private enum Limit {
  static let coordinate: ClosedRange<Double> = -1e6...1e6
  static let length: ClosedRange<Double> = 0...1e6
  static let angle: ClosedRange<Double> = -Double.pi...Double.pi
  static let strength: ClosedRange<Double> = 0...1e15
  /// How far the frames may be off their joint when it is added: a part of the smaller body, and an angle.
  static let gapPart = 0.01
  static let tilt = 0.02
}

extension World {
  /// Throws where a joint's bodies do not exist, are the same or cannot move.
  func validateEnds(of d: JointDefinition) throws(JointError) {
    for (field, id) in [("b", Optional(d.b)), ("a", d.a)] {
      guard let id else { continue }
      guard id.index >= 0 && id.index < bodies.count else {
        throw JointError(
          joint: d.name, field: field, value: Double(id.index), reason: .noSuchBody(count: bodies.count))
      }
    }
    if d.a == d.b { throw JointError(joint: d.name, field: "a", value: Double(d.b.index), reason: .sameBody) }
    let moves = bodies[d.b.index].isDynamic || (d.a.map { bodies[$0.index].isDynamic } ?? false)
    if !moves { throw JointError(joint: d.name, field: "a and b", value: 0, reason: .nothingDynamic) }
  }

  /// Throws at the first field whose value the solver cannot take.
  func validate(_ d: JointDefinition) throws(JointError) {
    try validateEnds(of: d)
    let check = JointCheck(name: d.name)
    try check.frame(d.frameA, "frameA")
    try check.frame(d.frameB, "frameB")
    switch d.kind {
    case .ball(let swing, let twist):
      if let swing { try check.within(swing, "swingLimit", 0...Double.pi) }
      if let twist { try check.range(twist, "twistLimit", Limit.angle) }
    case .hinge(let limits): if let limits { try check.range(limits, "limits", Limit.angle) }
    case .slider(let limits): if let limits { try check.range(limits, "limits", Limit.coordinate) }
    case .fixed, .universal: break
    case .distance(let length), .rope(let length): try check.positive(length, "length", Limit.length)
    case .spring(let length, let stiffness, let damping):
      try check.notNegative(length, "length", Limit.length)
      try check.positive(stiffness, "stiffness", Limit.strength)
      try check.notNegative(damping, "damping", Limit.strength)
    }
    if let motor = d.motor { try check.motor(motor, d.kind) }
    if let force = d.breakingForce { try check.positive(force, "breakingForce", Limit.strength) }
    if let torque = d.breakingTorque { try check.positive(torque, "breakingTorque", Limit.strength) }
    try validateAlignment(d)
  }

  func validate(_ motor: Motor, of joint: Joint) throws(JointError) {
    try JointCheck(name: joint.name).motor(motor, joint.kind)
  }

  /// Throws where the frames of a joint are so far apart that putting them together would be a blow.
  private func validateAlignment(_ d: JointDefinition) throws(JointError) {
    let b = bodies[d.b.index]
    let worldFromA = (d.a.map { bodies[$0.index].shapePose } ?? .identity) * d.frameA
    let worldFromB = b.shapePose * d.frameB
    var size = b.boundingRadius
    if let a = d.a { size = Swift.min(size, bodies[a.index].boundingRadius) }
    let limit: Double = Limit.gapPart * size
    var apart = worldFromA.rotation.inverseRotate(worldFromB.translation - worldFromA.translation)
    let turn = worldFromA.rotation.conjugate * worldFromB.rotation
    var tilt = 0.0
    switch d.kind {
    case .distance, .rope, .spring: return
    case .ball: break
    case .hinge: tilt = 1 - turn.rotate(.unitX).x
    case .universal: tilt = 0.5 * turn.rotate(.unitY).x * turn.rotate(.unitY).x
    case .slider:
      apart.x = 0
      tilt = 2 * turn.vector.lengthSquared
    case .fixed: tilt = 2 * turn.vector.lengthSquared
    }
    guard apart.length <= limit else {
      throw JointError(joint: d.name, field: "origins", value: apart.length, reason: .misaligned(limit: limit))
    }
    // 1 - cos of the angle between what should be parallel.
    let angle = PortableMath.arcCosine(1 - tilt)
    guard angle <= Limit.tilt else {
      throw JointError(joint: d.name, field: "axes", value: angle, reason: .misaligned(limit: Limit.tilt))
    }
  }
}

/// Checks of single values that name the joint.
private struct JointCheck {
  let name: String

  func within(_ v: Double, _ field: String, _ range: ClosedRange<Double>) throws(JointError) {
    guard v.isFinite else { throw JointError(joint: name, field: field, value: v, reason: .notFinite) }
    guard range.contains(v) else { throw JointError(joint: name, field: field, value: v, reason: .outOfRange(range)) }
  }
  func positive(_ v: Double, _ field: String, _ range: ClosedRange<Double>) throws(JointError) {
    guard v.isNaN || v > 0 else { throw JointError(joint: name, field: field, value: v, reason: .notPositive) }
    try within(v, field, range)
  }
  func notNegative(_ v: Double, _ field: String, _ range: ClosedRange<Double>) throws(JointError) {
    guard v.isNaN || v >= 0 else { throw JointError(joint: name, field: field, value: v, reason: .negative) }
    try within(v, field, range)
  }
  func range(_ r: ClosedRange<Double>, _ field: String, _ allowed: ClosedRange<Double>) throws(JointError) {
    try within(r.lowerBound, field + ".lowerBound", allowed)
    try within(r.upperBound, field + ".upperBound", allowed)
  }
  func frame(_ f: RigidTransform, _ field: String) throws(JointError) {
    try within(f.translation.x, field + ".translation.x", Limit.coordinate)
    try within(f.translation.y, field + ".translation.y", Limit.coordinate)
    try within(f.translation.z, field + ".translation.z", Limit.coordinate)
    let length = f.rotation.lengthSquared.squareRoot()
    guard length.isFinite else {
      throw JointError(joint: name, field: field + ".rotation", value: length, reason: .notFinite)
    }
    guard (length - 1).magnitude < 1e-6 else {
      throw JointError(joint: name, field: field + ".rotation", value: length, reason: .notUnit)
    }
  }
  func motor(_ motor: Motor, _ kind: JointDefinition.Kind) throws(JointError) {
    switch kind {
    case .hinge, .slider: break
    default: throw JointError(joint: name, field: "motor", value: 0, reason: .needsHingeOrSlider)
    }
    switch motor.target {
    case .speed(let v): try within(v, "motor.speed", Limit.coordinate)
    case .position(let p, let stiffness, let damping):
      try within(p, "motor.position", Limit.coordinate)
      try notNegative(stiffness, "motor.stiffness", Limit.strength)
      try notNegative(damping, "motor.damping", Limit.strength)
    }
    if motor.maximum != .infinity { try notNegative(motor.maximum, "motor.maximum", Limit.strength) }
  }
}
