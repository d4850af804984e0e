import VectorMath

/// A convex shape as the general narrow phase sees it: a core, perhaps swollen by a radius, in its own frame.
///
/// The core of a sphere is its centre and of a capsule its axis; all other shapes are their own core, with their true
/// curved surfaces. A trivial value: what it points to belongs to a shape that the caller keeps alive.
struct ConvexShape {
  enum Kind {
    case point
    /// Along Y, half as long as size.y.
    case segment
    /// Half extents `size`.
    case box
    /// Along Y, radius size.x, half height size.y.
    case cylinder
    /// Along Y, radius size.x, base at y = -size.y, apex at y = size.z.
    case cone
    case hull
    /// Three corners, counter-clockwise seen from the front; solid to both sides.
    case triangle
  }
  var kind: Kind
  /// What the core is swollen by, m.
  var radius = 0.0
  var size = Vector3.zero
  var hull: UnsafePointer<HullTopology>?
  var corner0 = Vector3.zero
  var corner1 = Vector3.zero
  var corner2 = Vector3.zero

  /// Nil for planes and surfaces, which are no solids of finite size.
  @inline(__always) init?(_ geometry: Geometry) {
    switch geometry {
    case .sphere(let r):
      kind = .point
      radius = r
    case .capsule(let r, let h):
      kind = .segment
      radius = r
      size = Vector3(0, h, 0)
    case .box(let h):
      kind = .box
      size = h
    case .cylinder(let r, let h):
      kind = .cylinder
      size = Vector3(r, h, 0)
    case .cone(let r, let h):
      kind = .cone
      size = Vector3(r, 0.25 * h, 0.75 * h)
    case .hull(let handle):
      kind = .hull
      hull = handle.topology
    case .plane, .mesh, .heightField:
      return nil
    }
  }

  init(triangle a: Vector3, _ b: Vector3, _ c: Vector3) {
    kind = .triangle
    corner0 = a
    corner1 = b
    corner2 = c
  }

  /// Whether it is round about its Y axis, with a curved surface of its own.
  @inline(__always) var isRevolved: Bool { kind == .cylinder || kind == .cone }
  @inline(__always) var isPolytope: Bool { kind == .box || kind == .hull || kind == .triangle }

  /// The point of the core that is farthest along d, which need not be a unit vector.
  @inline(__always) func support(_ d: Vector3) -> Vector3 {
    switch kind {
    case .point: return .zero
    case .segment: return Vector3(0, d.y < 0 ? -size.y : size.y, 0)
    case .box: return Vector3(d.x < 0 ? -size.x : size.x, d.y < 0 ? -size.y : size.y, d.z < 0 ? -size.z : size.z)
    case .cylinder:
      let across: Double = (d.x * d.x + d.z * d.z).squareRoot()
      let k: Double = across > 0 ? size.x / across : 0
      return Vector3(d.x * k, d.y < 0 ? -size.y : size.y, d.z * k)
    case .cone:
      let across: Double = (d.x * d.x + d.z * d.z).squareRoot()
      if d.y * size.z >= size.x * across - d.y * size.y { return Vector3(0, size.z, 0) }
      let k: Double = across > 0 ? size.x / across : 0
      return Vector3(d.x * k, -size.y, d.z * k)
    case .hull: return hull!.pointee.vertices[hull!.pointee.support(d)]
    case .triangle:
      let (a, b, c) = (dot(corner0, d), dot(corner1, d), dot(corner2, d))
      return a >= b && a >= c ? corner0 : (b >= c ? corner1 : corner2)
    }
  }

  // MARK: Flat faces

  /// Number of flat faces.
  var faceCount: Int {
    switch kind {
    case .point, .segment: 0
    case .box: 6
    case .cylinder, .triangle: 2
    case .cone: 1
    case .hull: hull!.pointee.faceCount
    }
  }

  /// Outward unit normal of a face. Faces of a box are -x, +x, -y, +y, -z, +z; of a cylinder bottom and top; of a
  /// triangle its front and its back.
  @inline(__always) func faceNormal(_ i: Int) -> Vector3 {
    switch kind {
    case .box:
      let s: Double = i & 1 == 0 ? -1 : 1
      return i < 2 ? Vector3(s, 0, 0) : (i < 4 ? Vector3(0, s, 0) : Vector3(0, 0, s))
    case .cylinder: return Vector3(0, i == 0 ? -1 : 1, 0)
    case .cone: return Vector3(0, -1, 0)
    case .triangle:
      let n = cross(corner1 - corner0, corner2 - corner0).normalized
      return i == 0 ? n : -n
    case .hull: return hull!.pointee.faces[i].normal
    case .point, .segment: preconditionFailure("a \(kind) has no faces")
    }
  }

