import VectorMath

/// A body that cannot be simulated: which one, which field, and what is wrong with its value.
public struct BodyError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    case notFinite
    case notPositive
    case negative
    case outOfRange(ClosedRange<Double>)
    case notUnit
    case planeMustBeFixed
    case surfaceMustNotBeDynamic
    case partMustBeConvex
    case tooFew(Int)
    case notSymmetric
    /// A principal moment exceeds the sum of the two others.
    case breaksTriangleInequality
    /// More than `Rule.greatestMassRatio` times the mass of another body, or less than one over that.
    case massRatio(other: String, mass: Double)
  }
  public var body: String
  public var field: String
  public var value: Double
  public var reason: Reason

  public var description: String {
    let subject = "body '\(body)': \(field)"
    switch reason {
    case .notFinite: return "\(subject) must be finite, got \(value)"
    case .notPositive: return "\(subject) must be above 0, got \(value)"
    case .negative: return "\(subject) must not be negative, got \(value)"
    case .outOfRange(let range):
      return "\(subject) must be within \(range.lowerBound)...\(range.upperBound), got \(value)"
    case .notUnit: return "\(subject) must be a unit quaternion, got length \(value)"
    case .partMustBeConvex: return "\(subject) must be a convex solid"
    case .tooFew(let least): return "\(subject) must be at least \(least), got \(Int(value))"
    case .notSymmetric: return "\(subject) must be symmetric, got elements that differ by \(value)"
    case .breaksTriangleInequality:
      return "\(subject) must have no principal moment above the sum of the others, got one of \(value) times that"
    case .massRatio(let other, let mass):
      return "\(subject) must be within a factor of \(Rule.greatestMassRatio) of that of body '\(other)', which is "
        + "\(mass), got \(value)"
    case .planeMustBeFixed: return "\(subject) of a plane must be fixed"
    case .surfaceMustNotBeDynamic: return "\(subject) of a mesh or height field must be fixed or kinematic"
    }
  }
}

/// Sizes, masses and speeds beyond these would lose the solver's precision; they are refused, not clamped.
private enum Limit {
  static let length: ClosedRange<Double> = 1e-4...1e5
  static let coordinate: ClosedRange<Double> = -1e6...1e6
  static let mass: ClosedRange<Double> = 1e-9...1e12
  static let speed: ClosedRange<Double> = -1e5...1e5
  static let spin: ClosedRange<Double> = -1e5...1e5
  static let relativeDensity: ClosedRange<Double> = 1e-6...1e6
  static let friction: ClosedRange<Double> = 0...1e6
  static let gravityScale: ClosedRange<Double> = -1e3...1e3
  static let damping: ClosedRange<Double> = 0...1e6
  static let dragCoefficient: ClosedRange<Double> = 0...1e3
  static let area: ClosedRange<Double> = 0...1e10
  /// Smallest over largest principal moment.
  static let slenderness: ClosedRange<Double> = 1e-9...1
}

extension BodyDefinition {
  /// Throws at the first field whose value the solver cannot take.
  public func validate() throws(BodyError) {
    try validate(shape, "shape")
    try vector(position, "position", Limit.coordinate)
    try vector(linearVelocity, "linearVelocity", Limit.speed)
    try vector(angularVelocity, "angularVelocity", Limit.spin)
    try unit(orientation, "orientation")
    if motion == .dynamic {
      if let mass {
        try positive(mass, "mass", Limit.mass)
      } else {
        try positive(density, "density", nil)
        try positive(shape.massProperties(density: density).mass, "density times volume", Limit.mass)
      }
      if let inertia { try validate(inertia) }
    }
    try notNegative(friction, "friction", Limit.friction)
    try notNegative(restitution, "restitution", 0...1)
    try notNegative(rollingLever, "rollingLever", 0...1e5)
    try within(gravityScale, "gravityScale", Limit.gravityScale)
    try notNegative(linearDamping, "linearDamping", Limit.damping)
    try notNegative(angularDamping, "angularDamping", Limit.damping)
    try notNegative(dragCoefficient, "dragCoefficient", Limit.dragCoefficient)
    try notNegative(angularDragCoefficient, "angularDragCoefficient", Limit.dragCoefficient)
    if let dragArea { try notNegative(dragArea, "dragArea", Limit.area) }
  }

