import LocatedJSON
import VectorMath

/// An outline made thick, with rounded edges and holes.
struct ExtrudeOperator: ShapeOperator, Record {
  static let key = "extrude"
  var outline = Outline(circle: 0.1)
  var height = Expression(0.1)
  var holes: [Outline] = []
  var bevel: Expression?
  var axis = ModelAxis.y

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("outline", &outline, unit: "m", "What is made thick.")
    try f.required("height", &height, unit: "m", "Along the axis.")
    try f.field("holes", &holes, unit: "m", "Outlines inside the outline, apart from each other.")
    try f.optional("bevel", &bevel, unit: "m", absent: Bevel.standardText, "Radius of the edges at both ends.")
    try f.field("axis", &axis, "y: from y = 0 up; x and z: centred.")
  }

  /// The outlines in (u, v), the outer one counter-clockwise, holes clockwise, with height and bevel.
  func prism(in scope: Scope) throws(JSONError) -> Prism {
    let outer = try outline.points(in: scope)
    var inner: [[Point2]] = []
    for hole in holes { inner.append(try hole.points(in: scope).reversed()) }
    if crossesItself([outer] + inner) { throw height.error("expected an outline and holes that do not cross") }
    let h = try height.length(in: scope, "a height")
    var (low, high) = (outer[0], outer[0])
    for p in outer {
      low = Point2(min(low.x, p.x), min(low.y, p.y))
      high = Point2(max(high.x, p.x), max(high.y, p.y))
    }
    let least = min(h, min(high.x - low.x, high.y - low.y))
    let radius = try Bevel.radius(bevel, least: least, in: scope)
    return Prism(outer: outer, holes: inner, height: h, bevel: radius)
  }

  /// From (u, v, height over the middle or the ground) to the solid's place.
  func place(_ p: Point2, _ w: Double, _ height: Double) -> Vector3 {
    switch axis {
    case .y: Vector3(p.x, w, p.y)
    case .z: Vector3(p.x, p.y, w - height / 2)
    case .x: Vector3(w - height / 2, p.y, p.x)
    }
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let prism = try prism(in: scope)
    var surface = prism.surface { place($0, $1, prism.height) }
    surface.orientOutwards()
    return surface.mesh()
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let prism = try prism(in: scope)
    var extent = 0.0
    for p in prism.outer { extent = max(extent, length(p - prism.outer[0])) }
    let polygons = ConvexPartition.coarsest(
      prism.outer, holes: prism.holes, detail: min(0.004, 0.03 * extent)
    ) { doubleArea($0).magnitude / 2 }
    return polygons.compactMap { polygon in
      let corners = polygon.count > 32 ? simplified(polygon, tolerance: 0, atMost: 32) : polygon
      return .hull(
        around: corners.flatMap { [place($0, 0, prism.height), place($0, prism.height, prism.height)] })
    }
  }
}

/// Outlines with a thickness.
struct Prism {
  /// Counter-clockwise.
  var outer: [Point2]
  /// Clockwise.
  var holes: [[Point2]]
  var height: Double
  /// Radius of the edges at both ends.
  var bevel: Double

  /// The closed surface; `place` puts a point of the plane at a height.
  func surface(_ place: (Point2, Double) -> Vector3) -> Surface {
    // A bevel that would cut the outline in two is made smaller.
    var radius = bevel
    for _ in 0..<5 {
      if let surface = attempt(radius, place) { return surface }
      radius /= 2
    }
    guard let sharp = attempt(0, place) else { preconditionFailure("a prism without bevels can always be built") }
    return sharp
  }

  private func attempt(_ radius: Double, _ place: (Point2, Double) -> Vector3) -> Surface? {
    let n = radius > 0 ? Bevel.segments(radius) : 0
    // From the cap outwards to the wall: how far inset, how deep below the end.
    let levels = (0...n).map { k -> (inset: Double, depth: Double) in
      guard n > 0 else { return (0, 0) }
      let (s, c) = sineAndCosine(degrees: 90 * Double(k) / Double(n))
      return (k == n ? 0 : radius * (1 - s), radius * (1 - c))
    }
    var surface = Surface()
    var caps: [[Point2]] = []
    // A little further inwards: where that fails too little is left of the cap.
    var further: [[Point2]] = []
    var capNumbers: (bottom: [Int32], top: [Int32]) = ([], [])
    for outline in [outer] + holes {
      var inset = Inset(outline)
      // Edges vanish on the way inwards: from the wall to the cap.
      var rings: [[Point2]] = []
      for level in levels.reversed() {
        guard let ring = level.inset == 0 ? outline : inset.corners(level.inset) else { return nil }
        rings.append(ring)
      }
      rings.reverse()
      if radius > 0 {
        guard let beyond = inset.corners(1.05 * radius) else { return nil }
        further.append(beyond)
      }
      var rows: [[Int32]] = []
      for k in 0...n { rows.append(row(rings[k], levels[k].depth, &surface, place)) }
      for k in (0...n).reversed() { rows.append(row(rings[k], height - levels[k].depth, &surface, place)) }
      for (a, b) in zip(rows, rows.dropFirst()) {
        for k in a.indices {
          let l = (k + 1) % a.count
          surface.addQuad(a[k], a[l], b[l], b[k])
        }
      }
      let (bottom, top) = (rows[0], rows[rows.count - 1])
      let unique = bottom.indices.filter { bottom[$0] != bottom[($0 + bottom.count - 1) % bottom.count] }
      guard unique.count >= 3 else { return nil }
      caps.append(unique.map { rings[0][$0] })
      capNumbers.bottom += unique.map { bottom[$0] }
      capNumbers.top += unique.map { top[$0] }
    }
    if radius > 0 && (crossesItself(further) || !keepsClear(further, 1.05 * radius)) { return nil }
    let cut = PolygonCutting(caps[0], holes: Array(caps.dropFirst())).triangles
    surface.addFace(
      cut.map { SIMD3(capNumbers.bottom[Int($0.x)], capNumbers.bottom[Int($0.z)], capNumbers.bottom[Int($0.y)]) })
    surface.addFace(
      cut.map { SIMD3(capNumbers.top[Int($0.x)], capNumbers.top[Int($0.y)], capNumbers.top[Int($0.z)]) })
    return surface
  }

  /// Whether the corners of the caps are as far from the outlines as their bevel says.
  private func keepsClear(_ caps: [[Point2]], _ inset: Double) -> Bool {
    let least = 0.97 * inset
    for p in caps.joined() {
      for outline in [outer] + holes {
        for k in outline.indices {
          let (a, b) = (outline[k], outline[(k + 1) % outline.count])
          let edge = b - a
          let along = (edge.x * (p.x - a.x) + edge.y * (p.y - a.y)) / (edge.x * edge.x + edge.y * edge.y)
          if length(p - a - edge * min(1, max(0, along))) < least { return false }
        }
      }
    }
    return true
  }

  /// A ring's corner numbers at a height; corners of vanished edges are one.
  private func row(
    _ ring: [Point2], _ w: Double, _ surface: inout Surface, _ place: (Point2, Double) -> Vector3
  ) -> [Int32] {
    var row: [Int32] = []
    for k in ring.indices {
      if k > 0 && ring[k] == ring[k - 1] {
        row.append(row[k - 1])
      } else if k == ring.count - 1 && ring[k] == ring[0] {
        row.append(row[0])
      } else {
        row.append(surface.add(place(ring[k], w)))
      }
    }
    return row
  }
}
