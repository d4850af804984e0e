import SceneDescription
import VectorMath

/// A plank ramp with rails, posts and a foot that flares into the floor.
///
/// In the YZ plane its surface is a straight descent and then five short boards, each less steep by the same angle, so
/// that a ball meets no kink that would throw it up. The last board dips below the floor; the surface crosses y = 0 at
/// the origin. Every board starts a little under the one above it, which hides the gap between their ends.
extension Asset {
  static func ramp(_ request: AssetRequest) -> Asset {
    let scale = request.scale
    var spread = request.chance("slope")
    let degrees = (request.has("steep") ? 29 : request.has("gentle") ? 12 : 19) + spread.uniform(-1...1)
    let angle = Swift.max(degrees * Double.pi / 180, request.minimumSlope)
    let usual = 1.5 * scale * (request.has("long") ? 1.5 : request.has("short") ? 0.65 : 1)
    let length = Swift.max(usual, request.minimumLength)
    let clear = Swift.max(0.32 * scale, request.clearWidth)
    let material = request.material ?? "wood"
    var paint = request.chance("paint")
    let isOpen = request.colour == nil && request.material == nil
    let colour =
      isOpen ? request.look(bare: material, paints: furnitureFinishes, isPainted: false, &paint) : request.colour
    let thickness = 0.028 * scale.squareRoot()

    // The profile from the floor upwards: board k of the flare climbs at angle (k + 1)/(n + 1).
    let boards = 5
    let boardLength = 0.075 * scale
    var profile: [Vector3] = [.zero]
    for k in 0..<boards {
      profile.append(profile[k] + along(angle * Double(k + 1) / Double(boards + 1)) * boardLength)
    }
    let bottom = profile[boards]
    let top = bottom + along(angle) * length

    var asset = Asset(noun: request.noun)
    let railWidth = 0.022
    let railHeight = Swift.min(0.05, 0.12 * clear + 0.012)
    let outer = clear + 2 * railWidth
    for k in (0...boards).reversed() {
      let isPlank = k == boards
      let slope = isPlank ? angle : angle * Double(k + 1) / Double(boards + 1)
      let up = along(slope)
      let normal = Vector3(0, up.z.magnitude, up.y)
      // Upstream overlap hides the seam; the lowest board runs on below the floor until its surface is 5 mm deep.
      let overlap = isPlank ? 0 : thickness * 0.5
      let sink = k == 0 ? 0.005 / up.y : 0
      let high = (isPlank ? top : profile[k + 1]) + up * overlap
      let low = profile[k] - up * sink
      let half = (high - low).length / 2
      let turn = Quaternion(from: .unitZ, to: -up)
      let name = isPlank ? "plank" : "foot \(k + 1)"
      var board = body(
        name, .box(halfExtents: Vector3(outer / 2, thickness / 2, half), edgeRadius: isPlank ? 0.004 : 0),
        at: (high + low) * 0.5 - normal * (thickness / 2), material: material, colour: colour, fixed: true)
      board.orientation = turn
      asset.parts.append(board)
      for side in [-1.0, 1.0] where isPlank || k >= 2 {
        var rail = body(
          (side < 0 ? "left rail" : "right rail") + (isPlank ? "" : " \(k + 1)"),
          .box(halfExtents: Vector3(railWidth / 2, railHeight / 2, half), edgeRadius: isPlank ? 0.004 : 0),
          at: (high + low) * 0.5 + normal * (railHeight / 2) + Vector3(side * (clear + railWidth) / 2, 0, 0),
          material: material, colour: colour, fixed: true)
        rail.orientation = turn
        asset.parts.append(rail)
      }
    }
    addPosts(to: &asset, top: top, bottom: bottom, outer: outer, thickness: thickness, colour, request)
    asset.slope = Slope(top: top, bottom: bottom, angle: angle, clearWidth: clear)
    return asset
  }

  /// Up the slope, towards -Z.
  private static func along(_ angle: Double) -> Vector3 {
    let (s, c) = PortableMath.sineAndCosine(angle)
    return Vector3(0, s, -c)
  }

  private static func addPosts(
    to asset: inout Asset, top: Vector3, bottom: Vector3, outer: Double, thickness: Double,
    _ colour: Colour?, _ request: AssetRequest
  ) {
    let post = 0.05 * request.scale.squareRoot()
    let material = request.material ?? "wood"
    let base = thickness
    let slope = (top.y - bottom.y) / (bottom.z - top.z)
    for (i, fraction) in [0.04, 0.5].enumerated() {
      let at = mix(top, bottom, fraction)
      // The post ends under the plank's lower side at its downhill edge.
      let height = at.y - thickness * (1 + slope * slope).squareRoot() - slope * post / 2 - base
      if height < 0.06 { continue }
      for side in [-1.0, 1.0] {
        asset.parts.append(
          standingBox(
            "post \(2 * i + (side < 0 ? 1 : 2))", size: Vector3(post, height, post),
            at: Vector3(side * (outer - post) / 2, base, at.z), material: material, colour: colour, bevel: 0.08,
            fixed: true))
      }
      asset.parts.append(
        standingBox(
          "base \(i + 1)", size: Vector3(outer + 0.06, base, post * 1.6), at: Vector3(0, 0, at.z), material: material,
          colour: colour, bevel: 0.15, fixed: true))
    }
  }
}