  /// The tensor of a real solid is symmetric and positive definite, and no moment exceeds the sum of the others.
  private func validate(_ tensor: Matrix3) throws(BodyError) {
    for column in [tensor.c0, tensor.c1, tensor.c2] {
      for i in 0..<3 where !column[i].isFinite {
        throw BodyError(body: name, field: "inertia", value: column[i], reason: .notFinite)
      }
    }
    let scale = Swift.max(tensor.c0.x.magnitude, Swift.max(tensor.c1.y.magnitude, tensor.c2.z.magnitude))
    for (a, b) in [(tensor.c0.y, tensor.c1.x), (tensor.c0.z, tensor.c2.x), (tensor.c1.z, tensor.c2.y)] {
      guard (a - b).magnitude <= 1e-9 * scale else {
        throw BodyError(body: name, field: "inertia", value: (a - b).magnitude, reason: .notSymmetric)
      }
    }
    let moments = principalAxes(of: tensor).moments
    try positive(moments.smallest, "inertia: smallest principal moment", nil)
    try within(moments.smallest / moments.largest, "inertia: smallest over largest moment", Limit.slenderness)
    let properties = MassProperties(mass: 1, centreOfMass: .zero, inertia: tensor)
    guard properties.obeysTriangleInequality else {
      let others: Double = moments.x + moments.y + moments.z - moments.largest
      throw BodyError(
        body: name, field: "inertia", value: moments.largest / others, reason: .breaksTriangleInequality)
    }
  }

  /// Principal moments and the body's frame in the shape's: of the shape, or of the inertia that was given.
  func principalFrame(mass: Double) -> (moments: Vector3, shapeFromBody: RigidTransform) {
    guard motion == .dynamic, let inertia else {
      return (motion == .dynamic ? shape.inertia(mass: mass) : .zero, shape.shapeFromBody)
    }
    let (moments, axes) = principalAxes(of: inertia)
    let centre = shape.massProperties(density: 1).centreOfMass
    return (
      moments,
      RigidTransform(rotation: axes == .identity ? .identity : Quaternion(matrix: axes), translation: centre)
    )
  }

  private func validate(_ shape: Shape, _ field: String) throws(BodyError) {
    switch shape {
    case .sphere(let radius): try positive(radius, field + ".radius", Limit.length)
    case .box(let half):
      try positive(half.x, field + ".halfExtents.x", Limit.length)
      try positive(half.y, field + ".halfExtents.y", Limit.length)
      try positive(half.z, field + ".halfExtents.z", Limit.length)
    case .capsule(let radius, let halfHeight), .cylinder(let radius, let halfHeight):
      try positive(radius, field + ".radius", Limit.length)
      try positive(halfHeight, field + ".halfHeight", Limit.length)
    case .cone(let radius, let height):
      try positive(radius, field + ".radius", Limit.length)
      try positive(height, field + ".height", Limit.length)
    case .hull: break  // Checked when it was made.
    case .compound(let parts):
      guard !parts.isEmpty else { throw BodyError(body: name, field: field + ".parts", value: 0, reason: .tooFew(1)) }
      for (i, part) in parts.enumerated() {
        let at = field + ".parts[\(i)]"
        switch part.shape {
        case .plane, .mesh, .heightField, .compound:
          throw BodyError(body: name, field: at, value: 0, reason: .partMustBeConvex)
        default: try validate(part.shape, at + ".shape")
        }
        try vector(part.pose.translation, at + ".pose.translation", -Limit.length.upperBound...Limit.length.upperBound)
        try unit(part.pose.rotation, at + ".pose.rotation")
        try positive(part.density, at + ".density", Limit.relativeDensity)
      }
    case .plane:
      if motion != .fixed { throw BodyError(body: name, field: "motion", value: 0, reason: .planeMustBeFixed) }
    case .mesh, .heightField:  // The numbers were checked when it was made.
      if motion == .dynamic { throw BodyError(body: name, field: "motion", value: 0, reason: .surfaceMustNotBeDynamic) }
    }
  }

  private func unit(_ q: Quaternion, _ field: String) throws(BodyError) {
    let length = q.lengthSquared.squareRoot()
    guard length.isFinite else { throw BodyError(body: name, field: field, value: length, reason: .notFinite) }
    guard (length - 1).magnitude < 1e-6 else {
      throw BodyError(body: name, field: field, value: length, reason: .notUnit)
    }
  }
  private func vector(_ v: Vector3, _ field: String, _ range: ClosedRange<Double>) throws(BodyError) {
    try within(v.x, field + ".x", range)
    try within(v.y, field + ".y", range)
    try within(v.z, field + ".z", range)
  }
  private func positive(_ v: Double, _ field: String, _ range: ClosedRange<Double>?) throws(BodyError) {
    guard v.isFinite else { throw BodyError(body: name, field: field, value: v, reason: .notFinite) }
    guard v > 0 else { throw BodyError(body: name, field: field, value: v, reason: .notPositive) }
    if let range { try within(v, field, range) }
  }
  private func notNegative(_ v: Double, _ field: String, _ range: ClosedRange<Double>) throws(BodyError) {
    guard v.isFinite else { throw BodyError(body: name, field: field, value: v, reason: .notFinite) }
    guard v >= 0 else { throw BodyError(body: name, field: field, value: v, reason: .negative) }
    try within(v, field, range)
  }
  private func within(_ v: Double, _ field: String, _ range: ClosedRange<Double>) throws(BodyError) {
    guard v.isFinite else { throw BodyError(body: name, field: field, value: v, reason: .notFinite) }
    guard range.contains(v) else { throw BodyError(body: name, field: field, value: v, reason: .outOfRange(range)) }
  }
}
