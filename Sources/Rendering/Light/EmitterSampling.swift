import VectorMath

/// A direction towards a light, and what is needed to weigh it.
struct LightSample {
  /// Unit, from the shaded point.
  var direction: Float3
  /// To the light's surface; infinite for sky, sun and moon.
  var distance: Float
  var radiance: Float3
  /// Over solid angle, with the chance of choosing that light.
  var density: Float
  /// Straight from the disc of sun or moon.
  var isSun = false
}

extension Emitter {
  /// Below this solid angle (sr) flat sources are drawn by area: the spherical formulas lose their digits.
  private static let leastSolidAngle: Float = 3e-3

  /// A direction from `p` to the surface; nil where none is seen from there. `density` is per steradian.
  func sample(from p: Float3, _ u: SIMD2<Float>) -> (
    direction: Float3, distance: Float, point: Float3, normal: Float3, density: Float
  )? {
    switch kind {
    case .sphere: return sampleSphere(from: p, u)
    case .rectangle, .portal:
      let side: Float = dot(p - position, axisZ)
      if kind == .rectangle && side <= 0 { return nil }
      let corner: Float3 = position - axisX * halfWidth - axisY * halfHeight
      if let patch = sphericalPatch(from: p) {
        return finish(from: p, patch.sample(u, in: self), density: 1 / patch.solidAngle)
      }
      let at: Float3 = corner + axisX * (2 * halfWidth * u.x) + axisY * (2 * halfHeight * u.y)
      return finishByArea(from: p, at, axisZ, 1 / area)
    case .disc:
      if dot(p - position, axisZ) <= 0 { return nil }
      let (c, s) = circlePoint(u.x)
      let r: Float = radius * u.y.squareRoot()
      return finishByArea(from: p, position + axisX * (r * c) + axisY * (r * s), axisZ, 1 / area)
    case .triangle:
      if isOneSided && dot(p - position, axisZ) <= 0 { return nil }
      if let view = SphericalTriangle(self, from: p) {
        guard let at = view.sample(u, in: self, from: p) else { return nil }
        return finish(from: p, at, density: 1 / view.solidAngle)
      }
      // Square to triangle without a fold (Heitz, "A low-distortion map between triangle and square", 2019).
      let a: Float = u.y > u.x ? u.x * 0.5 : u.x - u.y * 0.5
      let b: Float = u.y > u.x ? u.y - u.x * 0.5 : u.y * 0.5
      return finishByArea(from: p, position + axisX * a + axisY * b, axisZ, 1 / area)
    case .tube: return sampleTube(from: p, u)
    }
  }

  /// The density per steradian with which `sample` draws the direction from `p` to the surface point `at`.
  func density(from p: Float3, toward d: Float3, at: Float3) -> Float {
    switch kind {
    case .sphere:
      let cap: Float = capHeight(from: p)
      return cap > 0 ? 0.159_154_94 / cap : 0
    case .rectangle, .portal:
      if kind == .rectangle && dot(p - position, axisZ) <= 0 { return 0 }
      if let patch = sphericalPatch(from: p) { return 1 / patch.solidAngle }
      return densityByArea(from: p, at, axisZ, 1 / area)
    case .disc:
      return dot(p - position, axisZ) <= 0 ? 0 : densityByArea(from: p, at, axisZ, 1 / area)
    case .triangle:
      if isOneSided && dot(p - position, axisZ) <= 0 { return 0 }
      if let view = SphericalTriangle(self, from: p) { return 1 / view.solidAngle }
      return densityByArea(from: p, at, axisZ, 1 / area)
    case .tube:
      guard let view = TubeView(self, from: p) else { return 0 }
      let z: Float = dot(at - position, axisZ)
      if z.magnitude > halfHeight { return 0 }
      let normal: Float3 = normalize(at - position - axisZ * z)
      return densityByArea(from: p, at, normal, view.density(z) / (2 * view.halfArc * radius))
    }
  }

