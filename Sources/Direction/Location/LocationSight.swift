import AssetLibrary
import SceneDescription
import VectorMath

/// Where a camera can stand in a place, and what it sees; all in world coordinates.
extension Location {
  /// The lens keeps so far from everything, m.
  private static let clearance = 0.15

  /// Whether the place has ground of its own rather than walls.
  var isOpen: Bool { bodies.contains { if case .heightField = $0.shape { true } else { false } } }

  /// Around the place's views and free areas, which its file puts inside.
  var inside: AxisBounds {
    var bounds = AxisBounds.empty
    for view in views { bounds.include(view.position) }
    for area in freeAreas {
      let half = Vector3(area.width, 0, area.depth) * 0.5
      bounds.include(AxisBounds(min: area.centre - half, max: area.centre + half))
    }
    return bounds.grown(by: isOpen ? 5 : 0.35)
  }

  /// Whether a lens fits there: inside the place, clear of all that stands, above the ground.
  func hasRoom(forLensAt p: Vector3) -> Bool {
    let bounds = inside
    guard p.x > bounds.min.x, p.x < bounds.max.x, p.z > bounds.min.z, p.z < bounds.max.z,
      p.y > groundHeight(p.x, p.z) + 0.1
    else { return false }
    let lens = PlacedPiece.pieces(of: .sphere(radius: 0.01), at: RigidTransform(translation: p))
    return !isNear(lens, gap: Location.clearance) && !isOvergrown(p)
  }

  /// Height of the terrain; far below where there is none.
  func groundHeight(_ x: Double, _ z: Double) -> Double {
    for body in bodies {
      if case .heightField(let field) = body.shape {
        return body.position.y + field.height(x - body.position.x, z - body.position.z)
      }
    }
    return -1e9
  }

  /// Whether nothing of the place stands between two points.
  func sees(_ to: Vector3, from eye: Vector3) -> Bool {
    let way = to - eye
    let length = way.length
    guard length > 0.03 else { return true }
    // Short of the target, which may rest on something.
    let half = (length - 0.02) / 2
    let ray = PlacedPiece.pieces(
      of: .capsule(radius: 5e-4, halfHeight: half),
      at: RigidTransform(
        rotation: Quaternion(from: .unitY, to: way.normalized), translation: eye + way.normalized * half))
    if isNear(ray, gap: 0) { return false }
    if isOpen {
      for k in 1..<16 {
        let q = eye + way * (Double(k) / 16)
        if q.y < groundHeight(q.x, q.z) { return false }
      }
    }
    for k in 1..<12 where isOvergrown(eye + way * (Double(k) / 12)) { return false }
    return true
  }

  /// For the report.
  var line: String {
    let p = worldFromStage.translation
    let turn = 2 * PortableMath.arcTangent(y: worldFromStage.rotation.y, x: worldFromStage.rotation.w) * 180 / Double.pi
    return "place: \(name), seed \(seed); the stage's middle at (\(rounded(p.x)), \(rounded(p.z))) m"
      + (turn.magnitude < 1 ? "" : ", turned \(rounded(turn)) degrees")
  }
}
