/// A vector or point in three dimensions, double precision.
///
/// World space is right-handed with Y up; the unit is whatever the holder says (metres unless said otherwise).
/// Three plain doubles: 24 bytes stored, no padding lane, and the same bits in debug and release builds.
@frozen public struct Vector3: Hashable, Sendable {
  public var x: Double
  public var y: Double
  public var z: Double

  @inlinable public init(_ x: Double, _ y: Double, _ z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  public static let zero = Vector3(0, 0, 0)
  public static let unitX = Vector3(1, 0, 0)
  public static let unitY = Vector3(0, 1, 0)
  public static let unitZ = Vector3(0, 0, 1)

  @inlinable public subscript(axis: Int) -> Double {
    get { axis == 0 ? x : (axis == 1 ? y : z) }
    set {
      if axis == 0 { x = newValue } else if axis == 1 { y = newValue } else { z = newValue }
    }
  }

  @inlinable public var lengthSquared: Double { x * x + y * y + z * z }
  @inlinable public var length: Double { (x * x + y * y + z * z).squareRoot() }
  @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }

  /// The unit vector of the same direction, or zero where the length is zero.
  @inlinable public var normalized: Vector3 {
    let l = length
    return l > 0 ? self * (1 / l) : .zero
  }

  /// Some unit vector at right angles to this one; this one must not be zero.
  @inlinable public var anyPerpendicular: Vector3 {
    let a = Vector3(x.magnitude, y.magnitude, z.magnitude)
    let other = a.x <= a.y && a.x <= a.z ? Vector3.unitX : (a.y <= a.z ? Vector3.unitY : Vector3.unitZ)
    return cross(self, other).normalized
  }

  @inlinable public var magnitudes: Vector3 { Vector3(x.magnitude, y.magnitude, z.magnitude) }
  @inlinable public var largest: Double { Swift.max(x, Swift.max(y, z)) }
  @inlinable public var smallest: Double { Swift.min(x, Swift.min(y, z)) }

  @inlinable public static func + (a: Vector3, b: Vector3) -> Vector3 { Vector3(a.x + b.x, a.y + b.y, a.z + b.z) }
  @inlinable public static func - (a: Vector3, b: Vector3) -> Vector3 { Vector3(a.x - b.x, a.y - b.y, a.z - b.z) }
  @inlinable public static prefix func - (a: Vector3) -> Vector3 { Vector3(-a.x, -a.y, -a.z) }
  @inlinable public static func * (a: Vector3, s: Double) -> Vector3 { Vector3(a.x * s, a.y * s, a.z * s) }
  @inlinable public static func * (s: Double, a: Vector3) -> Vector3 { Vector3(a.x * s, a.y * s, a.z * s) }
  @inlinable public static func / (a: Vector3, s: Double) -> Vector3 { Vector3(a.x / s, a.y / s, a.z / s) }
  @inlinable public static func += (a: inout Vector3, b: Vector3) { a = a + b }
  @inlinable public static func -= (a: inout Vector3, b: Vector3) { a = a - b }
  @inlinable public static func *= (a: inout Vector3, s: Double) { a = a * s }

  /// The product of each component with its counterpart.
  @inlinable public func scaled(by b: Vector3) -> Vector3 { Vector3(x * b.x, y * b.y, z * b.z) }

  /// Single precision, as the renderer stores it.
  @inlinable public var float: Float3 { Float3(Float(x), Float(y), Float(z)) }
  @inlinable public init(_ v: Float3) { self.init(Double(v.x), Double(v.y), Double(v.z)) }
}

@inlinable public func dot(_ a: Vector3, _ b: Vector3) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }
@inlinable public func cross(_ a: Vector3, _ b: Vector3) -> Vector3 {
  Vector3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
@inlinable public func min(_ a: Vector3, _ b: Vector3) -> Vector3 {
  Vector3(Swift.min(a.x, b.x), Swift.min(a.y, b.y), Swift.min(a.z, b.z))
}
@inlinable public func max(_ a: Vector3, _ b: Vector3) -> Vector3 {
  Vector3(Swift.max(a.x, b.x), Swift.max(a.y, b.y), Swift.max(a.z, b.z))
}
@inlinable public func mix(_ a: Vector3, _ b: Vector3, _ t: Double) -> Vector3 { a * (1 - t) + b * t }
