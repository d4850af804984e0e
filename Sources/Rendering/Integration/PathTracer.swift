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
  /// Fog as the mean light that it sends towards the eye instead of single droplets met by chance; a bias.
  var fogIsMean = false

  /// 2 bounces, bright indirect light held down.
  static func cheap(exposure: Float) -> PathRules {
    PathRules(bounces: 2, rouletteFrom: 8, clamp: 3 / exposure, indirectRoughness: 0.35, fogIsMean: true)
  }
  /// Up to 6 bounces, nothing held down. Without caustics, surfaces seen by diffusely scattered light are at least
  /// satin: the few bright dots of light that a mirror throws become a faint even glow.
  static func reference(caustics: Bool) -> PathRules {
    PathRules(bounces: 6, rouletteFrom: 3, clamp: .infinity, indirectRoughness: caustics ? 0 : 0.35)
  }
}

/// Unidirectional path tracing with next-event estimation of one light a vertex and multiple importance sampling
/// (Veach 1997, power heuristic), through fog.
struct PathTracer {
  let caster: RayCaster
  let lights: LightSet
  let medium: Medium
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
  func scattering(_ point: SurfacePoint, _ s: SurfaceSample, view: Float3, leastRoughness: Float)
    -> Scattering
  {
    var n: Float3 = point.normal
    if s.slope != .zero {
      // Tilt the normal by the part of the slope that lies in the surface.
      let g: Float3 = point.worldDirection(s.slope)
      n = normalize(n - (g - n * dot(g, n)))
      let lean: Float = dot(n, view)
      if lean < 0.02 { n = normalize(n + view * (0.02 - lean)) }
    }
    return Scattering(
      s, normal: n, geometricNormal: point.geometricNormal, view: view, table: table, leastRoughness: leastRoughness)
  }

  /// Where the ray of a path last started, and with which densities it could have been drawn.
  private struct Start {
    var position = Float3.zero
    /// As given to `LightSet.sample`.
    var normal = Float3.zero
    /// Of the ray's direction, by surface or phase function; 0 for the camera's rays.
    var density: Float = 0
  }

  /// The weight of light that the path ran into, against drawing that light.
  @inline(__always) private func weight(_ start: Start, _ d: Float3, _ hit: Hit?) -> Float {
    if start.density <= 0 { return 1 }
    let other: Float = lights.density(from: start.position, normal: start.normal, toward: d, hit: hit)
    return start.density * start.density / (start.density * start.density + other * other)
  }

