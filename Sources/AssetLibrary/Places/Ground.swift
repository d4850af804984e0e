import LocatedJSON
import Modelling
import Parallelism
import SceneDescription
import VectorMath

/// What things stand on: terrain on a grid that is collided, and the relief beyond it; or a level floor at 0.
struct Ground: Sendable {
  let relief: Relief?
  let field: SolidShape.HeightField?
  /// Half the side of the square that is collided, m; 0 where there is none.
  let half: Double
  /// What lies on the terrain's paths: things stand on it, not on the ground below.
  private(set) var pavings: [(path: PlacedPath, halfWidth: Double, thickness: Double)] = []

  mutating func pave(_ path: PlacedPath, width: Double, thickness: Double) {
    pavings.append((path, width / 2, thickness))
  }

  /// Height of what things stand on: the ground, or the paving over it.
  func top(_ x: Double, _ z: Double) -> Double {
    var y = height(x, z)
    for paving in pavings {
      if let found = paving.path.nearest(x, z, within: paving.halfWidth) {
        y = Swift.max(y, found.level + paving.thickness)
      }
    }
    return y
  }

  /// A floor.
  init() {
    relief = nil
    field = nil
    half = 0
  }

  init(_ rule: TerrainRule, seed: UInt64, scope: Scope) throws(JSONError) {
    let relief = try Relief(rule, seed: seed, scope: scope)
    let size = try rule.size.evaluate(in: scope)
    let spacing = try rule.spacing.evaluate(in: scope)
    guard spacing >= 0.02 else { throw rule.spacing.error("expected a spacing of at least 0.02 m, found \(spacing)") }
    let cells = (size / spacing).rounded()
    guard cells >= 1 && cells <= 1023 else {
      throw rule.size.error("expected a size of 1 to 1023 spacings, found \(size) m in steps of \(spacing) m")
    }
    var field = SolidShape.HeightField()
    (field.columns, field.rows, field.spacing) = (Int(cells) + 1, Int(cells) + 1, spacing)
    half = cells / 2 * spacing
    let (columns, half) = (field.columns, half)
    field.heights = parallelMap(field.rows) { j in
      (0..<columns).map { relief.height(Double($0) * spacing - half, Double(j) * spacing - half, least: spacing) }
    }.flatMap { $0 }
    self.relief = relief
    self.field = field
  }

  /// Height of the surface that is collided and drawn; beyond the grid that of the relief.
  func height(_ x: Double, _ z: Double) -> Double {
    guard let field, let relief else { return 0 }
    if x.magnitude > half || z.magnitude > half { return relief.height(x, z, least: field.spacing) }
    return field.height(x, z)
  }

  /// Upward unit normal, over about a metre.
  func normal(_ x: Double, _ z: Double) -> Vector3 {
    if field == nil { return .unitY }
    let e = 0.4
    return Vector3(height(x - e, z) - height(x + e, z), 2 * e, height(x, z - e) - height(x, z + e)).normalized
  }

  /// Least and greatest height under a rectangle about the origin of `pose`: its middle, edges and corners, and the grid
  /// between them.
  func extent(under low: Vector3, _ high: Vector3, at pose: RigidTransform) -> (low: Double, high: Double) {
    extent(under: low, high, at: pose, of: top)
  }

  /// Greatest height of the terrain itself there; nil where there is none.
  func highest(under low: Vector3, _ high: Vector3, at pose: RigidTransform) -> Double? {
    field == nil ? nil : extent(under: low, high, at: pose, of: height).high
  }

  private func extent(
    under low: Vector3, _ high: Vector3, at pose: RigidTransform, of surface: (Double, Double) -> Double
  ) -> (low: Double, high: Double) {
    guard let field else { return (0, 0) }
    let n = Swift.min(24, Swift.max(2, Int(((high - low).largest / field.spacing).rounded(.up)) + 1))
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for j in 0...n {
      for i in 0...n {
        let local = Vector3(
          low.x + (high.x - low.x) * Double(i) / Double(n), 0, low.z + (high.z - low.z) * Double(j) / Double(n))
        let p = pose.apply(local)
        let y = surface(p.x, p.z)
        (least, greatest) = (Swift.min(least, y), Swift.max(greatest, y))
      }
    }
    return (least, greatest)
  }
}

extension SolidShape.HeightField {
  /// Height of the surface at x and z in the body's frame; beyond the grid that of its edge.
  ///
  /// Each square is two triangles that meet along the diagonal from (i, j) to (i + 1, j + 1).
  package func height(_ x: Double, _ z: Double) -> Double {
    let u = Swift.min(Double(columns - 1), Swift.max(0, x / spacing + Double(columns - 1) / 2))
    let v = Swift.min(Double(rows - 1), Swift.max(0, z / spacing + Double(rows - 1) / 2))
    let i = Swift.min(columns - 2, Int(u))
    let j = Swift.min(rows - 2, Int(v))
    let (s, t) = (u - Double(i), v - Double(j))
    let at = j * columns + i
    let h = heights
    if s <= t { return h[at] + (h[at + columns] - h[at]) * t + (h[at + columns + 1] - h[at + columns]) * s }
    return h[at] + (h[at + 1] - h[at]) * s + (h[at + columns + 1] - h[at + 1]) * t
  }
}
