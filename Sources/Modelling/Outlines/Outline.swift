import LocatedJSON
import VectorMath

/// A flat closed curve: points with rounded corners, or a named form.
struct Outline: JSONCodable {
  private enum Form: Sendable {
    case points([CornerExpression])
    case smooth([CornerExpression])
    case circle(Expression)
    case ellipse(Expression, Expression)
    case rectangle(Expression, Expression, Expression?)
    case polygon(PolygonForm)
    case star(StarForm)
    case superellipse(Expression, Expression, Expression)
  }
  private let source: JSONNode
  private let form: Form

  private static let keys = ["circle", "ellipse", "rectangle", "polygon", "star", "smooth", "superellipse"]

  init(json node: JSONNode) throws(JSONError) {
    source = node
    if case .array = node.value {
      form = .points(try Self.corners(node))
      return
    }
    guard case .object(let members) = node.value else {
      throw node.error("expected an outline: a list of [u, v], or one of \(Self.keys.joined(separator: ", "))")
    }
    guard members.count == 1, let member = members.first else {
      throw node.error("expected one outline (\(Self.keys.joined(separator: ", "))), found \(members.count) keys")
    }
    func numbers(_ count: ClosedRange<Int>) throws(JSONError) -> [Expression] {
      let v = try [Expression](json: member.node)
      guard count.contains(v.count) else {
        throw member.node.error("expected \(count.upperBound) numbers, found \(v.count)")
      }
      return v
    }
    switch member.key {
    case "circle": form = .circle(try Expression(json: member.node))
    case "ellipse":
      let v = try numbers(2...2)
      form = .ellipse(v[0], v[1])
    case "rectangle":
      let v = try numbers(2...3)
      form = .rectangle(v[0], v[1], v.count > 2 ? v[2] : nil)
    case "polygon": form = .polygon(try PolygonForm(json: member.node))
    case "star": form = .star(try StarForm(json: member.node))
    case "smooth": form = .smooth(try Self.corners(member.node))
    case "superellipse":
      let v = try numbers(3...3)
      form = .superellipse(v[0], v[1], v[2])
    default:
      throw JSONError("no outline '\(member.key)'; \(nearestHint(member.key, among: Self.keys))", at: member.location)
    }
  }
  /// A circle.
  init(circle radius: Double) {
    let expression = Expression(radius)
    source = expression.source
    form = .circle(expression)
  }
  func write(to writer: inout JSONWriter) { source.write(to: &writer) }
  static let formName = "outline"

  private static func corners(_ node: JSONNode) throws(JSONError) -> [CornerExpression] {
    let corners = try [CornerExpression](json: node)
    guard corners.count >= 3 else {
      throw node.error("expected at least 3 points in the outline, found \(corners.count)")
    }
    return corners
  }

  /// Its points, counter-clockwise.
  ///
  /// - Parameter sides: of a full circle; absent: by its size.
  func points(in scope: Scope, sides: Int? = nil) throws(JSONError) -> [Point2] {
    var points = try raw(in: scope, sides: sides)
    let area = doubleArea(points)
    var extent = 0.0
    for p in points { extent = max(extent, length(p - points[0])) }
    guard points.count >= 3 && area.magnitude > 1e-6 * extent * extent else {
      throw source.error("expected an outline that encloses an area")
    }
    if area < 0 { points.reverse() }
    return points
  }

