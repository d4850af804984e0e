import VectorMath

/// One number of each of four contacts that are solved at the same time.
///
/// Every lane has the bits that it would have alone, so results do not depend on the processor's registers.
typealias Lanes = SIMD4<Double>

extension SIMD4<Double> {
  @inline(__always) var largest: Double { Swift.max(Swift.max(self[0], self[1]), Swift.max(self[2], self[3])) }
  @inline(__always) var total: Double { (self[0] + self[1]) + (self[2] + self[3]) }
  @inline(__always) var atLeastZero: Lanes { replacing(with: 0, where: self .< 0) }
  /// The larger of two numbers in each lane.
  @inline(__always) func orMore(_ other: Lanes) -> Lanes { replacing(with: other, where: other .> self) }
  @inline(__always) var magnitudes: Lanes { replacing(with: -self, where: self .< 0) }
}

/// Four vectors side by side.
struct WideVector: Sendable {
  var x = Lanes.zero
  var y = Lanes.zero
  var z = Lanes.zero

  init() {}
  @inline(__always) init(x: Lanes, y: Lanes, z: Lanes) {
    self.x = x
    self.y = y
    self.z = z
  }
  @inline(__always) init(_ a: Vector3, _ b: Vector3, _ c: Vector3, _ d: Vector3) {
    x = Lanes(a.x, b.x, c.x, d.x)
    y = Lanes(a.y, b.y, c.y, d.y)
    z = Lanes(a.z, b.z, c.z, d.z)
  }

  @inline(__always) subscript(lane: Int) -> Vector3 { Vector3(x[lane], y[lane], z[lane]) }
  @inline(__always) var lengthSquared: Lanes { x * x + y * y + z * z }

  @inline(__always) static func + (a: WideVector, b: WideVector) -> WideVector {
    WideVector(x: a.x + b.x, y: a.y + b.y, z: a.z + b.z)
  }
  @inline(__always) static func - (a: WideVector, b: WideVector) -> WideVector {
    WideVector(x: a.x - b.x, y: a.y - b.y, z: a.z - b.z)
  }
  @inline(__always) static func * (a: WideVector, s: Lanes) -> WideVector {
    WideVector(x: a.x * s, y: a.y * s, z: a.z * s)
  }
  @inline(__always) static func += (a: inout WideVector, b: WideVector) { a = a + b }
  @inline(__always) static func -= (a: inout WideVector, b: WideVector) { a = a - b }
}

@inline(__always) func dot(_ a: WideVector, _ b: WideVector) -> Lanes { a.x * b.x + a.y * b.y + a.z * b.z }
@inline(__always) func cross(_ a: WideVector, _ b: WideVector) -> WideVector {
  WideVector(x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x)
}

/// Four matrices by columns.
struct WideMatrix: Sendable {
  var c0 = WideVector()
  var c1 = WideVector()
  var c2 = WideVector()

  init() {}
  @inline(__always) init(_ a: Matrix3, _ b: Matrix3, _ c: Matrix3, _ d: Matrix3) {
    c0 = WideVector(a.c0, b.c0, c.c0, d.c0)
    c1 = WideVector(a.c1, b.c1, c.c1, d.c1)
    c2 = WideVector(a.c2, b.c2, c.c2, d.c2)
  }
  @inline(__always) static func * (m: WideMatrix, v: WideVector) -> WideVector {
    m.c0 * v.x + m.c1 * v.y + m.c2 * v.z
  }
}
