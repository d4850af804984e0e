import VectorMath

/// A symmetric 3 x 3 matrix: inertias, effective masses and their inverses.
struct Symmetric3: Sendable {
  var xx: Double
  var yy: Double
  var zz: Double
  var xy: Double
  var xz: Double
  var yz: Double

  static let zero = Symmetric3(xx: 0, yy: 0, zz: 0, xy: 0, xz: 0, yz: 0)

  @inline(__always) init(xx: Double, yy: Double, zz: Double, xy: Double, xz: Double, yz: Double) {
    self.xx = xx
    self.yy = yy
    self.zz = zz
    self.xy = xy
    self.xz = xz
    self.yz = yz
  }
  @inline(__always) init(scalar s: Double) { self.init(xx: s, yy: s, zz: s, xy: 0, xz: 0, yz: 0) }

  /// R diag(d) R^T.
  @inline(__always) init(turned d: Vector3, by r: Matrix3) {
    let a = r.c0 * d.x
    let b = r.c1 * d.y
    let c = r.c2 * d.z
    self.init(
      xx: a.x * r.c0.x + b.x * r.c1.x + c.x * r.c2.x, yy: a.y * r.c0.y + b.y * r.c1.y + c.y * r.c2.y,
      zz: a.z * r.c0.z + b.z * r.c1.z + c.z * r.c2.z, xy: a.x * r.c0.y + b.x * r.c1.y + c.x * r.c2.y,
      xz: a.x * r.c0.z + b.x * r.c1.z + c.x * r.c2.z, yz: a.y * r.c0.z + b.y * r.c1.z + c.y * r.c2.z)
  }

  @inline(__always) static func * (m: Symmetric3, v: Vector3) -> Vector3 {
    Vector3(
      m.xx * v.x + m.xy * v.y + m.xz * v.z, m.xy * v.x + m.yy * v.y + m.yz * v.z, m.xz * v.x + m.yz * v.y + m.zz * v.z)
  }
  @inline(__always) static func + (a: Symmetric3, b: Symmetric3) -> Symmetric3 {
    Symmetric3(
      xx: a.xx + b.xx, yy: a.yy + b.yy, zz: a.zz + b.zz, xy: a.xy + b.xy, xz: a.xz + b.xz, yz: a.yz + b.yz)
  }

  /// Adds s (a b^T + b a^T) / 2.
  @inline(__always) mutating func add(_ a: Vector3, _ b: Vector3, times s: Double) {
    let h = 0.5 * s
    xx += s * (a.x * b.x)
    yy += s * (a.y * b.y)
    zz += s * (a.z * b.z)
    xy += h * (a.x * b.y + a.y * b.x)
    xz += h * (a.x * b.z + a.z * b.x)
    yz += h * (a.y * b.z + a.z * b.y)
  }

  @inline(__always) var trace: Double { xx + yy + zz }
  @inline(__always) var matrix: Matrix3 {
    Matrix3(columns: Vector3(xx, xy, xz), Vector3(xy, yy, yz), Vector3(xz, yz, zz))
  }
  /// The inverse of a positive definite matrix.
  @inline(__always) var inverse: Symmetric3 {
    let a: Double = yy * zz - yz * yz
    let b: Double = xz * yz - xy * zz
    let c: Double = xy * yz - xz * yy
    let s: Double = 1 / (xx * a + xy * b + xz * c)
    return Symmetric3(
      xx: a * s, yy: (xx * zz - xz * xz) * s, zz: (xx * yy - xy * xy) * s, xy: b * s, xz: c * s,
      yz: (xy * xz - xx * yz) * s)
  }
}

/// A symmetric 6 x 6 matrix between motions and forces at one point, in world axes.
///
/// As an inertia it takes accelerations to forces, torque = A alpha + B a, force = B^T alpha + C a, `angular` being A,
/// `coupling` B and `linear` C. As a response it takes impulses to velocity changes with the roles exchanged:
/// velocity = A force + B torque, spin = B^T force + C torque. Both move to another point by the same rule.
/// Featherstone, Rigid Body Dynamics Algorithms (2008), section 2.
struct SpatialMatrix: Sendable {
  var angular: Symmetric3
  var coupling: Matrix3
  var linear: Symmetric3

  static let zero = SpatialMatrix(angular: .zero, coupling: .zero, linear: .zero)

  /// The same inertia about a point from which its own point is at r; a response moves by r = -(new point).
  @inline(__always) func shifted(_ r: Vector3) -> SpatialMatrix {
    let c = linear.matrix
    let e = Matrix3(columns: cross(r, c.c0), cross(r, c.c1), cross(r, c.c2))
    let b = coupling
    // Columns of x = r x B^T, and then A + x + x^T - e [r].
    let x0 = cross(r, Vector3(b.c0.x, b.c1.x, b.c2.x))
    let x1 = cross(r, Vector3(b.c0.y, b.c1.y, b.c2.y))
    let x2 = cross(r, Vector3(b.c0.z, b.c1.z, b.c2.z))
    let y0 = e.c2 * r.y - e.c1 * r.z
    let y1 = e.c0 * r.z - e.c2 * r.x
    let y2 = e.c1 * r.x - e.c0 * r.y
    return SpatialMatrix(
      angular: Symmetric3(
        xx: angular.xx + 2 * x0.x + y0.x, yy: angular.yy + 2 * x1.y + y1.y, zz: angular.zz + 2 * x2.z + y2.z,
        xy: angular.xy + x1.x + x0.y + y1.x, xz: angular.xz + x2.x + x0.z + y2.x, yz: angular.yz + x2.y + x1.z + y2.y),
      coupling: Matrix3(columns: b.c0 + e.c0, b.c1 + e.c1, b.c2 + e.c2), linear: linear)
  }

  @inline(__always) mutating func add(_ m: SpatialMatrix) {
    angular = angular + m.angular
    coupling = coupling + m.coupling
    linear = linear + m.linear
  }

  /// Subtracts s u u^T with u = (a, l).
  @inline(__always) mutating func subtract(_ a: Vector3, _ l: Vector3, times s: Double) {
    angular.add(a, a, times: -s)
    linear.add(l, l, times: -s)
    let k = a * s
    coupling.c0 -= k * l.x
    coupling.c1 -= k * l.y
    coupling.c2 -= k * l.z
  }
}

/// a b^T.
@inline(__always) func outer(_ a: Vector3, _ b: Vector3) -> Matrix3 { Matrix3(columns: a * b.x, a * b.y, a * b.z) }