  private func raw(in scope: Scope, sides: Int?) throws(JSONError) -> [Point2] {
    switch form {
    case .points(let corners): return try Self.rounded(corners, in: scope)
    case .smooth(let corners):
      var control: [Vector3] = []
      for c in corners { control.append(try c.evaluate(in: scope).place) }
      return Polyline.spline(control, closed: true).points.map { Point2($0.position.x, $0.position.y) }
    case .circle(let r):
      let r = try r.length(in: scope, "a radius")
      return Self.superellipse(r, r, 2, sides)
    case .ellipse(let a, let b):
      return Self.superellipse(try a.length(in: scope, "a half axis"), try b.length(in: scope, "a half axis"), 2, sides)
    case .superellipse(let a, let b, let power):
      let exponent = try power.evaluate(in: scope)
      guard exponent >= 0.5 && exponent <= 50 else { throw power.error("expected a power from 0.5 to 50") }
      return Self.superellipse(
        try a.length(in: scope, "a half axis"), try b.length(in: scope, "a half axis"), exponent, sides)
    case .rectangle(let w, let h, let round):
      let (u, v) = (try w.length(in: scope, "a width") / 2, try h.length(in: scope, "a height") / 2)
      let r = try round?.lengthOrZero(in: scope, "a rounding") ?? 0
      return Self.round([Point2(-u, -v), Point2(u, -v), Point2(u, v), Point2(-u, v)], [r, r, r, r])
    case .polygon(let p):
      let n = try p.sides.count(in: scope, "sides", 3...360)
      let r = try p.radius.length(in: scope, "a radius")
      let round = try p.round.lengthOrZero(in: scope, "a rounding")
      // A flat side below, like a nut on a table.
      let corners = (0..<n).map { k -> Point2 in
        let (s, c) = sineAndCosine(degrees: -90 + 360 / Double(n) * (Double(k) + 0.5))
        return Point2(c * r, s * r)
      }
      return Self.round(corners, [Double](repeating: round, count: n))
    case .star(let p):
      let n = try p.points.count(in: scope, "points", 3...180)
      let (outer, inner) = (try p.radius.length(in: scope, "a radius"), try p.inner.length(in: scope, "a radius"))
      let round = try p.round.lengthOrZero(in: scope, "a rounding")
      // A point up.
      let corners = (0..<2 * n).map { k -> Point2 in
        let (s, c) = sineAndCosine(degrees: 90 + 180 / Double(n) * Double(k))
        return Point2(c, s) * (k % 2 == 0 ? outer : inner)
      }
      return Self.round(corners, [Double](repeating: round, count: 2 * n))
    }
  }

  static func rounded(_ corners: [CornerExpression], in scope: Scope) throws(JSONError) -> [Point2] {
    var places: [Point2] = []
    var radii: [Double] = []
    for c in corners {
      let (p, r) = try c.evaluate(in: scope)
      places.append(Point2(p.x, p.y))
      radii.append(r)
    }
    return round(places, radii)
  }

  private static func round(_ corners: [Point2], _ radii: [Double]) -> [Point2] {
    Polyline.rounded(corners.map { Vector3($0.x, $0.y, 0) }, radii: radii, closed: true)
      .points.map { Point2($0.position.x, $0.position.y) }
  }

  /// |u/a|^power + |v/b|^power = 1, its points dense where it turns.
  static func superellipse(_ a: Double, _ b: Double, _ power: Double, _ sides: Int?) -> [Point2] {
    let n = sides ?? Roundness.sides(max(a, b))
    return (0..<n).map { k in
      let (s, c) = sineAndCosine(degrees: 360 * Double(k) / Double(n))
      func part(_ v: Double) -> Double {
        if power == 2 { return v }
        let size = PortableMath.power(v.magnitude, 2 / power)
        return v < 0 ? -size : size
      }
      return Point2(a * part(c), b * part(s))
    }
  }
}

/// A point of an outline or a profile: [u, v] or [u, v, round].
struct CornerExpression: JSONCodable {
  var u: Expression
  var v: Expression
  var round: Expression?

  init(json node: JSONNode) throws(JSONError) {
    let e = try [Expression](json: node)
    guard e.count == 2 || e.count == 3 else {
      throw node.error("expected a point [u, v] or [u, v, round], found \(e.count) numbers")
    }
    u = e[0]
    v = e[1]
    round = e.count == 3 ? e[2] : nil
  }
  func write(to writer: inout JSONWriter) { ([u, v] + (round.map { [$0] } ?? [])).write(to: &writer) }
  static let formName = "[u, v, round]"

  func evaluate(in scope: Scope) throws(JSONError) -> (place: Vector3, round: Double) {
    (
      Vector3(try u.evaluate(in: scope), try v.evaluate(in: scope), 0),
      try round?.lengthOrZero(in: scope, "a rounding") ?? 0
    )
  }
}

private struct PolygonForm: Record {
  var sides = Expression(6)
  var radius = Expression(0.1)
  var round = Expression(0)
  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("sides", &sides, "How many.")
    try f.required("radius", &radius, unit: "m", "To the corners.")
    try f.field("round", &round, unit: "m", "Radius of the corners.")
  }
}

private struct StarForm: Record {
  var points = Expression(5)
  var radius = Expression(0.1)
  var inner = Expression(0.05)
  var round = Expression(0)
  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("points", &points, "How many.")
    try f.required("radius", &radius, unit: "m", "To the points.")
    try f.required("inner", &inner, unit: "m", "To the corners between them.")
    try f.field("round", &round, unit: "m", "Radius of the corners.")
  }
}
