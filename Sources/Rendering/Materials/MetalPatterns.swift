import VectorMath

extension SurfaceMaterial {
  /// Nothing but a faint waviness of hand and machine: reflections in it are not quite straight.
  func polished(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    r.bumps(at.place, size: 0.06, height: 0.00006, footprint: at.footprint)
    if s.transmission < 0.5 {
      let haze: Float = at.clouds(0.1, 4, gain: 0.55)
      s.roughness *= 1 + 0.10 * haze * contrast
      s.albedo *= 1 + 0.015 * haze * contrast
    }
  }

  /// Belt-ground along the grain: furrows centimetres long and tenths of a millimetre wide.
  func brushedMetal(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let g: Float3 = alongGrain(at.place)
    let furrow = Float3(g.x * 0.008, g.y, g.z)
    let fine: Float = fractalNoise(furrow, size: 0.0006, octaves: 2, gain: 0.8, footprint: at.footprint)
    let band: Float = fractalNoise(furrow + 5, size: 0.006, octaves: 3, gain: 0.6, footprint: at.footprint)
    let cloud: Float = at.clouds(0.15, 3)
    s.albedo *= 1 + contrast * (0.05 * fine + 0.03 * band)
    s.roughness *= 1 + contrast * (0.12 * fine + 0.07 * band + 0.05 * cloud)
    var local = Relief()
    local.bumps(furrow, size: 0.0006, height: 0.000025, footprint: at.footprint)
    local.slope.x = 0
    r.slope += fromGrain(local.slope)
    r.unseen += local.unseen * 0.5
    s.direction = grainAxis
  }

  /// The skin of a sand casting: grains of a millimetre, shallow swells, darker in the hollows.
  func castMetal(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let grain: Float = at.clouds(0.0016, 2, gain: 0.6)
    let patina: Float = at.clouds(0.05, 5, gain: 0.6, shift: 3)
    let hollow: Float = saturate(0.42 - 0.28 * grain + 0.30 * patina)
    s.albedo = mix(s.albedo, second ?? s.albedo * 0.35, hollow * contrast)
    s.roughness += 0.10 * patina - 0.06 * grain
    r.bumps(at.place, size: 0.0016, height: 0.00016, footprint: f)
    r.bumps(at.place, size: 0.006, height: 0.0003, footprint: f)
    r.bumps(at.place, size: 0.03, height: 0.0003, footprint: f)
  }

  /// Steel that stood outdoors: rust spreads from where water stayed, orange and powdery at its edge, brown and scaly in
  /// its middle; between it the bare metal is stained.
  func rust(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let spread: Float = at.clouds(0.16, 7, gain: 0.6)
    let grit: Float = at.clouds(0.006, 5, gain: 0.75, shift: 2)
    let level: Float = spread + 0.22 * grit + 0.12 * contrast
    let rusty: Float = smoothstep(-0.10, 0.08, level)
    let old: Float = smoothstep(0.10, 0.65, level + 0.25 * grit)
    let orange: Float3 = second ?? Float3(0.24, 0.085, 0.03)
    let brown: Float3 = third ?? Float3(0.075, 0.03, 0.018)
    let stain: Float = smoothstep(-0.5, 0, spread)
    s.albedo = mix(s.albedo, s.albedo * Float3(0.62, 0.46, 0.34), 0.7 * stain)
    s.albedo = mix(s.albedo, mix(orange, brown, old) * (1 + 0.28 * grit), rusty)
    s.metalness *= 1 - rusty
    s.roughness = lerp(s.roughness + 0.12 * stain, 0.93, rusty)
    var flakes = Relief()
    flakes.bumps(at.place, size: 0.0022, height: 0.0003, footprint: f)
    flakes.bumps(at.place, size: 0.009, height: 0.0006, footprint: f)
    r.slope += flakes.slope * rusty
    r.unseen += flakes.unseen * rusty
    s.anisotropy *= 1 - rusty
  }

  /// Flakes of aluminium in paint, or the crystals of a zinc coat: grains that shine each in its own tone.
  func metalFlakes(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let bright: Float3 = second ?? s.albedo * 2
    let size: Float = 0.00035
    let seen: Float = at.sees(size)
    var tone: Float = 0.3
    if seen > 0 {
      let grain = CellularNoise(at.place / size)
      let u: Float = grain.value(1)
      // The mean of 0.9 u^2 is 0.3: few flakes lie flat.
      tone += seen * (0.9 * u * u - 0.3) * contrast
      s.roughness += seen * 0.10 * (grain.value(2) - 0.5) * contrast
    }
    s.albedo = mix(s.albedo, bright, saturate(tone))
    // Orange peel of the sprayed coat.
    r.bumps(at.place, size: 0.012 / scale, height: 0.000022 / scale, footprint: at.footprint)
  }
}
