import VectorMath

/// Light that is looked for: one lamp, sun or sky a vertex, and what stands before it.
extension PathTracer {
  /// Next-event estimation: one light drawn and seen from `point`, `scatter` giving BSDF times cosine and density.
  @inline(__always) func direct(
    _ point: SurfacePoint, _ normal: Float3, _ u: SIMD2<Float>, _ choice: Float, _ path: inout Path,
    _ scatter: (Float3) -> (value: Float3, density: Float)
  ) {
    guard let light = lights.sample(from: point.position, normal: normal, u: u, choice: choice) else { return }
    let (value, other) = scatter(light.direction)
    if largest(value) <= 0 { return }
    var shadow = leaving(point, light.direction, path.ray.time)
    if dot(light.direction, point.geometricNormal) >= 0 {
      shadow.origin = point.smoothPosition + point.geometricNormal * point.clearance
    }
    var limit: Float = RayCaster.reach
    if light.distance.isFinite {
      // From there, not from `position`: else the ray would end beyond a near light and be stopped by the light itself.
      let way: Float3 = point.position + light.direction * light.distance - shadow.origin
      let distance: Float = length(way)
      shadow.direction = way / max(1e-12, distance)
      limit = distance * 0.999
    }
    let clear: Float = medium.transmittance(
      from: point.position, toward: light.direction, distance: light.distance)
    let own: Float = light.density
    let chance: Float = rules.fogIsMean ? other : other * clear
    let weight: Float = own * own / (own * own + chance * chance)
    let brought: Float3 = path.throughput * value * light.radiance * (clear * weight / own)
    let gain: Float = seeks(brought, shadow, path)
    if gain <= 0 { return }
    let seen: Float3 = visibility(shadow, limit)
    if largest(seen) <= 0 { return }
    if !path.isStraight { path.features?.pointee.visibility = luminance(seen) }
    path.legs += 1
    path.depth += 1
    let usual: Float = path.gain
    path.gain *= gain
    add(brought * seen, &path, isSun: path.legs == 1 && light.isSun)
    path.legs -= 1
    path.depth -= 1
    path.gain = usual
  }

  /// How much of the light comes straight along a ray: nothing past opaque things, part of it through clear panes, and, if
  /// the rules say so, through clear bodies.
  @inline(__always) func visibility(_ ray: Ray, _ limit: Float) -> Float3 {
    if !hasClear { return caster.isOccluded(ray, limit: limit) ? .zero : Float3(repeating: 1) }
    // Few rays get far beyond a leaf, and what does is faint: one in four is followed.
    let veilsStop = !rules.clearShadows || ray.chance(0x7A19_C52B) >= 0.25
    switch caster.cover(ray, limit: limit, veilsStop: veilsStop) {
    case .stopped: return .zero
    case .none: return Float3(repeating: 1)
    case .clear: return visibilityThroughPanes(ray, limit)
    case .veiled: return visibilityThroughPanes(ray, limit) * 4
    }
  }

  @inline(never) func visibilityThroughPanes(_ start: Ray, _ limit: Float) -> Float3 {
    var ray = start
    var left: Float = limit
    var seen = Float3(repeating: 1)
    for _ in 0..<24 {
      let hit = caster.closestHit(ray, limit: left)
      if hit.instance < 0 { return seen }
      let isPassed = caster.instances[Int(hit.instance)].isPassed
      // No pattern makes a material clearer than it is.
      if !isPassed && materials[Int(caster.material(of: hit))].base.transmission <= 0 { return .zero }
      let point = SurfacePoint(hit, ray, caster)
      if isPassed {
        let step: Float = hit.distance + 2 * point.clearance
        left -= step
        if left <= 0 { return seen }
        ray.origin += ray.direction * step
        continue
      }
      let s = materials.sample(point, footprint: 0.002)
      if s.transmission <= 0 { return .zero }
      let surface = scattering(point, s, view: -ray.direction, bodies: BodyStack(), leastRoughness: 0)
      if surface.isPane {
        seen *= surface.straightThrough()
      } else {
        if !rules.clearShadows { return .zero }
        let face: Float = Fresnel.dielectric(max(0, -dot(point.normal, ray.direction)), eta: s.ior)
        let lost: Float3 = s.absorption * (point.isBack ? hit.distance : 0)
        let tint: Float3 = s.isThin ? s.albedo : Float3(repeating: 1)
        let share: Float = s.transmission * (1 - s.metalness) * (1 - face)
        seen *= tint * Float3(decay(lost.x), decay(lost.y), decay(lost.z)) * share
      }
      if largest(seen) < 1e-3 { return .zero }
      left -= hit.distance + point.clearance
      if left <= 0 { return seen }
      ray = leaving(point, ray.direction, ray.time)
    }
    return .zero
  }
}
