import LocatedJSON
import VectorMath

/// A section moved along a path: tubes, handles, rims, mouldings.
struct SweepOperator: ShapeOperator, Record {
  static let key = "sweep"
  var path: [PathPointExpression] = []
  var straight = false
  var radius = RadiiExpression(1)
  var section: Outline?
  var closed = false
  var caps = EndCaps.round
  var sides: Expression?
  var twist: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required(
      "path", &path, unit: "m", rule: FieldRule("2 points or more") { $0.count >= 2 }, "Points [x, y, z].")
    try f.field("straight", &straight, "Straight between the points; a point's fourth number rounds the corner there.")
    try f.field("radius", &radius, unit: "m", "Of the tube, or what the section is multiplied by; one, or one a point.")
    try f.optional("section", &section, absent: "a circle of 1", "What is moved along: u to the side, v up.")
    try f.field("closed", &closed, "Whether the path returns to its start.")
    try f.field("caps", &caps, "Of the ends.")
    try f.optional("sides", &sides, absent: "48, fewer where thin", "Of the circle.")
    try f.optional("twist", &twist, unit: "degrees", absent: "0", "Of the section, from start to end.")
  }

  func skin(in scope: Scope) throws(JSONError) -> Skin {
    let radii = try radius.evaluate(in: scope, count: path.count)
    var points: [Vector3] = []
    var rounding: [Double] = []
    for p in path {
      points.append(try p.place.evaluate(in: scope))
      rounding.append(try p.round?.lengthOrZero(in: scope, "a rounding") ?? 0)
    }
    for (a, b) in zip(points, points.dropFirst()) where (b - a).length < 1e-7 {
      throw path[0].place.x.error("expected neighbouring points of the path to differ")
    }
    let widest = radii.max() ?? 0
    let sideCount = try sides?.count(in: scope, "sides", 3...720)
    let outline =
      try section?.points(in: scope, sides: sideCount)
      ?? Outline.superellipse(1, 1, 2, sideCount ?? max(12, Roundness.sides(widest) * 2 / 3 / 4 * 4))
    let line =
      straight
      ? Polyline.rounded(points, radii: rounding, closed: closed) : Polyline.spline(points, closed: closed)
    guard line.points.count >= (closed ? 3 : 2) else { throw path[0].place.x.error("expected a longer path") }
    var frames = PathFrame.along(line, closed: closed, mitred: straight)

    var whole = try twist?.evaluate(in: scope) ?? 0
    guard whole.magnitude <= 36000 else {
      throw twist?.error("expected a twist within 36000 degrees") ?? path[0].place.x.error("")
    }
    let seam = Int((whole / 360 * Double(outline.count)).rounded()) % outline.count
    if closed { whole += closingTwist(frames) }
    if whole != 0 {
      if whole.magnitude > 15 { frames = refined(frames, whole, closed: closed) }
      var travelled = [0.0]
      for (a, b) in zip(frames, frames.dropFirst()) {
        travelled.append(travelled[travelled.count - 1] + (b.position - a.position).length)
      }
      let total =
        travelled[travelled.count - 1]
        + (closed ? (frames[0].position - frames[frames.count - 1].position).length : 0)
      for k in frames.indices { frames[k] = frames[k].turned(whole * travelled[k] / total) }
    }

    func size(_ parameter: Double) -> Double {
      let k = max(0, min(closed ? path.count - 1 : path.count - 2, Int(parameter)))
      let t = min(1, max(0, parameter - Double(k)))
      // Smooth along splines, straight along straight ones.
      let share = straight ? t : t * t * (3 - 2 * t)
      return radii[k] * (1 - share) + radii[(k + 1) % path.count] * share
    }
    var rings = frames.map { frame in outline.map { frame.place($0 * size(frame.parameter)) } }
    guard !closed else { return Skin(rings: rings, isClosed: true, shift: (seam + outline.count) % outline.count) }
    guard caps == .round else { return Skin(rings: rings, cap: PolygonCutting(outline).triangles) }
    // Domes as high as the section is wide on average.
    let reach = (doubleArea(outline) / 2 / Double.pi).squareRoot()
    let steps = max(2, outline.count / 6)
    func dome(_ frame: PathFrame, _ sign: Double) -> (rings: [[Vector3]], tip: Vector3) {
      let r = size(frame.parameter)
      var rings: [[Vector3]] = []
      for k in 1..<steps {
        let (s, c) = sineAndCosine(degrees: 90 * Double(k) / Double(steps))
        rings.append(outline.map { frame.place($0 * (r * c)) + frame.tangent * (sign * r * reach * s) })
      }
      return (rings, frame.position + frame.tangent * (sign * r * reach))
    }
    let (start, end) = (dome(frames[0], -1), dome(frames[frames.count - 1], 1))
    rings = start.rings.reversed() + rings + end.rings
    return Skin(rings: rings, tips: (start.tip, end.tip))
  }

  /// Degrees by which the last frame, carried on to the start, lags behind the first.
  private func closingTwist(_ frames: [PathFrame]) -> Double {
    var line = Polyline()
    for f in frames + [frames[0]] { line.points.append(Polyline.Point(position: f.position, parameter: 0)) }
    guard var carried = PathFrame.along(line, closed: false, mitred: false).last else { return 0 }
    let axis = frames[0].tangent
    carried.v = (carried.v - axis * dot(axis, carried.v)).normalized
    let angle = PortableMath.arcTangent(
      y: dot(axis, cross(carried.v, frames[0].v)), x: dot(carried.v, frames[0].v))
    return angle * (180 / Double.pi)
  }

  /// Frames between frames, so that no step twists by more than 7.5 degrees.
  private func refined(_ frames: [PathFrame], _ degrees: Double, closed: Bool) -> [PathFrame] {
    var line = Polyline()
    let count = closed ? frames.count : frames.count - 1
    let cuts = max(1, Int((degrees.magnitude / 7.5 / Double(count)).rounded(.up)))
    for k in 0..<count {
      let (a, b) = (frames[k], frames[(k + 1) % frames.count])
      let to = k + 1 < frames.count ? b.parameter : Double(path.count)
      for cut in 0..<cuts {
        let t = Double(cut) / Double(cuts)
        line.points.append(
          Polyline.Point(position: mix(a.position, b.position, t), parameter: a.parameter * (1 - t) + to * t))
      }
    }
    if !closed, let last = frames.last {
      line.points.append(Polyline.Point(position: last.position, parameter: last.parameter))
    }
    return PathFrame.along(line, closed: closed, mitred: straight)
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try skin(in: scope).surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    try skin(in: scope).pieces(corners: 12)
  }
}

