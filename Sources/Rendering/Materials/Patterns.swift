import VectorMath

// The procedural surfaces. Each is a function of the object's own coordinates (metres), the geometric normal there and
// the footprint of the ray (metres); features finer than the footprint fade to their mean. Sizes are those of the real
// thing: growth rings of 2-5 mm, fibres of a quarter millimetre, boards of 12 cm, tiles of 30 cm.

extension SurfaceMaterial {
  /// The surface at object-space point `p` with normal `n`, as far as `footprint` resolves it.
  ///
  /// - Parameters:
  ///   - up: the world's up in object space, where dust settles.
  ///   - curvature: of the surface where it is most convex, 1/m; edges wear.
  func sample(
    _ p: Float3, normal n: Float3, footprint: Float, up: Float3 = Float3(0, 1, 0), curvature: Float = 0
  ) -> SurfaceSample {
    sample(PatternPlace(position: p, normal: n, up: up, curvature: curvature), footprint: footprint)
  }

  /// The surface at a place of the material, as far as `footprint` resolves it.
  func sample(_ at: PatternPlace, footprint: Float) -> SurfaceSample {
    var s = base
    let p: Float3 = at.position
    var place: Float3 = p + offset
    // Other pieces and other copies come from elsewhere in the endless pattern.
    if at.seed != 0 {
      let h = hash32(at.seed &+ 77)
      place += Float3(Float(h & 0x3FF), Float(h >> 10 & 0x3FF), Float(h >> 20 & 0x3FF)) * 0x1p-8
    }
    if max(p.x.magnitude, p.z.magnitude) > extent {
      meadow(&s, place, at, footprint)
    } else {
      let unit: Float = 1 / scale
      let site = PatternSite(
        position: p * unit, place: place * unit, normal: at.normal, footprint: footprint * unit, up: at.up,
        curvature: at.curvature, seed: seed ^ at.seed, halfThickness: min(halfThickness, at.halfThickness))
      var relief = Relief()
      pattern(&s, &relief, site)
      relief.apply(to: &s, strength: self.relief)
      if !imperfection.isNone {
        var marks = Relief()
        let here = PatternSite(
          position: p, place: place, normal: at.normal, footprint: footprint, up: at.up, curvature: at.curvature)
        imperfection.apply(to: &s, &marks, here, seed: seed ^ at.seed)
        marks.apply(to: &s, strength: 1)
      }
    }
    SurfaceMaterial.finish(&s, at)
    return s
  }

  @inline(__always) fileprivate static func finish(_ s: inout SurfaceSample, _ at: PatternPlace) {
    if at.variation != 0 { s.albedo *= at.tint }
    s.albedo = maximum(Float3(repeating: 0.002), minimum(s.albedo, Float3(repeating: 0.98)))
    s.roughness = saturate(s.roughness)
  }

  /// The same everywhere: what no pattern, no wear and no border changes.
  @inline(__always) fileprivate var isEven: Bool {
    pattern == .plain && contrast == 0 && extent == .infinity && imperfection.isNone
  }