  /// The light that arrives along `ray` at its origin.
  @inline(never) func trace(_ first: Ray, _ random: inout SampleSequence) -> Light {
    var result = Light()
    var ray = first
    var start = Start(position: first.origin)
    var throughput = Float3(repeating: 1)
    var spread: Float = pixelAngle
    var width: Float = 0
    var roughened: Float = 0
    var depth = 0
    var droplets = 0
    var travelled: Float = 0  // through flames, since the path last turned
    while true {
      let isLast = depth == rules.bounces
      if isLast && !lights.hasEmitters && (medium.isEmpty || rules.fogIsMean) && !lights.sky.meetsSun(ray.direction) {
        // The last leg only asks whether the sky is seen.
        if !caster.isOccluded(ray) { escape(ray, start, spread, throughput, depth, &result) }
        return result
      }
      let hit = caster.closestHit(ray)
      if !medium.isEmpty {
        if rules.fogIsMean {
          let clear: Float = medium.transmittance(from: ray.origin, toward: ray.direction, distance: hit.distance)
          let glow: Float3 = medium.meanGlow(lights, at: ray.origin, toward: ray.direction)
          add(throughput * glow * (1 - clear), depth, &result, isSun: false)
          throughput *= clear
        } else {
          let met = medium.sampleDistance(
            from: ray.origin, toward: ray.direction, limit: hit.distance, u: random.next().x)
          if let t = met {
            droplets += 1
            if droplets > 200 { return result }
            width += spread * t
            throughput *= medium.albedo
            let p: Float3 = ray.origin + ray.direction * t
            scatterInFog(p, ray, throughput, depth, &result, &random)
            let next = medium.samplePhase(ray.direction, random.next())
            start = Start(position: p, density: medium.phase(ray.direction, next))
            ray = Ray(origin: p, direction: next, time: ray.time)
            spread = 0.35
            travelled = 0
            roughened = rules.indirectRoughness
            if droplets >= 4 {
              let survive: Float = min(0.9, largest(throughput))
              if random.next().x >= survive { return result }
              throughput /= survive
            }
            continue
          }
        }
      }
      if hit.instance < 0 {
        escape(ray, start, spread, throughput, depth, &result)
        return result
      }
      let clear: Float = lights.sky.clearness(hit.distance)
      if clear < 1 {
        add(throughput * lights.sky.hazeRadiance(ray.direction) * (1 - clear), depth, &result, isSun: false)
        throughput *= clear
      }
      if isLast && !lights.hasEmitters { return result }

      let point = SurfacePoint(hit, ray, caster)
      width += spread * hit.distance
      let slant: Float = max(0.15, -dot(point.normal, ray.direction))
      let sample = materials[Int(point.material)].sample(
        point, footprint: width / slant.squareRoot())
      let own: Float3 =
        sample.emission
        + lights.emission(of: hit, toward: ray.direction, at: point.position, normal: point.geometricNormal)
      if largest(own) > 0 {
        var whole = hit
        whole.distance += travelled
        add(throughput * own * weight(start, ray.direction, whole), depth, &result, isSun: false)
      }
      if lights.isClear(hit) {
        // Straight on, from beyond the far side if this was the near one.
        travelled += hit.distance + 2 * point.clearance
        ray.origin += ray.direction * (hit.distance + 2 * point.clearance)
        continue
      }
      travelled = 0
      if isLast { return result }
      let surface = scattering(
        point, sample, view: -ray.direction, leastRoughness: roughened)
      let uLight = random.next()
      let uScatter = random.next()
      let uChoice = random.next()

      // Light through the surface may come from either side.
      let normal: Float3 = sample.transmission > 0 ? .zero : surface.normal
      let chosen: Float = lights.isSunAlone ? 0 : random.next().x
      if let light = lights.sample(from: point.position, normal: normal, u: uLight, choice: chosen) {
        let (value, other) = surface.evaluate(light.direction)
        if largest(value) > 0 {
          let shadow = Ray(
            origin: point.smoothPosition + point.geometricNormal * point.clearance, direction: light.direction,
            time: ray.time)
          let limit: Float = light.distance.isFinite ? light.distance * 0.999 - point.clearance : RayCaster.reach
          if !caster.isOccluded(shadow, limit: limit) {
            let own: Float = light.density
            let weight: Float = own * own / (own * own + other * other)
            let clear: Float = medium.transmittance(
              from: point.position, toward: light.direction, distance: light.distance)
            add(
              throughput * value * light.radiance * (clear * weight / own), depth + 1, &result,
              isSun: depth == 0 && light.isSun)
          }
        }
      }

      guard let next = surface.sample(uScatter, choice: uChoice.x) else { return result }
      throughput *= next.weight
      start = Start(position: point.position, normal: normal, density: next.density)
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
      ray = Ray(
        origin: point.position + point.geometricNormal * (side * point.clearance), direction: next.light, time: ray.time
      )
    }
  }

  /// Light from beyond the scene.
  @inline(__always) private func escape(
    _ ray: Ray, _ start: Start, _ spread: Float, _ throughput: Float3, _ depth: Int, _ result: inout Light
  ) {
    let w: Float = weight(start, ray.direction, nil)
    let sky = lights.sky
    let around: Float3 = spread > 0.06 ? sky.blurredRadiance(ray.direction) : sky.radiance(ray.direction)
    add(throughput * around * w, depth, &result, isSun: false)
    if sky.meetsSun(ray.direction) {
      add(throughput * sky.discRadiance(ray.direction) * w, depth, &result, isSun: depth == 1)
    }
  }

  /// One light on a droplet at `p`.
  @inline(never) private func scatterInFog(
    _ p: Float3, _ ray: Ray, _ throughput: Float3, _ depth: Int, _ result: inout Light, _ random: inout SampleSequence
  ) {
    guard let light = lights.sample(from: p, normal: .zero, u: random.next(), choice: random.next().x) else { return }
    let limit: Float = light.distance.isFinite ? light.distance * 0.999 : RayCaster.reach
    if caster.isOccluded(Ray(origin: p, direction: light.direction, time: ray.time), limit: limit) { return }
    let value: Float = medium.phase(ray.direction, light.direction)
    let weight: Float = light.density * light.density / (light.density * light.density + value * value)
    let clear: Float = medium.transmittance(from: p, toward: light.direction, distance: light.distance)
    add(throughput * light.radiance * (value * clear * weight / light.density), depth + 1, &result, isSun: false)
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
