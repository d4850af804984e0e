import LocatedJSON
import VectorMath

// The exact distances of primitives. Nil stands for numbers with which a solid has facets that one should see, or is
// no full turn: those go by their mesh.

extension BoxOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    let size = try size.lengths(in: scope, "a size")
    let rounding = try Bevel.radius(bevel, least: size.smallest, in: scope)
    return SolidField.box(size: size, rounding: rounding).transformed(.identity, Vector3(0, 0.5 * size.y, 0))
  }
}

extension SphereOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    if let sides, try looksFaceted(sides, in: scope) { return nil }
    return SolidField.ellipsoid(radii: try radius.value.lengths(in: scope, "a radius"))
  }
}

extension CapsuleOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    if let sides, try looksFaceted(sides, in: scope) { return nil }
    let (r, h) = (try radius.length(in: scope, "a radius"), try height.length(in: scope, "a height"))
    guard h > 2 * r * 1.0001 else { return nil }
    return SolidField.tube(
      [Vector3(0, r, 0), Vector3(0, h - r, 0)], radii: [r, r], isClosed: false, hasFlatEnds: false)
  }
}

extension CylinderOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    if let sides, try looksFaceted(sides, in: scope) { return nil }
    return try revolution(in: scope).field
  }
}

extension TorusOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    if let sides, try looksFaceted(sides, in: scope) { return nil }
    guard try revolution(in: scope).degrees >= 360 else { return nil }
    return SolidField.torus(radius: try radius.evaluate(in: scope), thickness: try thickness.evaluate(in: scope))
  }
}

extension LatheOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    if let sides, try looksFaceted(sides, in: scope) { return nil }
    return try revolution(in: scope).field
  }
}

extension ExtrudeOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    let prism = try prism(in: scope)
    let flat = SolidField.extruded(
      [prism.outer] + prism.holes, half: 0.5 * prism.height, rounding: prism.bevel)
    // The field's (x, y, z) are the prism's (u, v, height over its middle).
    let middle = 0.5 * prism.height
    let origin = place(Point2(0, 0), middle, prism.height)
    let u = place(Point2(1, 0), middle, prism.height) - origin
    let v = place(Point2(0, 1), middle, prism.height) - origin
    let w = place(Point2(0, 0), middle + 1, prism.height) - origin
    return flat.transformed(Matrix3(columns: u, v, w), origin)
  }
}

extension SweepOperator: FieldOperator {
  /// Round tubes; straight ones with corners have mitres and go by their mesh.
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    guard section == nil, !straight || path.count == 2 else { return nil }
    if let sides, try looksFaceted(sides, in: scope) { return nil }
    var open = self
    open.caps = .flat
    let rings = try open.skin(in: scope).rings
    let centres = rings.map { ring in ring.reduce(Vector3.zero, +) / Double(ring.count) }
    let radii = zip(rings, centres).map { ring, centre in (ring[0] - centre).length }
    guard centres.count > 1 else { return nil }
    return SolidField.tube(centres, radii: radii, isClosed: closed, hasFlatEnds: caps == .flat)
  }
}

extension Revolution {
  /// Of a full turn.
  fileprivate var field: SolidField? {
    guard degrees >= 360 else { return nil }
    return SolidField.revolved([doubleArea(section) < 0 ? section.reversed() : section])
  }
}

/// So few sides that they are meant.
private func looksFaceted(_ sides: Expression, in scope: Scope) throws(JSONError) -> Bool {
  try sides.evaluate(in: scope) < 24
}
