import LocatedJSON
import Modelling
import VectorMath

/// The height of the ground as a function of place: layers of relief, level clearings, cut paths.
struct Relief: Sendable {
  private var layers: [Layer] = []
  private var clearings: [Clearing] = []
  private(set) var paths: [PlacedPath] = []
  /// Points of the grid keep so far from an edge, m.
  private let spacing: Double

  fileprivate struct Layer: Sendable {
    var kind: TerrainRule.Layer.Kind
    var noise: TerrainNoise
    var height: Double
    var size: Double
    var octaves: Int
    var roughness: Double
    /// Unit vector [x, z] of where it lies, and the cosine of half the spread.
    var direction: (x: Double, z: Double)
    var edge: Double?
    var from: Double
    var to: Double
    var at: Vector3
  }

  private struct Clearing: Sendable {
    var centre: Vector3
    var halfWidth: Double
    var halfDepth: Double
    var height: Double
    var blend: Double
  }

  init(_ rule: TerrainRule, seed: UInt64, scope: Scope) throws(JSONError) {
    spacing = try rule.spacing.evaluate(in: scope)
    for l in rule.relief {
      let angle = try (l.towards?.evaluate(in: scope) ?? 0) * Double.pi / 180
      let spread = try l.spread?.evaluate(in: scope) ?? 120
      let from = try l.from?.evaluate(in: scope) ?? 0
      let isMasked = l.towards != nil && (l.kind == .hills || l.kind == .ridges) && spread < 360
      let size = try l.size.evaluate(in: scope)
      guard size > 0 else { throw l.size.error("expected a size above 0, found \(size)") }
      layers.append(
        Layer(
          kind: l.kind, noise: TerrainNoise(seed: l.fixed ? l.seed : l.seed &+ mixBits(seed)),
          height: try l.height.evaluate(in: scope), size: size, octaves: l.octaves, roughness: l.roughness,
          direction: (PortableMath.sine(angle), PortableMath.cosine(angle)),
          edge: isMasked ? PortableMath.cosine(spread * Double.pi / 360) : nil,
          from: from, to: try l.to?.evaluate(in: scope) ?? 2 * from, at: try l.at?.evaluate(in: scope) ?? .zero))
    }
    for c in rule.clearings {
      let size = try c.size.size(in: scope)
      clearings.append(
        Clearing(
          centre: try c.at.evaluate(in: scope), halfWidth: size.width / 2, halfDepth: size.depth / 2,
          height: try c.height?.evaluate(in: scope) ?? 0, blend: try c.blend.evaluate(in: scope)))
    }
    for p in rule.paths {
      let before = self
      let path = try PlacedPath(p, scope: scope) { x, z in before.height(x, z, least: before.spacing) }
      paths.append(path)
    }
  }

  /// - Parameter least: forms smaller than this, m, are left out; a grid of such spacing could not show them.
  func height(_ x: Double, _ z: Double, least: Double) -> Double {
    var y = 0.0
    for l in layers { y += l.height(x, z, least: least) }
    for c in clearings {
      // Points of the grid just outside must be level too, so that the triangles to them are.
      let dx = Swift.max(0, (x - c.centre.x).magnitude - c.halfWidth - spacing)
      let dz = Swift.max(0, (z - c.centre.z).magnitude - c.halfDepth - spacing)
      let d = (dx * dx + dz * dz).squareRoot()
      if d == 0 { y = c.height } else if d < c.blend { y = c.height + (y - c.height) * Relief.smooth(d / c.blend) }
    }
    for p in paths {
      // A grid needs a point beside the edge to show it.
      let margin = Swift.max(spacing, least)
      guard let (d, level) = p.nearest(x, z, within: p.halfWidth + margin + p.blend) else { continue }
      let beyond = d - p.halfWidth - margin
      y = beyond <= 0 ? level : level + (y - level) * Relief.smooth(beyond / Swift.max(p.blend, 1e-9))
    }
    return y
  }

  static func smooth(_ t: Double) -> Double {
    let s = Swift.min(1, Swift.max(0, t))
    return s * s * (3 - 2 * s)
  }
}

extension Relief.Layer {
  fileprivate func height(_ x: Double, _ z: Double, least: Double) -> Double {
    var weight = 1.0
    let r = (x * x + z * z).squareRoot()
    if to > 0 {
      weight = Relief.smooth((r - from) / Swift.max(to - from, 1e-9))
      if weight == 0 { return 0 }
    }
    if let edge {
      let along = r > 0 ? (x * direction.x + z * direction.z) / r : 1
      weight *= Relief.smooth((along - edge) / Swift.max((1 - edge) * 0.5, 0.05))
      if weight == 0 { return 0 }
    }
    let (u, v) = (x / size, z / size)
    switch kind {
    case .hills:
      return height * weight * noise.fractal(u, v, octaves: octaves, gain: roughness, least: least / size)
    case .ridges:
      return height * weight * noise.ridges(u, v, octaves: octaves, gain: roughness, least: least / size)
    case .dunes:
      if size < 2 * least { return 0 }
      return height * weight * noise.dunes(u * direction.z - v * direction.x, u * direction.x + v * direction.z)
    case .bank:
      let along: Double = (x - at.x) * direction.x + (z - at.z) * direction.z
      let across: Double = (x - at.x) * direction.z - (z - at.z) * direction.x
      // The line of a shore winds; far off it would only flutter.
      let wind = octaves > 1 ? noise.fractal(across / (4 * size), 0.5, octaves: octaves, gain: roughness, least: 0) : 0
      return height * weight * Relief.smooth((along + wind * size * 0.5) / size)
    }
  }
}