  private func finish(from p: Float3, _ at: Float3, density: Float)
    -> (direction: Float3, distance: Float, point: Float3, normal: Float3, density: Float)?
  {
    let v: Float3 = at - p
    let distance: Float = length(v)
    if !(distance > 1e-6) { return nil }
    return (v / distance, distance, at, axisZ, density)
  }

  private func finishByArea(from p: Float3, _ at: Float3, _ normal: Float3, _ byArea: Float)
    -> (direction: Float3, distance: Float, point: Float3, normal: Float3, density: Float)?
  {
    let v: Float3 = at - p
    let squared: Float = dot(v, v)
    let distance: Float = squared.squareRoot()
    if !(distance > 1e-6) { return nil }
    let d: Float3 = v / distance
    let cosine: Float = dot(normal, d).magnitude
    if cosine < 1e-6 { return nil }
    return (d, distance, at, normal, byArea * squared / cosine)
  }

  private func densityByArea(from p: Float3, _ at: Float3, _ normal: Float3, _ byArea: Float) -> Float {
    let v: Float3 = at - p
    let squared: Float = dot(v, v)
    let cosine: Float = dot(normal, v).magnitude / max(1e-12, squared.squareRoot())
    return cosine < 1e-6 ? 0 : byArea * squared / cosine
  }

  // MARK: Sphere: uniform in the cone that it fills

  /// 1 - cos of the angular radius; 0 from inside.
  @inline(__always) private func capHeight(from p: Float3) -> Float {
    let v: Float3 = position - p
    let squared: Float = dot(v, v)
    let sine2: Float = radius * radius / max(1e-20, squared)
    if sine2 >= 1 { return 0 }
    return sine2 / (1 + (1 - sine2).squareRoot())
  }

  private func sampleSphere(from p: Float3, _ u: SIMD2<Float>)
    -> (direction: Float3, distance: Float, point: Float3, normal: Float3, density: Float)?
  {
    let cap: Float = capHeight(from: p)
    if cap <= 0 { return nil }
    let v: Float3 = position - p
    let centre: Float = length(v)
    let down: Float = u.y * cap
    let cosine: Float = 1 - down
    let sine: Float = max(0, down * (2 - down)).squareRoot()
    let (c, s) = circlePoint(u.x)
    let axis: Float3 = v / centre
    let (a, b) = tangents(axis)
    let d: Float3 = normalize(a * (sine * c) + b * (sine * s) + axis * cosine)
    let inside: Float = max(0, radius * radius - centre * centre * sine * sine)
    let distance: Float = centre * cosine - inside.squareRoot()
    let at: Float3 = p + d * distance
    return (d, distance, at, normalize(at - position), 0.159_154_94 / cap)
  }

  // MARK: Tube: the half that faces the point, even in angle along the axis

  /// A tube's straight part as seen from a point.
  private struct TubeView {
    let across: Float3
    let offset: Float
    let halfArc: Float
    private let along: Float
    private let lowAngle: Float
    private let highAngle: Float

    init?(_ e: Emitter, from p: Float3) {
      let v: Float3 = p - e.position
      along = dot(v, e.axisZ)
      let side: Float3 = v - e.axisZ * along
      offset = length(side)
      if offset <= e.radius * 1.000_1 || e.halfHeight <= 0 { return nil }
      across = side / offset
      halfArc = arcCosine(e.radius / offset)
      lowAngle = arcTangent((-e.halfHeight - along) / offset)
      highAngle = arcTangent((e.halfHeight - along) / offset)
      if !(highAngle - lowAngle > 1e-6) { return nil }
    }
    /// The place along the axis for u in 0..<1, relative to the centre.
    func place(_ u: Float) -> Float {
      let angle: Float = lerp(lowAngle, highAngle, u)
      let (c, s) = circlePoint(angle < 0 ? angle * 0.159_154_94 + 1 : angle * 0.159_154_94)
      return along + offset * s / max(1e-6, c)
    }
    /// Density of `place`, 1/m.
    func density(_ z: Float) -> Float {
      let t: Float = z - along
      return offset / ((highAngle - lowAngle) * (offset * offset + t * t))
    }
  }

