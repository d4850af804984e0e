import VectorMath

/// What tells one kind of timber from another (Wood Handbook, FPL-GTR-282, 2021, chapter 3).
struct Timber {
  /// Mean width of a year's growth, metres.
  var ringWidth: Float
  /// Where in a year the dark wood begins to show, and where it has come fully, 0...1.
  var late: (from: Float, to: Float)
  /// Diameter of the vessels that show as pores, metres; 0 none.
  var pore: Float
  /// Share of a year that bears them: oak's stand in the spring wood, walnut's everywhere.
  var poreBand: Float
  var rays: Float
  var knots: Bool
  /// Mean share of dark wood, to which rings fade where they are not resolved.
  var meanLate: Float

  static let softwood = Timber(
    ringWidth: 0.0032, late: (0.35, 0.9), pore: 0, poreBand: 0, rays: 0, knots: true, meanLate: 0.335)
  static let ringPorous = Timber(
    ringWidth: 0.0026, late: (0.1, 0.5), pore: 0.00028, poreBand: 0.3, rays: 1, knots: false, meanLate: 0.67)
  static let diffusePorous = Timber(
    ringWidth: 0.0030, late: (0.3, 0.95), pore: 0.00016, poreBand: 1, rays: 0, knots: false, meanLate: 0.345)
}

extension SurfaceMaterial {
  /// Sawn timber: `q` in metres with x along the trunk, `n` the normal in those axes; slopes come back in those axes.
  ///
  /// The rings are cones about a pith beside the part, so that faces show cathedrals, edges straight grain and ends
  /// arcs, all of one tree.
  func timber(
    _ s: inout SurfaceSample, _ r: inout Relief, _ q: Float3, normal n: Float3, seed: UInt32, _ f: Float, _ t: Timber
  ) {
    let dark: Float3 = second ?? s.albedo * Float3(0.55, 0.45, 0.38)
    let r1: Float = unitFloat(hash32(seed))
    let r2: Float = unitFloat(hash32(seed &+ 1))
    let r3: Float = unitFloat(hash32(seed &+ 2))
    let shift = Float3(r3 * 9, r1 * 9, r2 * 9)
    let slow = Float3(q.x * 0.25, q.y, q.z) + shift
    let bend: Float = fractalNoise(slow, size: 0.08, octaves: 3, gain: 0.4, footprint: f)
    let y: Float = q.y + 0.035 + 0.09 * r1 - q.x * (r2 - 0.5) * 0.06
    let z: Float = q.z - (r2 - 0.5) * 0.16 - q.x * (r3 - 0.5) * 0.08
    var radius: Float = (y * y + z * z).squareRoot()
    let outward = Float3(0, y, z) / max(radius, 1e-4)
    radius += bend * 0.008
    var knot: Float = 0
    if t.knots { knot = self.knot(q, y, z, &radius, seed, f) }

    // How fast rings follow each other along the surface, not through the wood.
    let facing: Float = dot(outward, n)
    let pace: Float = max(0.12, (1 - min(1, facing * facing)).squareRoot())
    let width: Float = t.ringWidth * (0.75 + 0.6 * r3)
    let seen: Float = resolved(width, f * pace)
    var lateness: Float = t.meanLate
    var phase: Float = 0.5
    if seen > 0 {
      let years: Float = radius / width + 0.9 * noise(Float3(radius / 0.015, r1 * 31, r2 * 17))
      phase = years - floored(years)
      let year: Float = cellValue(wholeNumber(years), 0, seed)
      let ring: Float = smoothstep(t.late.from, t.late.to, phase) * (1 - smoothstep(0.93, 1.0, phase))
      lateness += seen * (ring * (0.7 + 0.6 * year) - t.meanLate)
    }
    let along = Float3(q.x * 0.02, q.y, q.z) + shift
    let fibre: Float = fractalNoise(along, size: 0.0012, octaves: 3, gain: 0.7, footprint: f)
    let streak: Float = fractalNoise(
      Float3(q.x * 0.04, q.y, q.z) + shift, size: 0.02, octaves: 4, gain: 0.55, footprint: f)
    let tone: Float = saturate(0.18 + 0.64 * lateness * contrast + 0.13 * streak + 0.10 * fibre)
    let pale: Float3 = s.albedo * (1.06 + 0.12 * (r1 - 0.5))
    s.albedo = mix(pale, dark, tone)
    s.roughness += 0.06 * (0.4 - tone) + 0.04 * fibre

    if t.pore > 0 { pores(&s, &r, q, shift, phase, seen, f, t) }
    if t.rays > 0 {
      // Rays are thin upright sheets from the pith: hairlines on a flat-sawn face, silver flecks on a quarter-sawn one.
      let turn: Float = y / max(1e-4, y.magnitude + z.magnitude)
      let sheet = Float3(q.x / 0.022, turn * radius / 0.0008, radius / 0.012) + shift
      let fleck: Float = patches(noise(sheet), 0.5, 0.68, mean: 0.055, seen: resolved(0.003, f))
      s.albedo = mix(s.albedo, pale * 1.12, 0.6 * fleck)
      s.roughness -= 0.08 * fleck
    }
    if knot > 0 {
      let heart: Float3 = third ?? dark * 0.45
      let grain: Float = fractalNoise(q + shift, size: 0.003, octaves: 3, gain: 0.6, footprint: f)
      s.albedo = mix(s.albedo, mix(heart, dark, saturate(0.35 + 0.4 * grain)), knot)
    }
    var fibres = Relief()
    fibres.bumps(along, size: 0.0012, height: 0.00004, footprint: f)
    fibres.slope.x *= 0.02
    r.add(fibres.slope, variance: 0, seen: 1)
    r.unseen += fibres.unseen * 0.6
  }

