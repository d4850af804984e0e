import LocatedJSON
import VectorMath

/// A skin over cross-sections along an axis.
struct LoftOperator: ShapeOperator, Record {
  static let key = "loft"
  var sections: [LoftSection] = []
  var smooth = true
  var caps = EndCaps.flat
  var axis = ModelAxis.y
  var sides: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required(
      "sections", &sections, rule: FieldRule("2 sections or more") { $0.count >= 2 }, "In order along the axis.")
    try f.field("smooth", &smooth, "Whether the sides curve from section to section, without overshooting.")
    try f.field("caps", &caps, "Of the ends; round ones bulge by a quarter of the section's lesser size.")
    try f.field("axis", &axis, "y: sections lie level; z, x: they stand upright across it.")
    try f.optional("sides", &sides, absent: "48, fewer where small", "Of the sections.")
  }

  /// A cross-section at its height.
  private struct Ring {
    var level: Double
    var points: [Point2]
    /// Of its lesser size.
    var width: Double
  }

  private func place(_ p: Point2, _ level: Double) -> Vector3 {
    switch axis {
    case .y: Vector3(p.x, level, p.y)
    case .z: Vector3(p.x, p.y, level)
    case .x: Vector3(level, p.y, p.x)
    }
  }

  private func rings(in scope: Scope) throws(JSONError) -> [Ring] {
    let written = try sides?.count(in: scope, "sides", 3...720)
    var outlines: [[Point2]?] = []
    var widest = 0.0
    for s in sections {
      let outline = try s.outline?.points(in: scope, sides: written)
      outlines.append(outline)
      if let outline {
        for p in outline { widest = max(widest, length(p)) }
      } else {
        let (w, d, _) = try s.superellipse(in: scope)
        widest = max(widest, max(w, d) / 2)
      }
    }
    let counts = outlines.map { $0?.count ?? 0 }
    // Outlines of equally many points go corner to corner.
    let count = counts[0] > 0 && counts.allSatisfy { $0 == counts[0] } ? counts[0] : 0
    let sampleCount = count > 0 ? count : max(written ?? Roundness.sides(widest), counts.max() ?? 0)
    var rings: [Ring] = []
    for (s, outline) in zip(sections, outlines) {
      var points: [Point2]
      if let outline {
        points = count > 0 ? outline : resampled(outline, sampleCount)
      } else {
        let (w, d, power) = try s.superellipse(in: scope)
        points = Outline.superellipse(w / 2, d / 2, power, sampleCount)
      }
      var (low, high) = (points[0], points[0])
      for p in points {
        low = Point2(min(low.x, p.x), min(low.y, p.y))
        high = Point2(max(high.x, p.x), max(high.y, p.y))
      }
      let offset = try s.offset(in: scope)
      points = points.map { $0 + offset }
      let level = try s.level.evaluate(in: scope)
      if let last = rings.last, level < last.level - 1e-9 {
        throw s.level.error("expected sections in order along the axis: \(level) comes after \(last.level)")
      }
      rings.append(Ring(level: level, points: points, width: min(high.x - low.x, high.y - low.y)))
    }
    guard let first = rings.first, let last = rings.last, last.level > first.level + 1e-9 else {
      throw sections[0].level.error("expected sections at different places along the axis")
    }
    return rings
  }

  /// Evenly spaced points from the one towards +u; the nearest ones moved onto the corners.
  private func resampled(_ outline: [Point2], _ count: Int) -> [Point2] {
    var start = 0
    for k in outline.indices where outline[k].x - outline[k].y.magnitude > outline[start].x - outline[start].y.magnitude
    {
      start = k
    }
    let ring = (0...outline.count).map { outline[(start + $0) % outline.count] }
    var travelled = [0.0]
    for (a, b) in zip(ring, ring.dropFirst()) { travelled.append(travelled[travelled.count - 1] + length(b - a)) }
    let total = travelled[travelled.count - 1]
    var out: [Point2] = []
    var edge = 0
    for k in 0..<count {
      let s = total * Double(k) / Double(count)
      while edge < outline.count - 1 && travelled[edge + 1] <= s { edge += 1 }
      let t = (s - travelled[edge]) / max(1e-300, travelled[edge + 1] - travelled[edge])
      out.append(ring[edge] * (1 - t) + ring[edge + 1] * t)
    }
    for k in outline.indices {
      let (a, b, c) = (ring[k == 0 ? outline.count - 1 : k - 1], ring[k], ring[k + 1])
      let turn = cross(b - a, c - b).magnitude / max(1e-300, length(b - a) * length(c - b))
      if turn > 0.4 { out[Int((travelled[k] / total * Double(count)).rounded()) % count] = b }
    }
    return out
  }

  func skin(in scope: Scope) throws(JSONError) -> Skin {
    let rings = try rings(in: scope)
    var rows: [(points: [Point2], level: Double)] = []
    if smooth && rings.count > 2 {
      let curve = MonotoneCurve(levels: rings.map(\.level), rows: rings.map { $0.points.flatMap { [$0.x, $0.y] } })
      for k in 0..<rings.count - 1 {
        let (from, to) = (rings[k].level, rings[k + 1].level)
        let steps = to - from < 1e-9 ? 1 : curve.steps(k)
        for step in 0..<steps {
          let level = from + (to - from) * Double(step) / Double(steps)
          let v = step == 0 ? nil : curve.values(k, at: level)
          rows.append(
            (v.map { v in (0..<v.count / 2).map { Point2(v[2 * $0], v[2 * $0 + 1]) } } ?? rings[k].points, level))
        }
      }
      rows.append((rings[rings.count - 1].points, rings[rings.count - 1].level))
    } else {
      rows = rings.map { ($0.points, $0.level) }
    }
    var skin = Skin(rings: rows.map { row in row.points.map { place($0, row.level) } })
    let (first, last) = (rings[0], rings[rings.count - 1])
    if caps == .flat {
      skin.cap = PolygonCutting(first.points).triangles
      skin.lastCap = PolygonCutting(last.points).triangles
    } else {
      func dome(_ ring: Ring, _ sign: Double) -> (rings: [[Vector3]], tip: Vector3) {
        var middle = Point2.zero
        for p in ring.points { middle += p }
        middle /= Double(ring.points.count)
        let height = sign * ring.width / 4
        let steps = max(3, ring.points.count / 6)
        let rows = (1..<steps).map { k -> [Vector3] in
          let (s, c) = sineAndCosine(degrees: 90 * Double(k) / Double(steps))
          return ring.points.map { place(middle + ($0 - middle) * c, ring.level + height * s) }
        }
        return (rows, place(middle, ring.level + height))
      }
      let (low, high) = (dome(first, -1), dome(last, 1))
      skin.rings = low.rings.reversed() + skin.rings + high.rings
      skin.tips = (low.tip, high.tip)
    }
    return skin
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try skin(in: scope).surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    try skin(in: scope).pieces(corners: 16)
  }
}

