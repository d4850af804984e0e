import VectorMath

/// How far light is followed.
struct PathRules {
  /// Surfaces that light may meet on its way to the camera, beyond the first: 1 is direct light only.
  var bounces: Int
  /// From this surface on a path goes on by chance only (Russian roulette); no bias.
  var rouletteFrom: Int
  /// Upper bound on the luminance that one bounce beyond the first surface adds; infinite is no bias.
  var clamp: Float
  /// Roughness is not taken below this after a diffuse bounce; 0 is no bias.
  var indirectRoughness: Float

  /// 2 bounces, bright indirect light held down.
  static func cheap(exposure: Float) -> PathRules {
    PathRules(bounces: 2, rouletteFrom: 8, clamp: 3 / exposure, indirectRoughness: 0.35)
  }
  /// Up to 6 bounces, nothing held down. Without caustics, surfaces seen by diffusely scattered light are at least
  /// satin: the few bright dots of light that a mirror throws become a faint even glow.
  static func reference(caustics: Bool) -> PathRules {
    PathRules(bounces: 6, rouletteFrom: 3, clamp: .infinity, indirectRoughness: caustics ? 0 : 0.35)
  }
}

/// Unidirectional path tracing with next-event estimation of the sun and multiple importance sampling
/// (Veach 1997, power heuristic).
struct PathTracer {
  let caster: RayCaster
  let sky: Sky
  let materials: UnsafePointer<SurfaceMaterial>
  let table: ScatteringTable.View
  let rules: PathRules
  /// Angle across a pixel, radians.
  let pixelAngle: Float

  struct Light {
    var all = Float3.zero
    /// Straight from the sun to the first surface.
    var sun = Float3.zero
  }

  /// The surface's scattering at `point`, seen by a ray of some footprint.
  @inline(__always)
  func scattering(_ point: SurfacePoint, _ s: SurfaceSample, view: Float3, instance: Int32, leastRoughness: Float)
    -> Scattering
  {
    var n: Float3 = point.normal
    if s.slope != .zero {
      // Tilt the normal by the part of the slope that lies in the surface.
      let g: Float3 = caster.instances[Int(instance)].worldDirection(s.slope)
      n = normalize(n - (g - n * dot(g, n)))
      let lean: Float = dot(n, view)
      if lean < 0.02 { n = normalize(n + view * (0.02 - lean)) }
    }
    return Scattering(
      s, frame: ShadingFrame(normal: n, geometricNormal: point.geometricNormal), view: view, table: table,
      leastRoughness: leastRoughness, leastVarnishRoughness: 0.08)
  }

  /// The light that arrives along `ray` at its origin.
  @inline(never) func trace(_ start: Ray, _ random: inout SampleSequence) -> Light {
    var result = Light()
    var ray = start
    var throughput = Float3(repeating: 1)
    var density: Float = 0  // of the direction of `ray`, for weighing against sampling the sun
    var spread: Float = pixelAngle
    var width: Float = 0
    var roughened: Float = 0
    var depth = 0
    while true {
      if depth == rules.bounces && !sky.meetsSun(ray.direction) {
        // The last leg only asks whether the sky is seen.
        if !caster.isOccluded(ray) {
          add(throughput * surroundings(ray.direction, spread), depth, &result, isSun: false)
        }
        return result
      }
      let hit = caster.closestHit(ray)
      if hit.instance < 0 {
        add(throughput * surroundings(ray.direction, spread), depth, &result, isSun: false)
        if sky.meetsSun(ray.direction) {
          let other: Float = 1 / sky.sunSolidAngle
          let weight: Float = depth == 0 ? 1 : density * density / (density * density + other * other)
          add(throughput * sky.sunRadiance * weight, depth, &result, isSun: depth == 1)
        }
        return result
      }
      let clear: Float = sky.clearness(hit.distance)
      if clear < 1 {
        add(throughput * sky.hazeRadiance(ray.direction) * (1 - clear), depth, &result, isSun: false)
        throughput *= clear
      }
      if depth == rules.bounces { return result }

      let point = SurfacePoint(hit, ray, caster)
      width += spread * hit.distance
      let slant: Float = max(0.15, -dot(point.normal, ray.direction))
      let sample = materials[Int(point.material)].sample(
        point.objectPosition, normal: point.objectNormal, footprint: width / slant.squareRoot())
      let surface = scattering(
        point, sample, view: -ray.direction, instance: hit.instance, leastRoughness: roughened)
      let uSun = random.next()
      let uScatter = random.next()
      let uChoice = random.next()

      if sky.sunSolidAngle > 0 && largest(sky.sunRadiance) > 0 {
        let light = sky.sampleSun(uSun)
        let (value, other) = surface.evaluate(light)
        if largest(value) > 0 {
          let shadow = Ray(
            origin: point.smoothPosition + point.geometricNormal * point.clearance, direction: light)
          if !caster.isOccluded(shadow) {
            let own: Float = 1 / sky.sunSolidAngle
            let weight: Float = own * own / (own * own + other * other)
            add(
              throughput * value * sky.sunRadiance * (weight * sky.sunSolidAngle), depth + 1, &result, isSun: depth == 0
            )
          }
        }
      }

      guard let next = surface.sample(uScatter, choice: uChoice.x) else { return result }
      throughput *= next.weight
      density = next.density
      depth += 1
      if depth >= rules.rouletteFrom {
        let survive: Float = min(0.95, largest(throughput))
        if uChoice.y >= survive { return result }
        throughput /= survive
      }
      if largest(throughput) <= 0 { return result }
      // Rough scattering blurs what comes next: fine patterns are not needed there.
      let blur: Float = min(0.35, 0.25 / max(0.6, next.density.squareRoot()))
      spread = max(spread, blur)
      if next.density < 8 { roughened = rules.indirectRoughness }
      let side: Float = dot(next.light, point.geometricNormal) >= 0 ? 1 : -1
      ray = Ray(origin: point.position + point.geometricNormal * (side * point.clearance), direction: next.light)
    }
  }

  @inline(__always) private func surroundings(_ d: Float3, _ spread: Float) -> Float3 {
    spread > 0.06 ? sky.blurredRadiance(d) : sky.radiance(d)
  }

  /// Adds light that reached the camera over `depth` legs beyond the first.
  @inline(__always) private func add(_ light: Float3, _ depth: Int, _ result: inout Light, isSun: Bool) {
    var l = light
    if depth >= 2 {
      let y: Float = luminance(l)
      if y > rules.clamp { l *= rules.clamp / y }
    }
    result.all += l
    if isSun { result.sun += l }
  }
}
