import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Sets up a place's views: by the seed near where the file says, never inside a thing, with the free area in sight.
struct ViewFinder {
  let place: String
  let seed: UInt64
  let scope: Scope
  let ground: Ground
  let freeAreas: [FreeArea]
  let solids: PlacedSolids

  /// The lens keeps so far from everything, m.
  static let clearance = 0.12
  private static let attempts = 32

  func camera(_ rule: CameraRule, number: Int) throws(JSONError) -> Camera {
    var random = SeededGenerator(seed: seed, stage: "\(place)/camera/\(number)")
    let own = Scope(seed: mixBits(seed ^ hashText("camera/\(number)")), values: scope.values)
    let position = try rule.position.evaluate(in: own)
    let target = try rule.target.evaluate(in: own)
    let area = freeAreas.isEmpty ? nil : freeAreas[Swift.min(rule.area, freeAreas.count - 1)]
    var camera = Camera()
    camera.focalLength = try rule.focalLength.draw(&random, in: own)
    camera.fNumber = try rule.fNumber.map { f throws(JSONError) in try f.draw(&random, in: own) }
    camera.focusDistance = try rule.focus?.evaluate(in: own)
    let reach = try rule.jitter?.evaluate(in: own) ?? (target - position).length / 20
    var best = (seen: -1, camera: camera)
    for attempt in 0..<ViewFinder.attempts {
      // Farther and farther from where it should be.
      let spread = reach * (1 + Double(attempt) / 8)
      let shift = Vector3(
        (2 * random.uniform() - 1) * spread, (2 * random.uniform() - 1) * spread * 0.3,
        (2 * random.uniform() - 1) * spread)
      var p = position + shift
      let floor = ground.height(p.x, p.z)
      p.y = Swift.max(position.y + shift.y, ViewFinder.clearance) + floor
      var t = target
      t.y += area?.centre.y ?? ground.height(t.x, t.z)
      camera.position = p
      camera.target = t
      guard isFree(p) else { continue }
      let seen = sight(from: p, of: area, target: t)
      if seen > best.seen { best = (seen, camera) }
      if seen >= 5 { break }
    }
    return best.camera
  }

  /// Whether a lens fits there.
  func isFree(_ p: Vector3) -> Bool {
    guard p.y - ground.height(p.x, p.z) >= ViewFinder.clearance * 0.5,
      let ball = PlacedPiece(.sphere(radius: 0.01), at: RigidTransform(translation: p))
    else { return false }
    return !solids.isNear([ball], gap: ViewFinder.clearance)
  }

  /// How many of the area's middle, the target and four points half way to its corners are in sight, 0 to 6.
  func sight(from p: Vector3, of area: FreeArea?, target: Vector3) -> Int {
    var points = [target]
    if let area {
      let lift = Vector3(0, Swift.max(0.03, 0.05 * Swift.min(area.width, area.depth)), 0)
      points.append(area.centre + lift)
      for (x, z) in [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)] {
        points.append(area.centre + lift + Vector3(x * area.width / 4, 0, z * area.depth / 4))
      }
    }
    return points.count { point in
      let way = point - p
      let pose = RigidTransform(
        rotation: Quaternion(from: .unitY, to: way.normalized), translation: p + way * 0.5)
      guard way.length > 0.02,
        let ray = PlacedPiece(.capsule(radius: 0.001, halfHeight: way.length / 2 - 0.005), at: pose)
      else { return true }
      if solids.isNear([ray], gap: 0) { return false }
      for k in 1..<16 {
        let q = p + way * (Double(k) / 16)
        if q.y < ground.height(q.x, q.z) { return false }
      }
      return true
    }
  }
}