/// How the ends of tubes and lofts are closed.
enum EndCaps: String, NamedChoice {
  case round, flat
  static let formName = "cap"
}

/// A point of a path: [x, y, z] or [x, y, z, round].
struct PathPointExpression: JSONCodable {
  var place: VectorExpression
  var round: Expression?

  init(json node: JSONNode) throws(JSONError) {
    let e = try [Expression](json: node)
    guard e.count == 3 || e.count == 4 else {
      throw node.error("expected a point [x, y, z] or [x, y, z, round], found \(e.count) numbers")
    }
    place = VectorExpression(.zero)
    place.x = e[0]
    place.y = e[1]
    place.z = e[2]
    round = e.count == 4 ? e[3] : nil
  }
  func write(to writer: inout JSONWriter) {
    ([place.x, place.y, place.z] + (round.map { [$0] } ?? [])).write(to: &writer)
  }
  static let formName = "[x, y, z]"
}

/// One radius, or one for each point.
struct RadiiExpression: JSONCodable {
  var values: [Expression]
  private let source: JSONNode

  init(_ v: Double) {
    let one = Expression(v)
    values = [one]
    source = one.source
  }
  init(json node: JSONNode) throws(JSONError) {
    source = node
    if case .array = node.value { values = try [Expression](json: node) } else { values = [try Expression(json: node)] }
  }
  func write(to writer: inout JSONWriter) { source.write(to: &writer) }
  static let formName = "number or array of number"

  func evaluate(in scope: Scope, count: Int) throws(JSONError) -> [Double] {
    guard values.count == 1 || values.count == count else {
      throw source.error("expected one radius or \(count), one for each point, found \(values.count)")
    }
    var out: [Double] = []
    for v in values { out.append(try v.length(in: scope, "a radius")) }
    return out.count == count ? out : [Double](repeating: out[0], count: count)
  }
}
