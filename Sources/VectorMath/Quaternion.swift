/// A rotation as a unit quaternion, stored and written in the order x, y, z, w.
///
/// Named target-from-source: `worldFromBody.rotate(v)` takes a body vector to the world.
@frozen public struct Quaternion: Hashable, Sendable {
  public var x: Double
  public var y: Double
  public var z: Double
  public var w: Double

  @inlinable public init(x: Double, y: Double, z: Double, w: Double) {
    self.x = x
    self.y = y
    self.z = z
    self.w = w
  }

  public static let identity = Quaternion(x: 0, y: 0, z: 0, w: 1)

  /// A turn by `angle` radians about the unit vector `axis`, counter-clockwise seen from its tip.
  @inlinable public init(angle: Double, axis: Vector3) {
    let (s, c) = PortableMath.sineAndCosine(angle / 2)
    self.init(x: axis.x * s, y: axis.y * s, z: axis.z * s, w: c)
  }

  /// The exponential map: a turn by |v| radians about v.
  @inlinable public init(rotationVector v: Vector3) {
    let angle = v.length
    if angle < 1e-9 {
      // Second-order series: the error is below one unit in the last place at this angle.
      self = Quaternion(x: v.x / 2, y: v.y / 2, z: v.z / 2, w: 1 - angle * angle / 8).normalized
    } else {
      self.init(angle: angle, axis: v / angle)
    }
  }

  /// The shortest turn that takes unit vector `a` to unit vector `b`.
  public init(from a: Vector3, to b: Vector3) {
    let d = dot(a, b)
    if d < -0.999_999_999 {
      self.init(angle: Double.pi, axis: a.anyPerpendicular)
    } else {
      let c = cross(a, b)
      self = Quaternion(x: c.x, y: c.y, z: c.z, w: 1 + d).normalized
    }
  }

  @inlinable public var lengthSquared: Double { x * x + y * y + z * z + w * w }
  @inlinable public var normalized: Quaternion {
    let l = lengthSquared.squareRoot()
    return l > 0 ? Quaternion(x: x / l, y: y / l, z: z / l, w: w / l) : .identity
  }
  @inlinable public var conjugate: Quaternion { Quaternion(x: -x, y: -y, z: -z, w: w) }
  @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite && w.isFinite }
  @inlinable public var vector: Vector3 { Vector3(x, y, z) }

  @inlinable public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
    Quaternion(
      x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
      y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
      z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
      w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z)
  }

  @inlinable public func rotate(_ v: Vector3) -> Vector3 {
    let u = vector
    let t = cross(u, v) * 2
    return v + t * w + cross(u, t)
  }
  @inlinable public func inverseRotate(_ v: Vector3) -> Vector3 { conjugate.rotate(v) }

  /// The rotation as a matrix whose columns are the turned axes.
  @inlinable public var matrix: Matrix3 {
    Matrix3(columns: rotate(.unitX), rotate(.unitY), rotate(.unitZ))
  }

  /// Spherical interpolation along the shorter arc, t in 0...1.
  public static func slerp(_ a: Quaternion, _ b: Quaternion, _ t: Double) -> Quaternion {
    var d = a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w
    let sign: Double = d < 0 ? -1 : 1
    d *= sign
    var ka = 1 - t
    var kb = t
    if d < 0.999_999 {
      let angle = PortableMath.arcCosine(d)
      let s = PortableMath.sine(angle)
      ka = PortableMath.sine((1 - t) * angle) / s
      kb = PortableMath.sine(t * angle) / s
    }
    kb *= sign
    return Quaternion(
      x: ka * a.x + kb * b.x, y: ka * a.y + kb * b.y, z: ka * a.z + kb * b.z, w: ka * a.w + kb * b.w
    ).normalized
  }
}

extension Quaternion {
  /// The rotation of an orthonormal matrix (Shepperd 1978: divide by the largest component).
  public init(matrix m: Matrix3) {
    let trace = m.c0.x + m.c1.y + m.c2.z
    if trace >= m.c0.x && trace >= m.c1.y && trace >= m.c2.z {
      let s = (1 + trace).squareRoot() * 2
      self.init(x: (m.c1.z - m.c2.y) / s, y: (m.c2.x - m.c0.z) / s, z: (m.c0.y - m.c1.x) / s, w: s / 4)
    } else if m.c0.x >= m.c1.y && m.c0.x >= m.c2.z {
      let s = (1 + m.c0.x - m.c1.y - m.c2.z).squareRoot() * 2
      self.init(x: s / 4, y: (m.c1.x + m.c0.y) / s, z: (m.c2.x + m.c0.z) / s, w: (m.c1.z - m.c2.y) / s)
    } else if m.c1.y >= m.c2.z {
      let s = (1 + m.c1.y - m.c0.x - m.c2.z).squareRoot() * 2
      self.init(x: (m.c1.x + m.c0.y) / s, y: s / 4, z: (m.c2.y + m.c1.z) / s, w: (m.c2.x - m.c0.z) / s)
    } else {
      let s = (1 + m.c2.z - m.c0.x - m.c1.y).squareRoot() * 2
      self.init(x: (m.c2.x + m.c0.z) / s, y: (m.c2.y + m.c1.z) / s, z: s / 4, w: (m.c0.y - m.c1.x) / s)
    }
    self = normalized
  }
}
