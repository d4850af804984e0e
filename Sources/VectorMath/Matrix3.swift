/// A 3x3 matrix by columns: inertia tensors, rotations, K matrices.
@frozen public struct Matrix3: Hashable, Sendable {
  public var c0: Vector3
  public var c1: Vector3
  public var c2: Vector3

  @inlinable public init(columns c0: Vector3, _ c1: Vector3, _ c2: Vector3) {
    self.c0 = c0
    self.c1 = c1
    self.c2 = c2
  }
  @inlinable public init(diagonal d: Vector3) {
    self.init(columns: Vector3(d.x, 0, 0), Vector3(0, d.y, 0), Vector3(0, 0, d.z))
  }
  public static let identity = Matrix3(diagonal: Vector3(1, 1, 1))
  public static let zero = Matrix3(diagonal: .zero)

  /// a b^T.
  @inlinable public init(outer a: Vector3, _ b: Vector3) { self.init(columns: a * b.x, a * b.y, a * b.z) }
  @inlinable public static func * (m: Matrix3, v: Vector3) -> Vector3 { m.c0 * v.x + m.c1 * v.y + m.c2 * v.z }
  @inlinable public static func * (a: Matrix3, b: Matrix3) -> Matrix3 {
    Matrix3(columns: a * b.c0, a * b.c1, a * b.c2)
  }
  @inlinable public static func + (a: Matrix3, b: Matrix3) -> Matrix3 {
    Matrix3(columns: a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2)
  }
  @inlinable public static func * (m: Matrix3, s: Double) -> Matrix3 {
    Matrix3(columns: m.c0 * s, m.c1 * s, m.c2 * s)
  }
  @inlinable public var transpose: Matrix3 {
    Matrix3(
      columns: Vector3(c0.x, c1.x, c2.x), Vector3(c0.y, c1.y, c2.y), Vector3(c0.z, c1.z, c2.z))
  }
  /// The transpose times `v`: the inverse turn where the matrix is a rotation.
  @inlinable public func transposeMultiply(_ v: Vector3) -> Vector3 { Vector3(dot(c0, v), dot(c1, v), dot(c2, v)) }
  @inlinable public var determinant: Double { dot(c0, cross(c1, c2)) }

  /// The inverse; the determinant must not be zero.
  @inlinable public var inverse: Matrix3 {
    let d = determinant
    precondition(d != 0, "matrix with determinant 0 has no inverse: \(self)")
    return Matrix3(columns: cross(c1, c2) / d, cross(c2, c0) / d, cross(c0, c1) / d).transpose
  }
}
