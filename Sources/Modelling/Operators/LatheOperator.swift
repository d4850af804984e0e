import LocatedJSON
import VectorMath

/// A half section turned about Y.
struct LatheOperator: ShapeOperator, Record {
  static let key = "lathe"
  var profile: [CornerExpression] = []
  var smooth = false
  var degrees: Expression?
  var sides: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required(
      "profile", &profile, unit: "m", rule: FieldRule("3 points or more") { $0.count >= 3 },
      "Round the solid's half section: [r, y] or [r, y, round].")
    try f.field("smooth", &smooth, "A spline through the points; those with a third number are corners.")
    try f.optional("degrees", &degrees, unit: "degrees", absent: "360", "Of the turn, centred on +Z.")
    try f.optional("sides", &sides, absent: "48, fewer where small", "Of the full turn.")
  }

  func revolution(in scope: Scope) throws(JSONError) -> Revolution {
    for corner in profile {
      let r = try corner.u.evaluate(in: scope)
      guard r >= -1e-9 else { throw corner.u.error("expected a distance of at least 0 from the axis, found \(r)") }
    }
    let section = smooth ? try spline(in: scope) : try Outline.rounded(profile, in: scope)
    guard section.count >= 3, doubleArea(section).magnitude > 1e-12, Revolution.volume(section) > 1e-15 else {
      throw profile[0].u.error("expected a profile that encloses an area")
    }
    let count = try sides?.count(in: scope, "sides", 3...720)
    var revolution = Revolution(section: section, degrees: try turn(degrees, in: scope), sides: count)
    revolution.hasFlats = revolution.degrees >= 360 && count ?? .max < Revolution.fewSides
    return revolution
  }

  private func spline(in scope: Scope) throws(JSONError) -> [Point2] {
    var points: [Vector3] = []
    var corners: [Int] = []
    for (k, p) in profile.enumerated() {
      points.append(try p.evaluate(in: scope).place)
      if p.round != nil && k > 0 && k < profile.count - 1 { corners.append(k) }
    }
    let breaks = [0] + corners + [points.count - 1]
    var out: [Point2] = []
    for (from, to) in zip(breaks, breaks.dropFirst()) {
      let run = Array(points[from...to])
      guard run.count >= 2 else { continue }
      // At the axis the curve goes on as its mirror image.
      func beyond(_ end: Vector3, _ next: Vector3) -> Vector3 {
        end.x < Revolution.axisTolerance ? Vector3(-next.x, next.y, 0) : end * 2 - next
      }
      let ends = (beyond(run[0], run[1]), beyond(run[run.count - 1], run[run.count - 2]))
      let line = Polyline.spline(run, closed: false, ends: ends)
      // A spline may swing past the axis.
      out += line.points.map { Point2(max(0, $0.position.x), $0.position.y) }
    }
    var unique: [Point2] = []
    for p in out where unique.last.map({ length($0 - p) > 1e-9 }) ?? true { unique.append(p) }
    return unique
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try revolution(in: scope).surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    try revolution(in: scope).pieces
  }
}

/// Degrees of a turn about an axis: all around where they are not written.
func turn(_ degrees: Expression?, in scope: Scope) throws(JSONError) -> Double {
  guard let degrees else { return 360 }
  let v = try degrees.evaluate(in: scope)
  guard v >= 1 && v <= 360 else { throw degrees.error("expected a turn from 1 to 360 degrees, found \(v)") }
  return v
}
