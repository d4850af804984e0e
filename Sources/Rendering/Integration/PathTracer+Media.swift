import VectorMath

/// Paths through what scatters in its depth: bodies of wax or skin, and fog.
extension PathTracer {
  /// Light that went in at `point` along `d`: through the body and out again, where lamps are looked for.
  @inline(never) func wander(
    _ d: Float3, _ point: SurfacePoint, _ instance: Int32, _ path: inout Path, _ random: inout SampleSequence
  ) -> (sample: Scattering.Sample, point: SurfacePoint)? {
    let s = materials.sample(point, footprint: path.width)
    let walk = SubsurfaceWalk(colour: s.albedo, meanFreePath: s.subsurfaceRadius)
    let inward = leaving(point, d, path.ray.time)
    guard let end = walk.follow(from: inward, instance: instance, caster: caster, &random) else { return nil }
    path.throughput *= end.weight
    var out = SurfacePoint(end.hit, end.ray, caster)
    out.turnRound()
    let there = materials.sample(out, footprint: path.width)
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

  enum Passage { case through, scattered, lost }

  /// Through the fog to the next surface, or to a droplet on the way, which scatters the path.
  @inline(__always)
  func passFog(_ path: inout Path, _ hit: Hit, _ random: inout SampleSequence) -> Passage {
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

  /// One light on a droplet at `p`.
  @inline(never)
  func scatterInFog(_ p: Float3, _ path: inout Path, _ random: inout SampleSequence) {
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
}