  @inline(__always)
  private func pattern(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    switch pattern {
    case .plain: plain(&s, at.place, at.footprint)
    case .wood: wood(&s, alongGrain(at.position), seed: at.seed, at.footprint)
    case .planks: planks(&s, at.position, at.normal, at.footprint)
    case .rubber: rubber(&s, at.place, at.footprint)
    case .plastic: plastic(&s, at.place, at.footprint)
    case .metal: metal(&s, at.place, at.footprint)
    case .stone: stone(&s, at.place, at.footprint)
    case .concrete: concrete(&s, &r, at)
    case .fabric: fabric(&s, at.place, at.normal, at.footprint)
    case .grass: grass(&s, at.place, at.normal, at.up, at.footprint)
    case .tiles: tiles(&s, at.position, at.normal, at.footprint)
    case .skin: skin(&s, at.place, at.footprint)
    case .hair: hair(&s, at.place, at.footprint)
    case .polished: polished(&s, &r, at)
    case .softwood: solidTimber(&s, &r, at, .softwood)
    case .ringPorousWood: solidTimber(&s, &r, at, .ringPorous)
    case .diffusePorousWood: solidTimber(&s, &r, at, .diffusePorous)
    case .plywood: plywood(&s, &r, at)
    case .brushedMetal: brushedMetal(&s, &r, at)
    case .castMetal: castMetal(&s, &r, at)
    case .rust: rust(&s, &r, at)
    case .metalFlakes: metalFlakes(&s, &r, at)
    case .marble: marble(&s, &r, at)
    case .granite: granite(&s, &r, at)
    case .earthenware: earthenware(&s, &r, at)
    case .brickwork: brickwork(&s, &r, at)
    case .ashlar: ashlar(&s, &r, at)
    case .plaster: plaster(&s, &r, at)
    case .chalk: chalk(&s, &r, at)
    case .rolledPaint: rolledPaint(&s, &r, at)
    case .brushedPaint: brushedPaint(&s, &r, at)
    case .asphalt: asphalt(&s, &r, at)
    case .sand: sand(&s, &r, at)
    case .soil: soil(&s, &r, at)
    case .mud: mud(&s, &r, at)
    case .gravel: gravel(&s, &r, at)
    case .snow: snow(&s, &r, at)
    case .ice: ice(&s, &r, at)
    case .water: water(&s, &r, at)
    case .leather: leather(&s, &r, at)
    case .plainWeave: woven(&s, &r, at, pitch: 0.00045, repeats: 2)
    case .twill: woven(&s, &r, at, pitch: 0.00050, repeats: 4)
    case .knit: knit(&s, &r, at)
    case .pile: pile(&s, &r, at)
    case .fur: fur(&s, &r, at)
    case .paper: paper(&s, &r, at)
    case .cardboard: cardboard(&s, &r, at)
    case .leaf: leaf(&s, &r, at)
    case .petal: petal(&s, &r, at)
    case .bark: bark(&s, &r, at)
    case .birchBark: birchBark(&s, &r, at)
    case .cork: cork(&s, &r, at)
    case .foam: foam(&s, &r, at)
    case .bone: bone(&s, &r, at)
    }
  }

  /// What surrounds a paved square: a kerb, then grass.
  private func meadow(_ s: inout SurfaceSample, _ q: Float3, _ at: PatternPlace, _ f: Float) {
    let beyond: Float = max(at.position.x.magnitude, at.position.z.magnitude) - extent
    s = SurfaceSample(albedo: Float3(0.30, 0.29, 0.27), roughness: 0.85, metalness: 0, coat: 0)
    if beyond < 0.16 {
      stone(&s, q, f)
    } else {
      s.albedo = Float3(0.082, 0.142, 0.032)
      grass(&s, q, at.normal, at.up, f)
    }
  }

  private func plain(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    if contrast == 0 { return }
    let n: Float = fractalNoise(q, size: 0.15, octaves: 4, footprint: f)
    s.albedo *= 1 + 0.04 * n
    s.roughness += 0.05 * n
    s.slope = bumpSlope(q, size: 0.002, height: 0.00003, footprint: f)
  }

  private func rubber(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    let dust: Float = fractalNoise(q, size: 0.06, octaves: 4, gain: 0.6, footprint: f)
    let speckle: Float = fractalNoise(q, size: 0.0012, octaves: 2, footprint: f)
    // Scuffed skin: handled rubber is paler and duller in patches.
    let worn: Float = smoothstep(0.1, 0.7, dust)
    s.albedo = s.albedo * (1 + 0.10 * speckle - 0.06 * dust) + Float3(repeating: 0.015 + 0.02 * worn)
    s.roughness += 0.08 * worn + 0.06 * speckle
    s.slope =
      bumpSlope(q, size: 0.0016, height: 0.00005, footprint: f)
      + bumpSlope(q, size: 0.012, height: 0.00007, footprint: f)
  }

  private func plastic(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    let haze: Float = fractalNoise(q, size: 0.08, octaves: 4, gain: 0.6, footprint: f)
    s.albedo *= 1 + 0.03 * haze
    s.roughness += 0.05 * haze
    s.coatRoughness = 0.14 + 0.05 * haze
    // Orange peel of the mould.
    s.slope =
      bumpSlope(q, size: 0.006, height: 0.000012, footprint: f)
      + bumpSlope(q, size: 0.0007, height: 0.000004, footprint: f)
  }

  private func metal(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    let stain: Float = fractalNoise(q, size: 0.09, octaves: 5, gain: 0.55, footprint: f)
    // Brushed along x: scratches are long in x and fine across it.
    let scratch: Float = fractalNoise(Float3(q.x * 0.03, q.y, q.z), size: 0.0011, octaves: 2, gain: 0.7, footprint: f)
    s.albedo *= 1 + 0.04 * stain + 0.05 * scratch
    s.roughness += 0.07 * stain + 0.07 * scratch
    var g: Float3 = bumpSlope(Float3(q.x * 0.03, q.y, q.z), size: 0.0011, height: 0.000014, footprint: f)
    g.x *= 0.03
    s.slope = g + bumpSlope(q, size: 0.05, height: 0.00008, footprint: f)
  }

