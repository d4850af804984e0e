import VectorMath

/// One cross-section of a loft: a rounded outline about a centre.
struct LoftSection {
  /// Along the loft's axis.
  var along: Float
  /// Centre across the axis.
  var centre: SIMD2<Float>
  /// Half width along the first cross axis.
  var width: Float
  /// Half depth along the second, on its negative and positive side.
  var back: Float
  var front: Float
  /// 2 is an ellipse; larger is boxier.
  var exponent: Float

  init(
    _ along: Float, _ width: Float, _ depth: Float, front: Float? = nil, x: Float = 0, z: Float = 0,
    exponent: Float = 2
  ) {
    self.along = along
    self.centre = SIMD2(x, z)
    self.width = width
    self.back = depth
    self.front = front ?? depth
    self.exponent = exponent
  }

  static func catmullRom(_ a: LoftSection, _ b: LoftSection, _ c: LoftSection, _ d: LoftSection, _ t: Float)
    -> LoftSection
  {
    func blend(_ p: Float, _ q: Float, _ r: Float, _ s: Float) -> Float {
      // Tangents limited to three times the smaller neighbouring slope: no overshoot (Fritsch & Carlson 1980).
      func tangent(_ l: Float, _ m: Float, _ n: Float) -> Float {
        let before: Float = m - l
        let after: Float = n - m
        if before * after <= 0 { return 0 }
        let mean: Float = (before + after) / 2
        let cap: Float = 3 * min(before.magnitude, after.magnitude)
        return mean > 0 ? min(mean, cap) : max(mean, -cap)
      }
      let m0: Float = tangent(p, q, r)
      let m1: Float = tangent(q, r, s)
      let t2: Float = t * t
      let t3: Float = t2 * t
      return q * (2 * t3 - 3 * t2 + 1) + m0 * (t3 - 2 * t2 + t) + r * (3 * t2 - 2 * t3) + m1 * (t3 - t2)
    }
    var s = b
    s.along = blend(a.along, b.along, c.along, d.along)
    s.centre.x = blend(a.centre.x, b.centre.x, c.centre.x, d.centre.x)
    s.centre.y = blend(a.centre.y, b.centre.y, c.centre.y, d.centre.y)
    s.width = blend(a.width, b.width, c.width, d.width)
    s.back = blend(a.back, b.back, c.back, d.back)
    s.front = blend(a.front, b.front, c.front, d.front)
    s.exponent = blend(a.exponent, b.exponent, c.exponent, d.exponent)
    return s
  }
}

extension Mesh {
  /// The skin over cross-sections stacked along Y (first cross axis X, second Z), with domed ends.
  ///
  /// - Parameters:
  ///   - dome: how far each end bulges beyond its section, as a part of the section's smaller half side; 1 is a
  ///     half sphere, 0 a flat lid.
  static func loft(
    _ sections: [LoftSection], dome: (start: Float, end: Float) = (1, 1), around: Int = 28, between: Int = 4,
    slot: Int32 = 0
  ) -> Mesh {
    precondition(sections.count >= 2, "a loft of \(sections.count) sections")
    var rings: [LoftSection] = []
    let n = sections.count
    for i in 0..<(n - 1) {
      let a = sections[max(0, i - 1)]
      let d = sections[min(n - 1, i + 2)]
      for k in 0..<between {
        rings.append(.catmullRom(a, sections[i], sections[i + 1], d, Float(k) / Float(between)))
      }
    }
    rings.append(sections[n - 1])
    rings =
      domed(rings[0], dome.start, towards: -1).reversed() + rings + domed(rings[rings.count - 1], dome.end, towards: 1)

    var mesh = Mesh()
    for ring in rings {
      for k in 0..<around {
        let (c, s) = circlePoint(Float(k) / Float(around))
        let p = Float(2 / Double(ring.exponent))
        let x: Float = ring.width * signedPower(c, p)
        let z: Float = (s < 0 ? ring.back : ring.front) * signedPower(s, p)
        mesh.positions.append(Float3(ring.centre.x + x, ring.along, ring.centre.y + z))
      }
    }
    let first = Int32(mesh.positions.count)
    mesh.positions.append(Float3(rings[0].centre.x, rings[0].along, rings[0].centre.y))
    let last = rings[rings.count - 1]
    mesh.positions.append(Float3(last.centre.x, last.along, last.centre.y))
    let m = Int32(around)
    for r in 0..<Int32(rings.count - 1) {
      for k in 0..<m {
        let a = r * m + k
        let b = r * m + (k + 1) % m
        mesh.triangles.append((a, a + m, b))
        mesh.triangles.append((b, a + m, b + m))
      }
    }
    let top = Int32(rings.count - 1) * m
    for k in 0..<m {
      mesh.triangles.append((first, k, (k + 1) % m))
      mesh.triangles.append((first + 1, top + (k + 1) % m, top + k))
    }
    mesh.slots = [Int32](repeating: slot, count: mesh.triangles.count)
    mesh.smoothNormals()
    return mesh
  }

  /// An ellipsoid about `centre`.
  static func ellipsoid(centre: Float3, radii: Float3, slot: Int32 = 0, around: Int = 20) -> Mesh {
    let ring = LoftSection(0, 1, 1)
    var s = ring
    s.along = 1e-3
    var mesh = loft([ring, s], around: around, between: 1, slot: slot)
    mesh.transform({ centre + $0 * radii }, normalMap: { $0 / radii })
    return mesh
  }

  private static func domed(_ end: LoftSection, _ amount: Float, towards sign: Float) -> [LoftSection] {
    let steps = 6
    let reach: Float = amount * min(end.width, min(end.back, end.front))
    return (1...steps).map { k in
      // The last ring is a pinprick, not a point, so that its normals are defined.
      let angle = min(Double(k) / Double(steps), 0.985) * Double.pi / 2
      let (s, c) = PortableMath.sineAndCosine(angle)
      var r = end
      r.along = end.along + sign * reach * Float(s)
      r.width *= Float(c)
      r.back *= Float(c)
      r.front *= Float(c)
      return r
    }
  }

  private static func signedPower(_ v: Float, _ p: Float) -> Float {
    if p == 1 || v == 0 { return v }
    let m = Float(PortableMath.power(Double(v.magnitude), Double(p)))
    return v < 0 ? -m : m
  }
}
