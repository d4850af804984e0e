import VectorMath

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
  @inline(__always) init(_ lane: (Int) -> Vector3) {
    let (a, b, c, d) = (lane(0), lane(1), lane(2), lane(3))
    x = Lanes(Float(a.x), Float(b.x), Float(c.x), Float(d.x))
    y = Lanes(Float(a.y), Float(b.y), Float(c.y), Float(d.y))
    z = Lanes(Float(a.z), Float(b.z), Float(c.z), Float(d.z))
  }

  @inline(__always) subscript(lane: Int) -> Vector3 { Vector3(Double(x[lane]), Double(y[lane]), Double(z[lane])) }
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
  @inline(__always) init(_ lane: (Int) -> Matrix3) {
    c0 = WideVector { lane($0).c0 }
    c1 = WideVector { lane($0).c1 }
    c2 = WideVector { lane($0).c2 }
  }
  @inline(__always) static func * (m: WideMatrix, v: WideVector) -> WideVector {
    m.c0 * v.x + m.c1 * v.y + m.c2 * v.z
  }
}