  /// Distance of the plane of a face from the origin along its normal.
  @inline(__always) func faceOffset(_ i: Int) -> Double {
    switch kind {
    case .box: return i < 2 ? size.x : (i < 4 ? size.y : size.z)
    case .cylinder, .cone: return size.y
    case .triangle: return dot(corner0, faceNormal(i))
    case .hull: return hull!.pointee.faces[i].offset
    case .point, .segment: preconditionFailure("a \(kind) has no faces")
    }
  }

  /// The face that looks most along d; nil for shapes without.
  @inline(__always) func face(along d: Vector3) -> Int? {
    switch kind {
    case .point, .segment: return nil
    case .box:
      let m = d.magnitudes
      if m.x >= m.y && m.x >= m.z { return d.x < 0 ? 0 : 1 }
      return m.y >= m.z ? (d.y < 0 ? 2 : 3) : (d.z < 0 ? 4 : 5)
    case .cylinder: return d.y < 0 ? 0 : 1
    case .cone: return 0
    case .triangle: return dot(d, faceNormal(0)) >= 0 ? 0 : 1
    case .hull: return hull!.pointee.face(along: d)
    }
  }

  /// Number of corners of a face of a polytope.
  @inline(__always) func cornerCount(ofFace i: Int) -> Int {
    kind == .box ? 4 : (kind == .triangle ? 3 : Int(hull!.pointee.faces[i].count))
  }

  /// Corner k of a face of a polytope, counter-clockwise from outside, and its number in the shape.
  @inline(__always) func corner(_ k: Int, ofFace i: Int) -> (point: Vector3, number: Int) {
    switch kind {
    case .box:
      // Two of its coordinates run round the other one; see `boxLoops` for the same in numbers.
      let u: Double = k == 1 || k == 2 ? 1 : -1
      let v: Double = k >= 2 ? 1 : -1
      let axis = i >> 1
      var p = Vector3.zero
      p[axis] = i & 1 == 0 ? -size[axis] : size[axis]
      let first = i & 1 == 1 ? (axis + 1) % 3 : (axis + 2) % 3
      let second = i & 1 == 1 ? (axis + 2) % 3 : (axis + 1) % 3
      p[first] = u * size[first]
      p[second] = v * size[second]
      return (p, (p.x > 0 ? 1 : 0) + (p.y > 0 ? 2 : 0) + (p.z > 0 ? 4 : 0))
    case .triangle:
      let j = i == 0 ? k : 2 - k
      return (j == 0 ? corner0 : (j == 1 ? corner1 : corner2), j)
    case .hull:
      let t = hull!
      let v = Int(t.pointee.loops[Int(t.pointee.faces[i].first) + k])
      return (t.pointee.vertices[v], v)
    default: preconditionFailure("a \(kind) has no polygons")
    }
  }
}

/// Two convex shapes in the frame of the first: B's axes are the columns of `turn`, its origin is at `offset`.
struct ConvexPair {
  var a: ConvexShape
  var b: ConvexShape
  var turn: Matrix3
  var offset: Vector3
  /// Sum of the radii that the cores are swollen by.
  @inline(__always) var radii: Double { a.radius + b.radius }

  @inline(__always) init(_ a: ConvexShape, _ b: ConvexShape, turn: Matrix3, offset: Vector3) {
    self.a = a
    self.b = b
    self.turn = turn
    self.offset = offset
  }

  @inline(__always) init(_ shapeA: ConvexShape, _ a: Placed, _ shapeB: ConvexShape, _ b: Placed) {
    let t = a.rotation.transpose
    self.init(shapeA, shapeB, turn: t * b.rotation, offset: t * (b.position - a.position))
  }

  /// The point of A's core farthest along n, and of B's core farthest against it.
  @inline(__always) func supportA(_ n: Vector3) -> Vector3 { a.support(n) }
  @inline(__always) func supportB(_ n: Vector3) -> Vector3 { turn * b.support(turn.transposeMultiply(-n)) + offset }

  /// Gap of the cores along the unit vector n, which looks from A to B: a lower bound of their distance.
  @inline(__always) func gap(_ n: Vector3) -> Double { dot(n, supportB(n) - supportA(n)) }

  /// The same pair with A and B exchanged, in the frame of B.
  var swapped: ConvexPair {
    let t = turn.transpose
    return ConvexPair(b, a, turn: t, offset: -(t * offset))
  }
}