/// A way over the ground: points along it with the level of its middle.
struct PlacedPath: Sendable {
  var name: String
  var halfWidth: Double
  var blend: Double
  /// Every half metre or finer; y is its level.
  private(set) var points: [Vector3] = []
  /// Length from the start to each point, m.
  private(set) var travelled: [Double] = []

  init(_ rule: TerrainRule.Path, scope: Scope, ground: (Double, Double) -> Double) throws(JSONError) {
    name = rule.name.value
    halfWidth = try rule.width.evaluate(in: scope) / 2
    blend = try rule.blend.evaluate(in: scope)
    var corners: [Vector3] = []
    for p in rule.through { corners.append(try p.evaluate(in: scope)) }
    points = PlacedPath.curve(through: corners, straight: rule.straight)
    let depth = try rule.depth.evaluate(in: scope)
    let raw = points.map { ground($0.x, $0.z) - depth }
    travelled = [0]
    for (a, b) in zip(points, points.dropFirst()) { travelled.append(travelled[travelled.count - 1] + (b - a).length) }
    // Roads do not follow every bump: the mean over some widths to either side. Level ground stays level.
    let reach = 3 * halfWidth
    for i in points.indices {
      var (sum, count) = (0.0, 0.0)
      var j = i
      while j >= 0 && travelled[i] - travelled[j] <= reach { (sum, count, j) = (sum + raw[j], count + 1, j - 1) }
      j = i + 1
      while j < raw.count && travelled[j] - travelled[i] <= reach { (sum, count, j) = (sum + raw[j], count + 1, j + 1) }
      points[i].y = sum / count
    }
    findRuns()
  }

  /// Boxes [x, z] around runs of segments, by which far ones are passed over.
  private var runs: [(low: Vector3, high: Vector3, segments: Range<Int>)] = []

  private mutating func findRuns() {
    for first in stride(from: 0, to: points.count - 1, by: 24) {
      let last = Swift.min(first + 24, points.count - 1)
      let box = points[first...last].reduce((points[first], points[first])) { (min($0.0, $1), max($0.1, $1)) }
      runs.append((box.0, box.1, first..<last))
    }
  }

  /// Distance of the middle line and its level there; nil beyond `limit`, m.
  func nearest(_ x: Double, _ z: Double, within limit: Double) -> (distance: Double, level: Double)? {
    var best: (d: Double, y: Double)?
    var least = limit * limit
    for run in runs
    where x > run.low.x - limit && x < run.high.x + limit && z > run.low.z - limit && z < run.high.z + limit {
      for i in run.segments {
        let (a, b) = (points[i], points[i + 1])
        let (ex, ez) = (b.x - a.x, b.z - a.z)
        let t = Swift.min(1, Swift.max(0, ((x - a.x) * ex + (z - a.z) * ez) / Swift.max(ex * ex + ez * ez, 1e-12)))
        let (dx, dz) = (x - a.x - ex * t, z - a.z - ez * t)
        let d = dx * dx + dz * dz
        if d < least { (least, best) = (d, (d, a.y + (b.y - a.y) * t)) }
      }
    }
    return best.map { ($0.d.squareRoot(), $0.y) }
  }

  var length: Double { travelled[travelled.count - 1] }

  /// Point and unit direction at a length from its start.
  func place(at length: Double) -> (point: Vector3, direction: Vector3) {
    var i = 1
    while i < travelled.count - 1 && travelled[i] < length { i += 1 }
    let (a, b) = (points[i - 1], points[i])
    let t = (length - travelled[i - 1]) / Swift.max(travelled[i] - travelled[i - 1], 1e-12)
    return (mix(a, b, t), Vector3(b.x - a.x, 0, b.z - a.z).normalized)
  }

  /// A Catmull-Rom spline, or the straight lines, cut into pieces of at most 8 m that bend little.
  static func curve(through corners: [Vector3], straight: Bool) -> [Vector3] {
    var out: [Vector3] = []
    for i in 0..<(corners.count - 1) {
      let (p1, p2) = (corners[i], corners[i + 1])
      let p0 = i > 0 ? corners[i - 1] : p1 * 2 - p2
      let p3 = i + 2 < corners.count ? corners[i + 2] : p2 * 2 - p1
      let pieces = Swift.max(1, Int(((p2 - p1).length / (straight ? 2 : 0.8)).rounded(.up)))
      let count = Swift.min(pieces, 2000)
      for k in 0..<count {
        let t = Double(k) / Double(count)
        if straight {
          out.append(mix(p1, p2, t))
        } else {
          let a: Vector3 = p1 * 2 + (p2 - p0) * t
          let b: Vector3 = (p0 * 2 - p1 * 5 + p2 * 4 - p3) * (t * t)
          let c: Vector3 = (p1 * 3 - p0 - p2 * 3 + p3) * (t * t * t)
          out.append((a + b + c) * 0.5)
        }
      }
    }
    out.append(corners[corners.count - 1])
    return out
  }
}
