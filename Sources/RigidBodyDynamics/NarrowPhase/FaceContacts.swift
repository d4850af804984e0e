import VectorMath

// Contact points of a convex shape on a flat face, all in the frame of the face's shape: what of the shape is straight
// above the face and nearer than the margin. Corners, cut edges and rims each have their feature number.

/// One manifold on a face in the making.
struct FaceContacts {
  let face: FaceRegion
  /// The shape that stands on the face, its axes and its origin.
  let shape: ConvexShape
  let turn: Matrix3
  let origin: Vector3
  let margin: Double
  /// Tilt of a flat round face, as a height, up to which it lies flat, m.
  let flatness: Double
  /// Radius of the shape about the core points given, m.
  private(set) var radius: Double
  var buffer: CandidateBuffer

  init(
    _ face: FaceRegion, _ shape: ConvexShape, turn: Matrix3, origin: Vector3, margin: Double, flatness: Double,
    buffer: CandidateBuffer
  ) {
    self.face = face
    self.shape = shape
    self.turn = turn
    self.origin = origin
    self.margin = margin
    self.flatness = flatness
    self.buffer = buffer
    radius = shape.radius
  }

  /// Cosine of the tilt up to which a flat face of the shape counts as facing the other one.
  static let facing = 0.98

  /// Most points that a shape can have on a face of so many corners, 0 for an unbounded one, 4 for a round one: enough
  /// for two on each edge of the one outline that meets the other, and for fixed and lowest points of rims.
  static func capacity(_ shape: ConvexShape, corners: Int) -> Int {
    switch shape.kind {
    case .point: 1
    case .segment: 2
    case .cylinder, .cone: 2 * corners + 6
    case .box, .triangle: 8 + 2 * corners
    case .hull: 2 * shape.hull!.pointee.vertexCount + 2 * corners
    }
  }

  mutating func collect() {
    switch shape.kind {
    case .point: append(origin, 0)
    case .segment:
      let half = turn.c1 * shape.size.y
      appendSegment(origin - half, origin + half, rolling: 0)
    case .cylinder, .cone: collectRevolved()
    case .box, .hull, .triangle: collectPolytope()
    }
  }

  /// A core point of the shape, if it is near enough.
  mutating func append(_ p: Vector3, _ feature: UInt32, rolling: UInt8 = 0) {
    let height = face.height(p)
    guard height - radius < margin else { return }
    buffer.append(
      Candidate(
        onA: p - face.normal * height, onB: p, separation: height - radius, feature: feature, rolling: rolling))
  }

  /// Both ends of the stretch of a core segment that is above the face.
  private mutating func appendSegment(_ p: Vector3, _ q: Vector3, rolling: UInt8) {
    guard let (low, high) = face.clip(p, q) else { return }
    append(p + (q - p) * low, 1, rolling: rolling)
    if high > low { append(p + (q - p) * high, 2, rolling: rolling) }
  }

  // MARK: Round shapes

  private mutating func collectRevolved() {
    let d = turn.c1
    let n = face.normal
    let cosine = dot(d, n)
    let sine = Swift.max(0, 1 - cosine * cosine).squareRoot()
    let r = shape.size.x
    let isCone = shape.kind == .cone
    // The flat end that looks at the face, if one does.
    if cosine.magnitude > FaceContacts.facing && !(isCone && cosine < 0) {
      let down = cosine > 0 ? -d : d
      let flat = Disc(
        centre: origin + down * shape.size.y, normal: down, u: turn.c0, v: turn.c2, radius: r,
        lowest: r * sine > flatness ? (d * cosine - n).normalized : nil)
      append(flat)
      return
    }
    if sine < 1e-9 {
      append(origin + d * shape.size.z, 2)
      return
    }
    // The line of the side that is nearest to the face, from rim to rim or from rim to apex.
    let u = (d * cosine - n) / sine
    if isCone {
      appendSegment(origin - d * shape.size.y + u * r, origin + d * shape.size.z, rolling: 2)
    } else if sine > 0.5 {
      // Its points are r / sine from points of the axis along the face's normal: those are fixed in the shape, whatever
      // it rolls.
      radius = r / sine
      let centre = origin + d * (r * cosine / sine)
      appendSegment(centre - d * shape.size.y, centre + d * shape.size.y, rolling: 2)
    } else {
      appendSegment(origin - d * shape.size.y + u * r, origin + d * shape.size.y + u * r, rolling: 2)
    }
  }

  /// A flat round end of the shape.
  private struct Disc {
    var centre: Vector3
    var normal: Vector3
    /// Directions in it that are fixed to the shape.
    var u: Vector3
    var v: Vector3
    var radius: Double
    /// The direction to the point of the rim that is nearest to the face; nil where the disc lies flat.
    var lowest: Vector3?

    func rim(_ k: Int) -> Vector3 { centre + (k < 2 ? u : v) * (k & 1 == 0 ? radius : -radius) }
  }

  /// Points of the rim that are fixed to it, the lowest one, and where rim and outline of the face cross.
  private mutating func append(_ disc: Disc) {
    let slack: Double = 1e-9 * disc.radius
    for k in 0..<4 {
      let p = disc.rim(k)
      if face.contains(p, slack: slack) { append(p, 8 + UInt32(k)) }
    }
    if let lowest = disc.lowest {
      let p = disc.centre + lowest * disc.radius
      if face.contains(p, slack: slack) { append(p, 1, rolling: 2) }
    }
    switch face.outline {
    case .unbounded: break
    case .polygon(let corners):
      for i in 0..<corners.count {
        let p = drop(corners[i], to: disc)
        let q = drop(corners[i + 1 == corners.count ? 0 : i + 1], to: disc)
        let a = p - disc.centre
        let e = q - p
        if a.lengthSquared <= disc.radius * disc.radius { append(p, 16 + UInt32(i) * 4) }
        let ee = e.lengthSquared
        let b = dot(a, e)
        let discriminant: Double = b * b - ee * (a.lengthSquared - disc.radius * disc.radius)
        guard discriminant > 0 else { continue }
        let root = discriminant.squareRoot()
        for (k, t) in [(UInt32(1), (-b - root) / ee), (UInt32(2), (-b + root) / ee)] where t > 0 && t < 1 {
          append(p + e * t, 16 + UInt32(i) * 4 + k)
        }
      }
    case .disc(let r):
      for k in 0..<4 {
        let c = Vector3(k == 0 ? r : (k == 1 ? -r : 0), face.offset * face.normal.y, k == 2 ? r : (k == 3 ? -r : 0))
        let p = drop(c, to: disc)
        if (p - disc.centre).lengthSquared <= disc.radius * disc.radius { append(p, 12 + UInt32(k)) }
      }
      let between = Vector3(disc.centre.x, 0, disc.centre.z)
      let distance = between.length
      guard distance > (r - disc.radius).magnitude && distance < r + disc.radius else { break }
      // The two crossings of the circles; the tilt of one against the other is too small to count.
      let x: Double = (distance * distance + r * r - disc.radius * disc.radius) / (2 * distance)
      let y = Swift.max(0, r * r - x * x).squareRoot()
      let along = between / distance
      let side = Vector3(-along.z, 0, along.x)
      append(drop(along * x + side * y, to: disc), 16)
      append(drop(along * x - side * y, to: disc), 17)
    }
  }

  /// The point of the disc's plane straight above or below a point.
  private func drop(_ p: Vector3, to disc: Disc) -> Vector3 {
    p + face.normal * (dot(disc.normal, disc.centre - p) / dot(disc.normal, face.normal))
  }
}
