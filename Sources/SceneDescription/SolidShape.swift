import LocatedJSON
import VectorMath

/// A solid about its own centre of mass, written as one key: {"sphere": {"radius": 0.1}}.
///
/// The same shape is collided, weighed and drawn; `edgeRadius` rounds the drawn edges only.
public enum SolidShape: JSONCodable, Hashable {
  case sphere(Sphere)
  case box(Box)
  case capsule(Capsule)
  /// The half-space below the body's XZ plane; static bodies only.
  case plane(Plane)

  public struct Sphere: Record, Hashable {
    public var radius = 0.1
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("radius", &radius, unit: "m", rule: .size, "From the centre to the surface.")
    }
  }

  public struct Box: Record, Hashable {
    public var halfExtents = Vector3(0.1, 0.1, 0.1)
    public var edgeRadius = 0.0
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required(
        "halfExtents", &halfExtents, unit: "m",
        rule: FieldRule("three numbers from 1e-4 to 1e4") {
          $0.smallest >= 1e-4 && $0.largest <= 1e4
        }, "Half of the size along each of the body's axes.")
      try f.field(
        "edgeRadius", &edgeRadius, unit: "m", rule: .notNegative,
        "Radius of the drawn edges, at most the smallest half extent.")
    }
  }

  public struct Capsule: Record, Hashable {
    public var radius = 0.1
    public var halfHeight = 0.2
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("radius", &radius, unit: "m", rule: .size, "Of the caps and the cylinder.")
      try f.required("halfHeight", &halfHeight, unit: "m", rule: .size, "Half of the cylinder, along the body's Y.")
    }
  }

  public struct Plane: Record, Hashable {
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {}
  }

  public static func sphere(radius: Double) -> SolidShape {
    var s = Sphere()
    s.radius = radius
    return .sphere(s)
  }
  public static func box(halfExtents: Vector3, edgeRadius: Double = 0) -> SolidShape {
    var b = Box()
    b.halfExtents = halfExtents
    b.edgeRadius = edgeRadius
    return .box(b)
  }
  public static func capsule(radius: Double, halfHeight: Double) -> SolidShape {
    var c = Capsule()
    c.radius = radius
    c.halfHeight = halfHeight
    return .capsule(c)
  }

  private static let tags = ["sphere", "box", "capsule", "plane"]

  public init(json node: JSONNode) throws(JSONError) {
    let members = try node.members()
    guard members.count == 1, let member = members.first else {
      throw node.error("expected one shape (\(SolidShape.tags.joined(separator: ", "))), found \(members.count) keys")
    }
    switch member.key {
    case "sphere": self = .sphere(try Sphere(json: member.node))
    case "box":
      let box = try Box(json: member.node)
      guard box.edgeRadius <= box.halfExtents.smallest else {
        throw member.node.error("expected \"edgeRadius\" to be at most the smallest half extent")
      }
      self = .box(box)
    case "capsule": self = .capsule(try Capsule(json: member.node))
    case "plane": self = .plane(try Plane(json: member.node))
    default:
      let hint = nearestHint(member.key, among: SolidShape.tags)
      throw JSONError("no shape '\(member.key)'; \(hint)", at: member.location)
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { w in
      switch self {
      case .sphere(let s):
        w.key("sphere")
        s.write(to: &w)
      case .box(let b):
        w.key("box")
        b.write(to: &w)
      case .capsule(let c):
        w.key("capsule")
        c.write(to: &w)
      case .plane(let p):
        w.key("plane")
        p.write(to: &w)
      }
    }
  }
  public static var formName: String { "shape" }

  /// Volume in m^3; infinite for a plane.
  public var volume: Double {
    switch self {
    case .sphere(let s): 4.0 / 3 * Double.pi * s.radius * s.radius * s.radius
    case .box(let b): 8 * b.halfExtents.x * b.halfExtents.y * b.halfExtents.z
    case .capsule(let c): Double.pi * c.radius * c.radius * (2 * c.halfHeight + 4.0 / 3 * c.radius)
    case .plane: .infinity
    }
  }
}

extension FieldRule where Value == Double {
  /// A length that a solid can have.
  static var size: FieldRule { .range(1e-4...1e4) }
}