/// A cross-section: {"y", "size", "power", "at"} or {"y", "outline", "at"}.
struct LoftSection: JSONCodable {
  var level = Expression(0)
  var outline: Outline?
  private var size: [Expression]?
  private var power = Expression(2)
  private var at: [Expression]?
  private let source: JSONNode

  init(json node: JSONNode) throws(JSONError) {
    source = node
    let known = ["y", "size", "power", "at", "outline"]
    var hasLevel = false
    for member in try node.members() {
      switch member.key {
      case "x", "y", "z":
        if hasLevel { throw JSONError("expected one place along the axis", at: member.location) }
        level = try Expression(json: member.node)
        hasLevel = true
      case "size": size = try [Expression](json: member.node)
      case "power": power = try Expression(json: member.node)
      case "at": at = try [Expression](json: member.node)
      case "outline": outline = try Outline(json: member.node)
      default:
        throw JSONError("unknown key \"\(member.key)\"; \(nearestHint(member.key, among: known))", at: member.location)
      }
    }
    if !hasLevel { throw node.error("expected the key \"y\", the place along the axis, in this section") }
    if (size == nil) == (outline == nil) { throw node.error("expected either \"size\" or \"outline\" in this section") }
    if let size, size.count != 2 { throw node.error("expected \"size\" to be [w, d], found \(size.count) numbers") }
    if let at, at.count != 2 { throw node.error("expected \"at\" to be two numbers, found \(at.count)") }
  }
  func write(to writer: inout JSONWriter) { source.write(to: &writer) }
  static let formName = "section"

  func superellipse(in scope: Scope) throws(JSONError) -> (w: Double, d: Double, power: Double) {
    guard let size else { return (0, 0, 2) }
    let exponent = try power.evaluate(in: scope)
    guard exponent >= 0.5 && exponent <= 50 else { throw power.error("expected a power from 0.5 to 50") }
    return (try size[0].length(in: scope, "a width"), try size[1].length(in: scope, "a depth"), exponent)
  }
  func offset(in scope: Scope) throws(JSONError) -> Point2 {
    guard let at else { return .zero }
    return Point2(try at[0].evaluate(in: scope), try at[1].evaluate(in: scope))
  }
}
