import VectorMath

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
  /// Whether anything in the scene lets light through.
  let hasClear: Bool

  struct Light {
    var all = Float3.zero
    /// Straight from the sun to the first surface.
    var sun = Float3.zero
  }

  /// The surface's scattering at `point`, seen by a ray of some footprint.
  @inline(__always)
  func scattering(_ point: SurfacePoint, _ s: SurfaceSample, view: Float3, bodies: BodyStack, leastRoughness: Float)
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
    let stretch: Float3 = s.anisotropy > 0 ? point.worldDirection(s.direction) : .zero
    var eta: Float = s.ior
    if s.transmission > 0 && !s.isThin {
      eta = bodies.eta(point.material, index: s.ior, isBack: point.isBack)
    } else if !bodies.isEmpty {
      eta = max(1, s.ior / bodies.index)
    }
    return Scattering(
      s, frame: ShadingFrame(normal: n, geometricNormal: point.geometricNormal, stretch: stretch), view: view,
      table: table, eta: eta, leastRoughness: leastRoughness, leastVarnishRoughness: rules.varnishRoughness,
      followsWander: rules.followsWander)
  }

  /// Where the ray of a path last started, and with which densities it could have been drawn.
  private struct Start {
    var position = Float3.zero
    /// As given to `LightSet.sample`.
    var normal = Float3.zero
    /// Of the ray's direction, by surface or phase function; 0 for the camera's rays, infinite off mirrors.
    var density: Float = 0
    /// Length of the way so far, through panes that do not bend it.
    var travelled: Float = 0
    /// The chance of coming so far without meeting a droplet. A light that is drawn is thinned by as much for certain: in
    /// deep fog that is by far the better way to find it.
    var passage: Float = 1
  }

  /// What a path has gathered and where it stands.
  private struct Path {
    var result = Light()
    var ray: Ray
    var start: Start
    var throughput = Float3(repeating: 1)
    /// Half angle of the cone that the ray stands for, and its width so far.
    var spread: Float
    var width: Float = 0
    var roughened: Float = 0
    /// Surfaces met that count, and all of them.
    var depth = 0
    var legs = 0
    var freeSpecular: Int
    var droplets = 0
    var bodies = BodyStack()
    /// Where to note what the path first meets that scatters; nil once that is done, or if nobody asks.
    var features: UnsafeMutablePointer<PathFeatures>?
    /// Nothing that scatters has been met.
    var isStraight = true
    /// Of the fog and haze up to there.
    var clearness: Float = 1
  }

  /// The weight of light that the path ran into, against drawing that light.
  @inline(__always) private func weight(_ start: Start, _ d: Float3, _ hit: Hit?) -> Float {
    if start.density <= 0 || start.density == .infinity { return 1 }
    var met = hit
    met?.distance += start.travelled
    let other: Float = lights.density(from: start.position, normal: start.normal, toward: d, hit: met)
    if other <= 0 { return 1 }
    let own: Float = start.density * start.passage
    return own * own / max(1e-37, own * own + other * other)
  }

  /// The light that arrives along `first` at its origin.
  ///
  /// - Parameter features: of what the path first meets that scatters; must be as initialized. Changes nothing else.
  @inline(never) func trace(
    _ first: Ray, _ random: inout SampleSequence, features: UnsafeMutablePointer<PathFeatures>? = nil
  ) -> Light {
    var path = Path(
      ray: first, start: Start(position: first.origin), spread: pixelAngle, freeSpecular: rules.freeSpecular,
      features: features)
    while true {
      let ray = path.ray
      let isLast = path.depth >= rules.bounces
      if isLast && !hasClear && !lights.hasEmitters && (medium.isEmpty || rules.fogIsMean)
        && !lights.sky.meetsSun(ray.direction)
      {
        // The last leg only asks whether the sky is seen.
        if !caster.isOccluded(ray) { escape(&path) }
        return path.result
      }
      let hit = caster.closestHit(ray)
      if !path.bodies.isEmpty {
        path.throughput *= path.bodies.transmittance(hit.distance)
      } else if !medium.isEmpty {
        let (tint, width, isAsked) = (path.throughput, path.width + path.spread * hit.distance, path.features != nil)
        if isAsked {
          path.clearness *= medium.transmittance(from: ray.origin, toward: ray.direction, distance: hit.distance)
        }
        let passage = passFog(&path, hit, &random)
        if passage != .through {
          if isAsked { note(beyond: hit, ray, tint, width, &path) }
          if passage == .lost { return path.result }
          continue
        }
      }
      if hit.instance < 0 {
        escape(&path)
        return path.result
      }
      let clear: Float = lights.sky.clearness(hit.distance)
      if clear < 1 {
        add(path.throughput * lights.sky.hazeRadiance(ray.direction) * (1 - clear), &path, isSun: false)
        path.throughput *= clear
        path.clearness *= clear
      }
      if isLast && !lights.hasEmitters && !hasClear { return path.result }

      let point = SurfacePoint(hit, ray, caster)
      path.width += path.spread * hit.distance
      let slant: Float = max(0.15, -dot(point.normal, ray.direction))
      let sample = materials[Int(point.material)].sample(point, footprint: path.width / slant.squareRoot())
      let own: Float3 =
        sample.emission
        + lights.emission(of: hit, toward: ray.direction, at: point.position, normal: point.geometricNormal)
      if largest(own) > 0 {
        add(path.throughput * own * weight(path.start, ray.direction, hit), &path, isSun: false)
      }
      if lights.isClear(hit) {
        // A flame: straight on, from beyond the far side if this was the near one.
        let step: Float = hit.distance + 2 * point.clearance
        path.start.travelled += step
        path.ray.origin += ray.direction * step
        continue
      }
      let isClear = sample.transmission > 0
      if isLast && !(isClear && path.freeSpecular > 0) { return path.result }
      let surface = scattering(
        point, sample, view: -ray.direction, bodies: path.bodies, leastRoughness: path.roughened)
      if path.features != nil && !surface.isSharp {
        note(sample, own, surface.frame.normal, path.throughput, path.width, &path)
      }
      let uLight = random.next()
      let uScatter = random.next()
      let uChoice = random.next()

      // Light through the surface may come from either side.
      let normal: Float3 = isClear || surface.layers.contains(.leaf) ? .zero : surface.frame.normal
      // What gathers behind a clear body comes through its thin shadow already.
      let isGathered = rules.clearShadows && path.roughened > 0 && surface.layers.contains(.inside)
      if !isLast && !isGathered {
        let choice: Float = lights.isSunAlone ? 0 : random.next().x
        direct(point, normal, uLight, choice, &path) { surface.evaluate($0) }
      }
      if !path.isStraight { path.features = nil }

      guard var next = surface.sample(uScatter, choice: uChoice.x) else { return path.result }
      if path.features != nil && next.density < PathFeatures.leastDensity {
        note(sample, own, surface.frame.normal, path.throughput, path.width, &path)
        path.features = nil
      }
      path.throughput *= next.weight
      var exit = point
      if next.course == .wandering {
        guard let end = wander(next.light, point, hit.instance, &path, &random) else { return path.result }
        next = end.sample
        exit = end.point
      }
      if next.course == .transmitted && !surface.layers.contains(.sheet) {
        if point.isBack {
          path.bodies.leave(point.material)
        } else {
          path.bodies.enter(point.material, index: sample.ior, absorption: sample.absorption)
        }
      }
      path.legs += 1
      let isUnbent = next.density == .infinity && next.course == .transmitted && surface.layers.contains(.sheet)
      if path.freeSpecular > 0 && (next.density == .infinity || isClear && path.roughened == 0) {
        path.freeSpecular -= 1
      } else {
        if isLast { return path.result }
        path.depth += 1
      }
      if path.depth >= rules.rouletteFrom {
        let survive: Float = min(0.95, largest(path.throughput))
        if uChoice.y >= survive { return path.result }
        path.throughput /= survive
      }
      if largest(path.throughput) <= 0 { return path.result }
      if isUnbent {
        // Next-event estimation sees through the pane: the direction is still that of the surface before it.
        path.start.travelled += hit.distance
      } else {
        path.start = Start(position: exit.position, normal: normal, density: next.density)
        // Rough scattering blurs what comes next: fine patterns are not needed there.
        let blur: Float = min(0.35, 0.25 / max(0.6, next.density.squareRoot()))
        path.spread = max(path.spread, blur)
        if next.density < 8 { path.roughened = rules.indirectRoughness }
      }
      path.ray = leaving(exit, next.light, ray.time)
    }
  }

  /// A ray from a surface, on the side to which it goes.
  @inline(__always) private func leaving(_ point: SurfacePoint, _ d: Float3, _ time: Float) -> Ray {
    let side: Float = dot(d, point.geometricNormal) >= 0 ? 1 : -1
    return Ray(origin: point.position + point.geometricNormal * (side * point.clearance), direction: d, time: time)
  }

  /// Next-event estimation: one light drawn and seen from `point`, `scatter` giving BSDF times cosine and density.
  @inline(__always) private func direct(
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
    let seen: Float3 = visibility(shadow, limit)
    if largest(seen) <= 0 { return }
    if !path.isStraight { path.features?.pointee.visibility = luminance(seen) }
    let clear: Float = medium.transmittance(
      from: point.position, toward: light.direction, distance: light.distance)
    let own: Float = light.density
    let chance: Float = rules.fogIsMean ? other : other * clear
    let weight: Float = own * own / (own * own + chance * chance)
    path.legs += 1
    path.depth += 1
    add(
      path.throughput * value * light.radiance * seen * (clear * weight / own), &path,
      isSun: path.legs == 1 && light.isSun)
    path.legs -= 1
    path.depth -= 1
  }

  /// How much of the light comes straight along a ray: nothing past opaque things, part of it through clear panes, and, if
  /// the rules say so, through clear bodies.
  @inline(__always) private func visibility(_ ray: Ray, _ limit: Float) -> Float3 {
    if !hasClear { return caster.isOccluded(ray, limit: limit) ? .zero : Float3(repeating: 1) }
    return visibilityThroughPanes(ray, limit)
  }

  @inline(never) private func visibilityThroughPanes(_ start: Ray, _ limit: Float) -> Float3 {
    var ray = start
    var left: Float = limit
    var seen = Float3(repeating: 1)
    for _ in 0..<24 {
      let hit = caster.closestHit(ray, limit: left)
      if hit.instance < 0 { return seen }
      let isFlame = caster.instances[Int(hit.instance)].isFlame
      // No pattern makes a material clearer than it is.
      if !isFlame && materials[Int(caster.material(of: hit))].base.transmission <= 0 { return .zero }
      let point = SurfacePoint(hit, ray, caster)
      if isFlame {
        let step: Float = hit.distance + 2 * point.clearance
        left -= step
        if left <= 0 { return seen }
        ray.origin += ray.direction * step
        continue
      }
      let s = materials[Int(point.material)].sample(point, footprint: 0.002)
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
      if largest(seen) < 1e-4 { return .zero }
      left -= hit.distance + point.clearance
      if left <= 0 { return seen }
      ray = leaving(point, ray.direction, ray.time)
    }
    return .zero
  }

  /// Light that went in at `point` along `d`: through the body and out again, where lamps are looked for.
  @inline(never) private func wander(
    _ d: Float3, _ point: SurfacePoint, _ instance: Int32, _ path: inout Path, _ random: inout SampleSequence
  ) -> (sample: Scattering.Sample, point: SurfacePoint)? {
    let s = materials[Int(point.material)].sample(point, footprint: path.width)
    let walk = SubsurfaceWalk(colour: s.albedo, meanFreePath: s.subsurfaceRadius)
    let inward = leaving(point, d, path.ray.time)
    guard let end = walk.follow(from: inward, instance: instance, caster: caster, &random) else { return nil }
    path.throughput *= end.weight
    var out = SurfacePoint(end.hit, end.ray, caster)
    out.turnRound()
    let there = materials[Int(out.material)].sample(out, footprint: path.width)
    let surface = scattering(
      out, there, view: out.normal, bodies: path.bodies, leastRoughness: path.roughened)
    path.legs += 1
    let choice: Float = random.next().x
    direct(out, surface.frame.normal, random.next(), choice, &path) {
      (Float3(repeating: surface.leaves($0)), max(0, dot($0, surface.frame.normal)) * 0.318_309_89)
    }
    let light: Float3 = surface.frame.world(cosineDirection(random.next()))
    let density: Float = max(1e-6, dot(light, surface.frame.normal)) * 0.318_309_89
    let value: Float = surface.leaves(light)
    if value <= 0 { return nil }
    path.throughput *= value / density
    return (Scattering.Sample(light: light, weight: Float3(repeating: 1), density: density), out)
  }

  private enum Passage { case through, scattered, lost }

  /// Through the fog to the next surface, or to a droplet on the way, which scatters the path.
  @inline(__always)
  private func passFog(_ path: inout Path, _ hit: Hit, _ random: inout SampleSequence) -> Passage {
    let ray = path.ray
    if rules.fogIsMean {
      let clear: Float = medium.transmittance(from: ray.origin, toward: ray.direction, distance: hit.distance)
      let glow: Float3 = medium.meanGlow(lights, at: ray.origin, toward: ray.direction)
      add(path.throughput * glow * (1 - clear), &path, isSun: false)
      path.throughput *= clear
      return .through
    }
    guard
      let t = medium.sampleDistance(
        from: ray.origin, toward: ray.direction, limit: hit.distance, u: random.next().x)
    else {
      path.start.passage *= medium.transmittance(from: ray.origin, toward: ray.direction, distance: hit.distance)
      return .through
    }
    path.droplets += 1
    if path.droplets > 200 { return .lost }
    path.width += path.spread * t
    path.throughput *= medium.albedo
    let p: Float3 = ray.origin + ray.direction * t
    scatterInFog(p, &path, &random)
    let next = medium.samplePhase(ray.direction, random.next())
    path.start = Start(position: p, density: medium.phase(ray.direction, next))
    path.ray = Ray(origin: p, direction: next, time: ray.time)
    path.spread = 0.35
    path.roughened = rules.indirectRoughness
    // Light goes from droplet to droplet many times before it is out of the fog: ends by chance cost more than they save.
    if path.droplets >= 32 {
      let survive: Float = min(0.95, largest(path.throughput))
      if random.next().x >= survive { return .lost }
      path.throughput /= survive
    }
    return .scattered
  }

  /// Notes the surface where the path scatters first, mixed with the fog before it as light is.
  @inline(never) private func note(
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
    features.pointee.nearness = clear * pixelAngle / max(1e-9, width)
  }

  /// Notes what lies behind the droplet at which the path was scattered: the mixture is the same for every path of a
  /// ray, so that fog leaves the features free of noise.
  @inline(never) private func note(
    beyond hit: Hit, _ ray: Ray, _ tint: Float3, _ width: Float, _ path: inout Path
  ) {
    if hit.instance < 0 {
      path.features?.pointee.albedo = tint
    } else {
      let point = SurfacePoint(hit, ray, caster)
      let slant: Float = max(0.15, -dot(point.normal, ray.direction))
      let sample = materials[Int(point.material)].sample(point, footprint: width / slant.squareRoot())
      let surface = scattering(point, sample, view: -ray.direction, bodies: BodyStack(), leastRoughness: 0)
      note(sample, sample.emission, surface.frame.normal, tint, width, &path)
    }
    path.isStraight = false
    path.features = nil
  }

  /// Light from beyond the scene.
  @inline(__always) private func escape(_ path: inout Path) {
    let d: Float3 = path.ray.direction
    path.features?.pointee.albedo = minimum(path.throughput, Float3(repeating: 2))
    let w: Float = weight(path.start, d, nil)
    let around: Float3 = path.spread > 0.06 ? lights.sky.blurredRadiance(d) : lights.sky.radiance(d)
    add(path.throughput * around * w, &path, isSun: false)
    if lights.sky.meetsSun(d) {
      add(path.throughput * lights.sky.discRadiance(d) * w, &path, isSun: path.legs == 1)
    }
  }

  /// One light on a droplet at `p`.
  @inline(never)
  private func scatterInFog(_ p: Float3, _ path: inout Path, _ random: inout SampleSequence) {
    let d: Float3 = path.ray.direction
    guard let light = lights.sample(from: p, normal: .zero, u: random.next(), choice: random.next().x) else { return }
    let limit: Float = light.distance.isFinite ? light.distance * 0.999 : RayCaster.reach
    let seen: Float3 = visibility(Ray(origin: p, direction: light.direction, time: path.ray.time), limit)
    if largest(seen) <= 0 { return }
    path.features?.pointee.visibility = luminance(seen)
    let value: Float = medium.phase(d, light.direction)
    let clear: Float = medium.transmittance(from: p, toward: light.direction, distance: light.distance)
    let chance: Float = value * clear
    let weight: Float = light.density * light.density / (light.density * light.density + chance * chance)
    add(path.throughput * light.radiance * seen * (value * clear * weight / light.density), &path, isSun: false)
  }

  /// Adds light that reached the camera over the path's legs.
  @inline(__always) private func add(_ light: Float3, _ path: inout Path, isSun: Bool) {
    var l = light
    if path.depth + path.droplets >= 2 {
      let y: Float = luminance(l)
      if y > rules.clamp { l *= rules.clamp / y }
    }
    path.result.all += l
    if isSun { path.result.sun += l }
  }
}
