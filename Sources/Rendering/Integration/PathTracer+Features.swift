import VectorMath

/// What the denoiser is told of a path.
extension PathTracer {
  /// Notes the surface where the path scatters first, mixed with the fog before it as light is.
  @inline(never) func note(
    _ s: SurfaceSample, _ emission: Float3, _ normal: Float3, _ tint: Float3, _ width: Float, _ path: inout Path
  ) {
    guard let features = path.features else { return }
    path.isStraight = false
    let glow: Float3 = minimum(emission * lights.sky.exposure, Float3(repeating: 1))
    let clear: Float = path.clearness
    let colour: Float3 = (s.albedo + glow) * clear + medium.albedo * (1 - clear)
    // A choice between reflection and refraction leaves the weight near the surface's own colour.
    features.pointee.albedo = colour * minimum(tint, Float3(repeating: 2))
    features.pointee.normal = normal * clear
    features.pointee.directness = path.legs == 0 ? 1 : 0
    features.pointee.nearness = clear * pixelAngle * rules.footprint / max(1e-9, width)
  }

  /// Notes what lies behind the droplet at which the path was scattered: the mixture is the same for every path of a
  /// ray, so that fog leaves the features free of noise.
  @inline(never) func note(
    beyond hit: Hit, _ ray: Ray, _ tint: Float3, _ width: Float, _ path: inout Path
  ) {
    if hit.instance < 0 {
      path.features?.pointee.albedo = tint
    } else {
      let point = SurfacePoint(hit, ray, caster)
      let slant: Float = max(0.15, -dot(point.normal, ray.direction))
      let sample = materials.sample(point, footprint: width / slant.squareRoot())
      let surface = scattering(point, sample, view: -ray.direction, bodies: BodyStack(), leastRoughness: 0)
      note(sample, sample.emission, surface.frame.normal, tint, width, &path)
    }
    path.isStraight = false
    path.features = nil
  }
}
