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
    case .tube: return TubeView(self, from: p)?.sample(u)
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
      if dot(at - position, axisZ).magnitude > halfHeight { return 0 }
      return TubeView(self, from: p)?.density(toward: d) ?? 0
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
