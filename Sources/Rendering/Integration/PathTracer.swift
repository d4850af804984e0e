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
  struct Start {
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
  struct Path {
    var result = Light()
    var ray: Ray
    var start: Start
    var throughput = Float3(repeating: 1)
    /// For how many paths like it this one stands.
    var gain: Float = 1
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
    /// Whether nearly every path of its pixel went this way: not by a reflection off glass or varnish.
    var isLikely = true
  }

  /// The weight of a lamp that the path ran into, against drawing that lamp.
  @inline(__always) private func weight(_ start: Start, _ d: Float3, _ hit: Hit) -> Float {
    if start.density <= 0 || start.density == .infinity { return 1 }
    var met = hit
    met.distance += start.travelled
    return balance(start, lights.density(from: start.position, normal: start.normal, toward: d, hit: met))
  }

  /// The power heuristic between the ray's own density and that of drawing the light.
  @inline(__always) private func balance(_ start: Start, _ other: Float) -> Float {
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
      ray: first, start: Start(position: first.origin), spread: pixelAngle * rules.footprint,
      freeSpecular: rules.freeSpecular,
      features: features)
    while true {
      let ray = path.ray
      let isLast = path.depth >= rules.bounces
      let goesThrough = hasClear && (path.roughened == 0 || !medium.isEmpty)
      if isLast && !goesThrough && !lights.hasEmitters && (medium.isEmpty || rules.fogIsMean)
        && !lights.sky.meetsSun(ray.direction)
      {
        // The last leg only asks whether the sky is seen, and what a pane before a wall mirrors is left out.
        switch caster.cover(ray, limit: RayCaster.reach, veilsStop: true) {
        case .stopped: return path.result
        case .none:
          escape(&path)
          return path.result
        case .clear, .veiled: break
        }
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
      if isLast && endsDark(hit, path) { return path.result }

      let point = SurfacePoint(hit, ray, caster)
      path.width += path.spread * hit.distance
      let slant: Float = max(0.15, -dot(point.normal, ray.direction))
      let sample = materials.sample(point, footprint: path.width / slant.squareRoot())
      let own: Float3 =
        sample.emission
        + lights.emission(
          of: hit, toward: ray.direction, at: point.position, normal: point.geometricNormal,
          byCamera: path.start.density <= 0)
      if largest(own) > 0 {
        let light: Float3 = path.throughput * own * weight(path.start, ray.direction, hit)
        glare(add(light, &path, isSun: false), &path)
      }
      if lights.isClear(hit) {
        // A flame, or a lamp unseen: straight on, from beyond the far side if this was the near one.
        let step: Float = hit.distance + 2 * point.clearance
        path.start.travelled += step
        path.ray.origin += ray.direction * step
        continue
      }
      let isClear = sample.transmission > 0
      if isLast && !(isClear && path.freeSpecular > 0) { return path.result }
      if rules.thinsFaint && !goesOn(&path, least: 0.05, &random) { return path.result }
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
        direct(point, normal, uLight, uChoice.y, &path) { surface.evaluate($0) }
      }
      if !path.isStraight { path.features = nil }

      guard var next = surface.sample(uScatter, choice: uChoice.x) else { return path.result }
      if path.features != nil && next.density < PathFeatures.leastDensity {
        note(sample, own, surface.frame.normal, path.throughput, path.width, &path)
        path.features = nil
      }
      if next.course == .reflected && sample.metalness < 0.5 { path.isLikely = false }
      let before: Float = largest(path.throughput) * path.gain
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
      if rules.thinsFaint && !goesOn(&path, least: max(0.05, path.legs >= 2 ? 0.7 * before : 0), &random) {
        return path.result
      }
      if path.depth >= rules.rouletteFrom {
        let survive: Float = min(0.95, largest(path.throughput))
        if random.next().x >= survive { return path.result }
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

  /// Whether nothing is to come of a path whose last leg met `hit`: it neither shines nor lets the path through.
  @inline(__always) private func endsDark(_ hit: Hit, _ path: borrowing Path) -> Bool {
    let material = materials + Int(caster.material(of: hit))
    if largest(material.pointee.base.emission) > 0 || lights.shines(hit) { return false }
    switch material.pointee.straightLight {
    case .stopped: return true
    case .veiled: return path.roughened > 0
    case .passed: return false
    }
  }

  /// A ray from a surface, on the side to which it goes.
  @inline(__always) func leaving(_ point: SurfacePoint, _ d: Float3, _ time: Float) -> Ray {
    let side: Float = dot(d, point.geometricNormal) >= 0 ? 1 : -1
    return Ray(origin: point.position + point.geometricNormal * (side * point.clearance), direction: d, time: time)
  }

  /// Light from beyond the scene.
  @inline(__always) private func escape(_ path: inout Path) {
    let d: Float3 = path.ray.direction
    path.features?.pointee.albedo = minimum(path.throughput, Float3(repeating: 2))
    let meetsSun = lights.sky.meetsSun(d)
    let cell = Sky.cell(d)
    var w: Float = 1
    if path.start.density > 0 && path.start.density != .infinity {
      w = balance(
        path.start,
        lights.density(
          from: path.start.position, normal: path.start.normal, beyond: d, meetsSun: meetsSun, cell: cell))
    }
    let around: Float3 = path.spread > 0.06 ? lights.sky.blurredRadiance(cell: cell) : lights.sky.radiance(d)
    add(path.throughput * around * w, &path, isSun: false)
    if meetsSun {
      let light: Float3 = path.throughput * lights.sky.discRadiance(d) * w
      glare(add(light, &path, isSun: path.legs == 1), &path)
    }
  }

  /// Notes light that comes straight from what shines. What comes by chance now and then is noise, which a filter takes out.
  @inline(__always) private func glare(_ light: Float3, _ path: inout Path) {
    if path.isLikely { path.features?.pointee.note(straight: light, white: 1 / lights.sky.exposure) }
  }

  /// Adds light that reached the camera over the path's legs; what the rules leave of it.
  @discardableResult
  @inline(__always) func add(_ light: Float3, _ path: inout Path, isSun: Bool) -> Float3 {
    var l = light
    if path.depth + path.droplets >= 2 {
      let y: Float = luminance(l)
      if y > rules.clamp { l *= rules.clamp / y }
    }
    l *= path.gain
    path.result.all += l
    if isSun { path.result.sun += l }
    return l
  }
}
