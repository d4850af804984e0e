import VectorMath

/// Something that acts on every dynamic body of a world. A value: snapshots hold it, and equal worlds stay equal.
public enum Field: Sendable, Hashable {
  case air(Air)
  case water(Water)
  case push(Push)
  case attractor(Attractor)
}

/// Still or moving air everywhere that no water is.
///
/// Drag is that of bodies at high Reynolds number, 1/2 density Cd A u^2 against the velocity u through the air; Cd and A
/// are the body's (`BodyDefinition.dragCoefficient`, `dragArea`). Air bears nothing up.
public struct Air: Sendable, Hashable {
  /// kg/m^3
  public var density: Double
  /// Velocity of the air, m/s.
  public var wind: Vector3

  public init(density: Double = 1.204, wind: Vector3 = .zero) {
    self.density = density
    self.wind = wind
  }
}

/// A liquid below a plane: it bears bodies up by Archimedes' principle and drags on the part of them that is in it.
public struct Water: Sendable, Hashable {
  /// Out of the liquid, unit length.
  public var normal: Vector3
  /// The liquid is where dot(normal, x) <= level, m.
  public var level: Double
  /// kg/m^3
  public var density: Double
  /// Velocity of the liquid, m/s.
  public var current: Vector3

  public init(level: Double, normal: Vector3 = .unitY, density: Double = 1000, current: Vector3 = .zero) {
    self.normal = normal
    self.level = level
    self.density = density
    self.current = current
  }
}

/// The same force or acceleration everywhere, or on the bodies whose centre of mass is in a box.
public struct Push: Sendable, Hashable {
  public enum Strength: Sendable, Hashable {
    /// m/s^2, whatever the mass.
    case acceleration(Vector3)
    /// N, on each body at its centre of mass.
    case force(Vector3)
  }
  public var strength: Strength
  /// Along the world's axes; nil for everywhere.
  public var region: BoundingBox?

  public init(_ strength: Strength, in region: BoundingBox? = nil) {
    self.strength = strength
    self.region = region
  }
}

/// A point that draws bodies to it as a mass does: an acceleration of strength r / (r^2 + core^2)^(3/2).
public struct Attractor: Sendable, Hashable {
  public var position: Vector3
  /// m^3/s^2: G times the mass of a body that attracts; below 0 it repels.
  public var strength: Double
  /// Distance within which the pull no longer grows, m (Plummer's softening).
  public var core: Double

  public init(position: Vector3, strength: Double, core: Double) {
    self.position = position
    self.strength = strength
    self.core = core
  }
}

/// A field that cannot be simulated: which one, which of its values, and what is wrong with it.
public struct FieldError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    case notFinite
    case outOfRange(ClosedRange<Double>)
    case notUnit
    case empty
  }
  /// Place in the list of fields.
  public var index: Int
  public var field: String
  public var value: Double
  public var reason: Reason

  public var description: String {
    let subject = "field \(index): \(field)"
    switch reason {
    case .notFinite: return "\(subject) must be finite, got \(value)"
    case .outOfRange(let range):
      return "\(subject) must be within \(range.lowerBound)...\(range.upperBound), got \(value)"
    case .notUnit: return "\(subject) must be a unit vector, got length \(value)"
    case .empty: return "\(subject) must not lie below its low corner, got an extent of \(value)"
    }
  }
}