  private func sampleTube(from p: Float3, _ u: SIMD2<Float>)
    -> (direction: Float3, distance: Float, point: Float3, normal: Float3, density: Float)?
  {
    guard let view = TubeView(self, from: p) else { return nil }
    let z: Float = max(-halfHeight, min(halfHeight, view.place(u.x)))
    let turn: Float = (2 * u.y - 1) * view.halfArc * 0.159_154_94
    let (c, s) = circlePoint(turn < 0 ? turn + 1 : turn)
    let normal: Float3 = view.across * c + cross(axisZ, view.across) * s
    let at: Float3 = position + axisZ * z + normal * radius
    return finishByArea(from: p, at, normal, view.density(z) / (2 * view.halfArc * radius))
  }

  // MARK: Rectangle: uniform over its solid angle

  private func sphericalPatch(from p: Float3) -> SphericalRectangle? {
    // A cheap bound first: far or small ones never need the formulas.
    let v: Float3 = position - p
    let nearest: Float = length(v) - (halfWidth + halfHeight)
    if nearest > 0 && area < Emitter.leastSolidAngle * nearest * nearest { return nil }
    let patch = SphericalRectangle(self, from: p)
    return patch.solidAngle >= Emitter.leastSolidAngle ? patch : nil
  }
}

/// A rectangle on the unit sphere about a point (Ureña, Fajardo & King, "An area-preserving parametrization for spherical
/// rectangles", EGSR 2013).
struct SphericalRectangle {
  let solidAngle: Float
  private let x0, x1, y0, y1, z0: Float
  private let b0, b1, k: Float

  init(_ e: Emitter, from p: Float3) {
    let v: Float3 = e.position - p
    let cx: Float = dot(v, e.axisX)
    let cy: Float = dot(v, e.axisY)
    x0 = cx - e.halfWidth
    x1 = cx + e.halfWidth
    y0 = cy - e.halfHeight
    y1 = cy + e.halfHeight
    let height: Float = max(1e-7, dot(v, e.axisZ).magnitude)
    z0 = -height
    // Normals of the four planes through the point and an edge; each lies in one coordinate plane.
    func lean(_ edge: Float) -> Float { edge / (height * height + edge * edge).squareRoot() }
    let n0: Float = -lean(y0)
    let n1: Float = lean(x1)
    let n2: Float = lean(y1)
    let n3: Float = -lean(x0)
    let g0: Float = arcCosine(-n0 * n1)
    let g1: Float = arcCosine(-n1 * n2)
    let g2: Float = arcCosine(-n2 * n3)
    let g3: Float = arcCosine(-n3 * n0)
    b0 = n0
    b1 = n2
    k = 6.283_185_3 - g2 - g3
    solidAngle = g0 + g1 - k
  }

  /// The point of the rectangle for `u`, world space.
  func sample(_ u: SIMD2<Float>, in e: Emitter) -> Float3 {
    let au: Float = u.x * solidAngle + k
    let (c, s) = circlePoint(au * 0.159_154_94 - (au * 0.159_154_94).rounded(.down))
    let fu: Float = (c * b0 - b1) / (s.magnitude < 1e-9 ? (s < 0 ? -1e-9 : 1e-9) : s)
    let sign: Float = fu > 0 ? 1 : -1
    let cu: Float = max(-1, min(1, sign / (fu * fu + b0 * b0).squareRoot()))
    let xu: Float = max(x0, min(x1, -(cu * z0) / max(1e-7, (1 - cu * cu).squareRoot())))
    let d2: Float = xu * xu + z0 * z0
    let h0: Float = y0 / (d2 + y0 * y0).squareRoot()
    let h1: Float = y1 / (d2 + y1 * y1).squareRoot()
    let hv: Float = h0 + u.y * (h1 - h0)
    let hv2: Float = hv * hv
    let yv: Float = max(y0, min(y1, hv2 < 1 - 1e-6 ? hv * (d2 / (1 - hv2)).squareRoot() : (hv > 0 ? y1 : y0)))
    let cx: Float = (x0 + x1) * 0.5
    let cy: Float = (y0 + y1) * 0.5
    return e.position + e.axisX * (xu - cx) + e.axisY * (yv - cy)
  }
}
