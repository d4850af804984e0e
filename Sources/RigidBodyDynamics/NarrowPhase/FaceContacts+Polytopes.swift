import VectorMath

// Contact points of boxes, hulls and triangles on a flat face.

extension FaceContacts {
  mutating func collectPolytope() {
    switch face.outline {
    case .unbounded:
      switch shape.kind {
      case .hull:
        for i in 0..<shape.hull!.pointee.vertexCount {
          append(turn * shape.hull!.pointee.vertices[i] + origin, UInt32(i))
        }
      default:
        for f in 0..<2 {
          for k in 0..<shape.cornerCount(ofFace: f) {
            let (p, number) = shape.corner(k, ofFace: f)
            append(turn * p + origin, UInt32(number))
          }
          if shape.kind == .triangle { break }
        }
      }
    case .polygon(let corners): clip(corners)
    case .disc(let r): cutByDisc(r)
    }
  }

  /// The face of the shape that looks most against the normal.
  private var incidentFace: Int { shape.face(along: turn.transposeMultiply(-face.normal))! }

  private struct ClipVertex {
    var point: Vector3
    /// The sides that meet here, those of the incident face from 0 on, of the outline from 1024 on.
    var enter: UInt32
    var leave: UInt32
  }

  /// The incident face clipped to the outline (Sutherland & Hodgman 1974).
  private mutating func clip(_ outline: UnsafeBufferPointer<Vector3>) {
    let f = incidentFace
    let corners = shape.cornerCount(ofFace: f)
    let capacity = corners + outline.count + 2
    withUnsafeTemporaryAllocation(of: ClipVertex.self, capacity: 2 * capacity) { storage in
      var from = UnsafeMutableBufferPointer(rebasing: storage[0..<capacity])
      var to = UnsafeMutableBufferPointer(rebasing: storage[capacity..<2 * capacity])
      for k in 0..<corners {
        from.initializeElement(
          at: k,
          to: ClipVertex(
            point: turn * shape.corner(k, ofFace: f).point + origin, enter: UInt32(k == 0 ? corners - 1 : k - 1),
            leave: UInt32(k)))
      }
      var count = corners
      for side in 0..<outline.count where count > 0 {
        let a = outline[side]
        let inwards = cross(face.normal, outline[side + 1 == outline.count ? 0 : side + 1] - a)
        let name = 1024 + UInt32(side)
        var n = 0
        for i in 0..<count {
          let p = from[i]
          let q = from[i + 1 == count ? 0 : i + 1]
          let dp = dot(inwards, p.point - a)
          let dq = dot(inwards, q.point - a)
          if dp >= 0 && n < capacity {
            to.initializeElement(at: n, to: p)
            n += 1
          }
          if (dp >= 0) != (dq >= 0) && n < capacity {
            to.initializeElement(
              at: n,
              to: ClipVertex(
                point: p.point + (q.point - p.point) * (dp / (dp - dq)), enter: dp >= 0 ? p.leave : name,
                leave: dp >= 0 ? name : p.leave))
            n += 1
          }
        }
        swap(&from, &to)
        count = n
      }
      for i in 0..<count { append(from[i].point, from[i].enter << 16 | from[i].leave) }
    }
  }

  /// Corners of the incident face above a flat round face, its edges cut by the rim, and fixed points of the rim.
  private mutating func cutByDisc(_ r: Double) {
    let f = incidentFace
    let corners = shape.cornerCount(ofFace: f)
    let normal = turn * shape.faceNormal(f)
    let steepness = dot(normal, face.normal)
    let first = turn * shape.corner(0, ofFace: f).point + origin
    for k in 0..<corners {
      let p = turn * shape.corner(k, ofFace: f).point + origin
      let q = turn * shape.corner(k + 1 == corners ? 0 : k + 1, ofFace: f).point + origin
      if p.x * p.x + p.z * p.z <= r * r { append(p, 16 + UInt32(k) * 4) }
      let e = q - p
      let a: Double = e.x * e.x + e.z * e.z
      let b: Double = p.x * e.x + p.z * e.z
      let discriminant: Double = b * b - a * (p.x * p.x + p.z * p.z - r * r)
      guard discriminant > 0 else { continue }
      let root = discriminant.squareRoot()
      for (j, t) in [(UInt32(1), (-b - root) / a), (UInt32(2), (-b + root) / a)] where t > 0 && t < 1 {
        append(p + e * t, 16 + UInt32(k) * 4 + j)
      }
    }
    // A face on edge has no area above the rim.
    guard steepness < -0.1 else { return }
    for k in 0..<4 {
      let c = Vector3(k == 0 ? r : (k == 1 ? -r : 0), face.offset * face.normal.y, k == 2 ? r : (k == 3 ? -r : 0))
      let p = c + face.normal * (dot(normal, first - c) / steepness)
      var inside = true
      for j in 0..<corners where inside {
        let a = turn * shape.corner(j, ofFace: f).point + origin
        let b = turn * shape.corner(j + 1 == corners ? 0 : j + 1, ofFace: f).point + origin
        inside = dot(cross(normal, b - a), p - a) >= 0
      }
      if inside { append(p, 8 + UInt32(k)) }
    }
    // The nearest point of the rim runs along it where the incident face is tilted.
    let tilt = Vector3(-normal.x, 0, -normal.z)
    let slope = tilt.length
    guard r * slope > flatness else { return }
    let c = tilt * (r / slope) + Vector3(0, face.offset * face.normal.y, 0)
    let p = c + face.normal * (dot(normal, first - c) / steepness)
    for j in 0..<corners {
      let a = turn * shape.corner(j, ofFace: f).point + origin
      let b = turn * shape.corner(j + 1 == corners ? 0 : j + 1, ofFace: f).point + origin
      if dot(cross(normal, b - a), p - a) < 0 { return }
    }
    append(p, 1, rolling: 1)
  }
}
