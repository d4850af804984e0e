import LocatedJSON
import SceneDescription
import VectorMath

/// A ball or an ellipsoid about the origin.
struct SphereOperator: ShapeOperator, Record {
  static let key = "sphere"
  var radius = SpreadExpression(0.1)
  var sides: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("radius", &radius, unit: "m", "In all directions, or along x, y and z.")
    try f.optional("sides", &sides, absent: "48, fewer where small", "Of the equator.")
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let radii = try radius.value.lengths(in: scope, "a radius")
    let sides = try sides?.count(in: scope, "sides", 4...720) ?? Roundness.sides(radii.largest)
    let rows = max(2, sides / 2)
    let half = (0...rows).map { k in
      let (s, c) = sineAndCosine(degrees: -90 + 180 * Double(k) / Double(rows))
      return Point2(k == 0 || k == rows ? 0 : c, s)
    }
    var surface = Revolution(section: half, sides: sides).surface
    for k in surface.positions.indices { surface.positions[k] = surface.positions[k].scaled(by: radii) }
    return surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let radii = try radius.value.lengths(in: scope, "a radius")
    return [CollisionPiece(.sphere(radius: 1)).transformed(by: AffineTransform(linear: Matrix3(diagonal: radii)))]
      .compactMap { $0 }
  }
}

/// A cylinder with half balls at its ends; stands on y = 0.
struct CapsuleOperator: ShapeOperator, Record {
  static let key = "capsule"
  var radius = Expression(0.1)
  var height = Expression(0.4)
  var sides: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("radius", &radius, unit: "m", "Of the caps and the cylinder.")
    try f.required("height", &height, unit: "m", "Over all.")
    try f.optional("sides", &sides, absent: "48, fewer where small", "Of the circle.")
  }

  private func numbers(in scope: Scope) throws(JSONError) -> (r: Double, h: Double) {
    let r = try radius.length(in: scope, "a radius")
    let h = try height.length(in: scope, "a height")
    guard h > 2 * r * 1.0001 else {
      throw height.error("expected a height above twice the radius (\(2 * r) m), found \(h)")
    }
    return (r, h)
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let (r, h) = try numbers(in: scope)
    let sides = try sides?.count(in: scope, "sides", 4...720) ?? Roundness.sides(r)
    let rows = max(2, sides / 4)
    let section = (0...(2 * rows + 1)).map { k -> Point2 in
      let isTop = k > rows
      let (s, c) = sineAndCosine(degrees: -90 + 90 * Double(isTop ? k - 1 : k) / Double(rows))
      return Point2(k == 0 || k == 2 * rows + 1 ? 0 : c * r, (isTop ? h - r : r) + s * r)
    }
    return Revolution(section: section, sides: sides).surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let (r, h) = try numbers(in: scope)
    return [CollisionPiece(.capsule(radius: r, halfHeight: h / 2 - r), at: Vector3(0, h / 2, 0))]
  }
}

/// A ring in the xz plane about the origin.
struct TorusOperator: ShapeOperator, Record {
  static let key = "torus"
  var radius = Expression(0.1)
  var thickness = Expression(0.02)
  var degrees: Expression?
  var sides: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("radius", &radius, unit: "m", "From the axis to the tube's middle.")
    try f.required("thickness", &thickness, unit: "m", "Radius of the tube.")
    try f.optional("degrees", &degrees, unit: "degrees", absent: "360", "Of the ring, centred on +Z.")
    try f.optional("sides", &sides, absent: "48, fewer where small", "Of the full ring.")
  }

  func revolution(in scope: Scope) throws(JSONError) -> Revolution {
    let r = try radius.length(in: scope, "a radius")
    let tube = try thickness.length(in: scope, "a thickness")
    guard tube < r else { throw thickness.error("expected a thickness below the radius (\(r) m), found \(tube)") }
    let circle = Outline.superellipse(tube, tube, 2, max(12, Roundness.sides(tube) * 2 / 3 / 4 * 4))
    return Revolution(
      section: circle.map { $0 + Point2(r, 0) }, degrees: try turn(degrees, in: scope),
      sides: try sides?.count(in: scope, "sides", 3...720))
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try revolution(in: scope).surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    var coarse = try revolution(in: scope)
    let r = try radius.evaluate(in: scope)
    let tube = try thickness.evaluate(in: scope)
    coarse.section = HullDirections.ring(12).map { Point2(r + $0.x * tube, $0.z * tube) }
    return coarse.wedgePieces
  }
}