  /// Vessels cut open: fine dark lines along the grain, dots on the end.
  private func pores(
    _ s: inout SurfaceSample, _ r: inout Relief, _ q: Float3, _ shift: Float3, _ phase: Float, _ ringSeen: Float,
    _ f: Float, _ t: Timber
  ) {
    let seen: Float = resolved(t.pore * 2.5, f)
    let band: Float = lerp(t.poreBand, t.poreBand >= 1 || phase < t.poreBand ? 1 : 0.06, ringSeen)
    var open: Float = 0.075
    if seen > 0 {
      let cell = Float3(q.x * 0.035, q.y, q.z) / (t.pore * 2.2) + shift
      open = lerp(open, smoothstep(0.42, 0.66, noise(cell)), seen)
    }
    s.albedo *= 1 - 0.62 * open * band
    s.roughness += 0.25 * open * band
  }

  /// Whether a branch was here: `radius` bends about it, the result is how deep in it we are.
  private func knot(_ q: Float3, _ y: Float, _ z: Float, _ radius: inout Float, _ seed: UInt32, _ f: Float) -> Float {
    let pitch: Float = 0.33
    let cell: Int32 = wholeNumber(q.x / pitch)
    if cellValue(cell, 5, seed) > 0.6 { return 0 }
    let (c, sn) = circlePoint(cellValue(cell, 6, seed) * 0.5)
    let x: Float = q.x - (Float(cell) + 0.25 + 0.5 * cellValue(cell, 7, seed)) * pitch
    let out: Float = y * sn + z * c
    if out <= 0 { return 0 }
    let across: Float = y * c - z * sn
    let lift: Float = x - 0.25 * out
    let d: Float = (across * across + lift * lift).squareRoot()
    let size: Float = min(0.013, 0.003 + 0.07 * out) * (0.5 + 0.8 * cellValue(cell, 8, seed))
    let e: Float = d / size
    if e > 5 { return 0 }
    // The rings part around the branch.
    radius += 1.6 * size * decay(e * e * 0.45)
    return 1 - smoothstep(0.8, max(1.15, 0.8 + f / size), e)
  }

  /// A part cut from one piece.
  func solidTimber(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite, _ t: Timber) {
    let from = Relief()
    var local = from
    timber(&s, &local, alongGrain(at.position), normal: alongGrain(at.normal), seed: at.seed, at.footprint, t)
    r.add(fromGrain(local.slope), variance: 0, seen: 1)
    r.unseen += local.unseen
  }

  /// Veneers of 1.4 mm with the grain crossed from one to the next: one veneer on the faces, all on the edges.
  func plywood(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let depth: Float = at.position[Int(layering)]
    let isFace = at.normal[Int(layering)].magnitude > 0.7
    var ply: Int32 = depth >= 0 ? 1000 : -1000
    var glue: Float = 0
    if !isFace {
      let layer: Float = depth / 0.0014
      ply = wholeNumber(layer)
      let edge: Float = (layer - layer.rounded()).magnitude * 0.0014
      glue = lerp(0.09, 1 - smoothstep(0.00004, 0.00009, edge), resolved(0.0008, at.footprint))
    }
    let crossed = !isFace && ply & 1 != 0
    var g: Float3 = alongGrain(at.position)
    var n: Float3 = alongGrain(at.normal)
    if crossed {
      // The veneer's trunk lies along the other axis of the sheet.
      g = Float3(layering == (grain + 1) % 3 ? g.z : g.y, g.x, layering == (grain + 1) % 3 ? g.y : g.z)
      n = Float3(layering == (grain + 1) % 3 ? n.z : n.y, n.x, layering == (grain + 1) % 3 ? n.y : n.z)
    }
    // Peeled veneer is flat-sawn all through: cut around the pith.
    var local = Relief()
    timber(&s, &local, g, normal: n, seed: at.seed &+ UInt32(bitPattern: ply &+ 4096), at.footprint, .diffusePorous)
    if !isFace {
      let seen: Float = resolved(0.0014, at.footprint)
      s.albedo *= 1 + (crossed ? -0.22 : 0.16) * seen - 0.03 * (1 - seen)
      s.albedo = mix(s.albedo, third ?? Float3(0.07, 0.04, 0.02), 0.7 * glue)
    }
    r.unseen += local.unseen
    if isFace { r.add(fromGrain(local.slope), variance: 0, seen: 1) }
  }

  /// Object axes turned so that x runs along the grain, and back.
  @inline(__always) func alongGrain(_ p: Float3) -> Float3 {
    grain == 0 ? p : (grain == 1 ? Float3(p.y, p.z, p.x) : Float3(p.z, p.x, p.y))
  }
  @inline(__always) func fromGrain(_ p: Float3) -> Float3 {
    grain == 0 ? p : (grain == 1 ? Float3(p.z, p.x, p.y) : Float3(p.y, p.z, p.x))
  }
  @inline(__always) var grainAxis: Float3 { fromGrain(Float3(1, 0, 0)) }
}
