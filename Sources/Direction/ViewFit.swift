import VectorMath

/// Fits a camera to points: the nearest one, looking along a given direction, that sees them all with a margin.
struct ViewFit {
  /// Half the picture's width and height at distance 1.
  let tangents: (x: Double, y: Double)
  /// The part of the picture, from its middle to its edge, that may be used.
  var fill: Double
  /// Azimuths, degrees from the given direction, from which the points must be seen too: an orbit's.
  var turns: [Double] = []

  /// Where to look and from how far; `back` is the unit vector from there towards the camera.
  ///
  /// Each side of the picture is a half-space, and the nearest camera that keeps every point within all four has a
  /// closed form. Nothing comes so near that it looks more than about twice as large as the same thing farthest away.
  func fit(_ points: [Vector3], _ back: Vector3) -> (centre: Vector3, distance: Double) {
    precondition(!points.isEmpty, "no points to see")
    let (right, up) = axes(back)
    let (tx, ty) = (tangents.x * fill, tangents.y * fill)
    var sides = (right: -Double.infinity, left: -Double.infinity, top: -Double.infinity, bottom: -Double.infinity)
    var depth = 0.0
    var nearest = -Double.infinity
    var farthest = Double.infinity
    for p in points {
      let (x, y, z) = (dot(p, right), dot(p, up), dot(p, back))
      sides.right = Swift.max(sides.right, x + z * tx)
      sides.left = Swift.max(sides.left, -x + z * tx)
      sides.top = Swift.max(sides.top, y + z * ty)
      sides.bottom = Swift.max(sides.bottom, -y + z * ty)
      depth += z / Double(points.count)
      nearest = Swift.max(nearest, z)
      farthest = Swift.min(farthest, z)
    }
    let z = Swift.max(
      (sides.right + sides.left) / (2 * tx), (sides.top + sides.bottom) / (2 * ty),
      nearest + Swift.max(0.25, 0.8 * (nearest - farthest)))
    let centre =
      right * ((sides.right - sides.left) / 2) + up * ((sides.top - sides.bottom) / 2) + back * depth
    var distance = z - depth
    for turn in turns {
      let turned = Quaternion(angle: turn * Double.pi / 180, axis: .unitY).rotate(back)
      distance = Swift.max(distance, self.distance(points, from: centre, turned))
    }
    return (centre, distance)
  }

  /// How far from `centre` a camera that looks at it must be to see all points.
  private func distance(_ points: [Vector3], from centre: Vector3, _ back: Vector3) -> Double {
    let (right, up) = axes(back)
    var distance = 0.0
    for p in points {
      let d = p - centre
      let side = Swift.max(
        dot(d, right).magnitude / (tangents.x * fill), dot(d, up).magnitude / (tangents.y * fill), 0.25)
      distance = Swift.max(distance, dot(d, back) + side)
    }
    return distance
  }

  private func axes(_ back: Vector3) -> (right: Vector3, up: Vector3) {
    let right = cross(.unitY, back).normalized
    return (right, cross(back, right))
  }
}
