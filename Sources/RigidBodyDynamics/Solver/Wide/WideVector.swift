import VectorMath

/// One number of each of two contacts that are solved at the same time.
///
/// Each lane has the bits that it would have alone, so results do not depend on the processor's registers.
typealias Lanes = SIMD2<Double>

extension SIMD2<Double> {
  @inline(__always) var largest: Double { Swift.max(x, y) }
  @inline(__always) var atLeastZero: Lanes { replacing(with: 0, where: self .< 0) }
  /// The larger of two numbers in each lane.
  @inline(__always) func orMore(_ other: Lanes) -> Lanes { replacing(with: other, where: other .> self) }
  @inline(__always) var magnitudes: Lanes { replacing(with: -self, where: self .< 0) }
}

/// Two vectors side by side.
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
  @inline(__always) init(_ a: Vector3, _ b: Vector3) {
    x = Lanes(a.x, b.x)
    y = Lanes(a.y, b.y)
    z = Lanes(a.z, b.z)
  }

  @inline(__always) var first: Vector3 { Vector3(x.x, y.x, z.x) }
  @inline(__always) var second: Vector3 { Vector3(x.y, y.y, z.y) }
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

/// Two numbers as they are stored: in single precision, to be calculated with in double.
struct StoredLanes: Sendable {
  var lanes = SIMD2<Float>.zero

  init() {}
  @inline(__always) init(_ a: Double, _ b: Double) { lanes = SIMD2(Float(a), Float(b)) }
  @inline(__always) var wide: Lanes { Lanes(lanes) }
}

/// Two vectors as they are stored.
struct StoredVector: Sendable {
  var x = StoredLanes()
  var y = StoredLanes()
  var z = StoredLanes()

  init() {}
  @inline(__always) init(_ a: Vector3, _ b: Vector3) {
    x = StoredLanes(a.x, b.x)
    y = StoredLanes(a.y, b.y)
    z = StoredLanes(a.z, b.z)
  }
  @inline(__always) var wide: WideVector { WideVector(x: x.wide, y: y.wide, z: z.wide) }
}

/// Two matrices by columns, as they are stored.
struct StoredMatrix: Sendable {
  var c0 = StoredVector()
  var c1 = StoredVector()
  var c2 = StoredVector()

  init() {}
  @inline(__always) init(_ a: Matrix3, _ b: Matrix3) {
    c0 = StoredVector(a.c0, b.c0)
    c1 = StoredVector(a.c1, b.c1)
    c2 = StoredVector(a.c2, b.c2)
  }
  @inline(__always) static func * (m: StoredMatrix, v: WideVector) -> WideVector {
    m.c0.wide * v.x + m.c1.wide * v.y + m.c2.wide * v.z
  }
}
