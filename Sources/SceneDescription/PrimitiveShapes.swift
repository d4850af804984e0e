import LocatedJSON
import VectorMath

// Shapes that a few lengths describe. Their axis of symmetry is the body's Y.

extension SolidShape {
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

    init(checking node: JSONNode) throws(JSONError) {
      self = try Box(json: node)
      guard edgeRadius <= halfExtents.smallest else {
        throw node.error("expected \"edgeRadius\" to be at most the smallest half extent")
      }
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

  public struct Cylinder: Record, Hashable {
    public var radius = 0.1
    public var halfHeight = 0.1
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("radius", &radius, unit: "m", rule: .size, "From the axis to the side.")
      try f.required("halfHeight", &halfHeight, unit: "m", rule: .size, "Half of the height, along the body's Y.")
    }
  }

  public struct Cone: Record, Hashable {
    public var radius = 0.1
    public var height = 0.2
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("radius", &radius, unit: "m", rule: .size, "Of the base.")
      try f.required(
        "height", &height, unit: "m", rule: .size,
        "From the base at y = -height/4 to the apex at y = 3/4 height; the centre of mass is the origin.")
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
  public static func cylinder(radius: Double, halfHeight: Double) -> SolidShape {
    var c = Cylinder()
    c.radius = radius
    c.halfHeight = halfHeight
    return .cylinder(c)
  }
  public static func cone(radius: Double, height: Double) -> SolidShape {
    var c = Cone()
    c.radius = radius
    c.height = height
    return .cone(c)
  }
}

extension FieldRule where Value == Double {
  /// A length that a solid can have.
  static var size: FieldRule { .range(1e-4...1e4) }
}