  private func stone(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    let cloud: Float = fractalNoise(q, size: 0.25, octaves: 7, gain: 0.6, footprint: f)
    let grains: Float = fractalNoise(q + 7, size: 0.004, octaves: 3, gain: 0.7, footprint: f)
    let warp = Float3(cloud, -cloud, cloud) * 0.06
    let ridge: Float = 1 - fractalNoise(q + warp, size: 0.35, octaves: 3, footprint: f).magnitude * 3
    let vein: Float = saturate(ridge) * saturate(ridge)
    s.albedo = s.albedo * (1 + 0.25 * cloud + 0.20 * grains) * (1 - 0.18 * vein)
    s.albedo *= Float3(1 + 0.04 * cloud, 1, 1 - 0.05 * cloud)
    s.roughness += 0.08 * grains
    s.slope =
      bumpSlope(q, size: 0.02, height: 0.0014, footprint: f) + bumpSlope(q, size: 0.005, height: 0.0006, footprint: f)
      + bumpSlope(q, size: 0.0015, height: 0.0002, footprint: f)
  }

  private func fabric(_ s: inout SurfaceSample, _ q: Float3, _ n: Float3, _ f: Float) {
    // Warp and weft run in the two directions most nearly in the surface.
    let m: Float3 = absolute(n)
    let uv: SIMD2<Float> =
      m.y > m.x && m.y > m.z ? SIMD2(q.x, q.z) : (m.x > m.z ? SIMD2(q.z, q.y) : SIMD2(q.x, q.y))
    let thread: Float = 0.0011
    let seen: Float = resolved(thread * 2, f)
    var weave: Float = 0
    if seen > 0 {
      let a: Float = sine(uv.x / thread * 3.141_592_7)
      let b: Float = sine(uv.y / thread * 3.141_592_7)
      weave = a * b * seen
    }
    let slub: Float = fractalNoise(Float3(q.x, q.y * 0.2, q.z), size: 0.012, octaves: 3, gain: 0.6, footprint: f)
    let fade: Float = fractalNoise(q, size: 0.22, octaves: 3, footprint: f)
    s.albedo *= 1 + 0.14 * weave + 0.10 * slub + 0.07 * fade
    s.roughness = max(s.roughness, 0.7)
    s.sheen = 0.25
    // Creases: long across the pull of the cloth, so flattened in y.
    let c = Float3(q.x, q.y * 1.7, q.z)
    var g: Float3 = bumpSlope(c, size: 0.075, height: 0.0065, footprint: f)
    g += bumpSlope(c + 5, size: 0.034, height: 0.0021, footprint: f)
    g.y *= 1.7
    s.slope = g + bumpSlope(q, size: 0.0022, height: 0.0003, footprint: f)
  }

  private func skin(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    let blotch: Float = fractalNoise(q, size: 0.035, octaves: 4, gain: 0.6, footprint: f)
    s.albedo *= Float3(1 + 0.05 * blotch, 1 - 0.05 * blotch, 1 - 0.06 * blotch)
    s.roughness += 0.06 * blotch
    s.sheen = 0.12
    s.slope =
      bumpSlope(q, size: 0.0012, height: 0.00008, footprint: f)
      + bumpSlope(q, size: 0.008, height: 0.0002, footprint: f)
  }

  private func hair(_ s: inout SurfaceSample, _ q: Float3, _ f: Float) {
    // Strands hang in y.
    let strand = Float3(q.x, q.y * 0.08, q.z)
    let lock: Float = fractalNoise(strand, size: 0.012, octaves: 4, gain: 0.75, footprint: f)
    s.albedo *= 1 + 0.5 * lock
    s.roughness += 0.1 * lock
    var g: Float3 = bumpSlope(strand, size: 0.004, height: 0.0016, footprint: f)
    g += bumpSlope(strand, size: 0.012, height: 0.004, footprint: f)
    g.y *= 0.08
    s.slope = g
  }
}

extension UnsafePointer<SurfaceMaterial> {
  /// The surface where a ray met it, `self` being all materials. A material is large: it is not copied, and one that is
  /// even costs next to nothing.
  @inline(__always) func sample(_ point: SurfacePoint, footprint: Float) -> SurfaceSample {
    let m = self + Int(point.material)
    if !m.pointee.isEven { return m.pointee.sample(point.place, footprint: footprint) }
    var s = m.pointee.base
    SurfaceMaterial.finish(&s, point.place)
    return s
  }
}
