import VectorMath

extension SurfaceMaterial {
  /// Agglomerated cork: granules of a few millimetres with dark seams.
  func cork(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let dark: Float3 = second ?? s.albedo * 0.5
    let seen: Float = at.sees(0.0024)
    let speck: Float = patches(noise(at.place / 0.0015), 0.5, 0.7, mean: 0.075, seen: at.sees(0.0015))
    var tone: Float = 0.31
    if seen > 0 {
      let wobble = noiseAndGradient(at.place / 0.003)
      let granule = CellularNoise(at.place / 0.0034 + Float3(wobble.y, wobble.z, wobble.w) * 0.12)
      let seam: Float = 1 - smoothstep(0.0, 0.09, granule.border)
      let u: Float = granule.value(1)
      tone = lerp(tone, saturate(u * u * 0.66 + 0.45 * seam), seen)
      r.add(granule.toFirst * 0.25, variance: 0.004, seen: seen)
    }
    s.albedo = mix(s.albedo * (1 + 0.05 * at.clouds(0.05, 4)), dark, saturate((tone + 0.7 * speck) * contrast))
    r.bumps(at.place, size: 0.0015, height: 0.00015, footprint: at.footprint)
  }

  /// Open-celled foam: bubbles cut through.
  func foam(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let deep: Float3 = second ?? s.albedo * 0.3
    var hole: Float = 0.30
    let large: Float = at.sees(0.0024)
    if large > 0 {
      let bubble = CellularNoise(at.place / 0.0024)
      let open: Float = smoothstep(0.06, 0.2, bubble.border) * (0.35 + 0.65 * bubble.value(1))
      hole = lerp(hole, open, large)
      r.add(bubble.toFirst * -0.9, variance: 0.05, seen: large)
    } else {
      r.unseen += 0.05
    }
    s.albedo = mix(s.albedo * (1 + 0.06 * at.clouds(0.08, 4)), deep, 0.75 * hole * contrast)
    r.bumps(at.place, size: 0.0007, height: 0.0001, footprint: at.footprint)
  }

  /// Dry bone: streaked along its length, stained, finely pored.
  func bone(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let stain: Float3 = second ?? s.albedo * 0.6
    let g: Float3 = alongGrain(at.place)
    let streak: Float = fractalNoise(
      Float3(g.x * 0.08, g.y, g.z), size: 0.004, octaves: 4, gain: 0.65, footprint: at.footprint)
    let old: Float = at.clouds(0.04, 5, gain: 0.6)
    let pore: Float = patches(
      noise(Float3(g.x * 0.3, g.y, g.z) / 0.0007), 0.6, 0.75, mean: 0.04, seen: at.sees(0.0008))
    s.albedo = mix(s.albedo, stain, saturate(0.22 + contrast * (0.2 * old + 0.14 * streak)))
    s.albedo *= 1 - 0.45 * pore
    s.roughness += 0.08 * old + 0.2 * pore
    r.bumps(Float3(g.x * 0.08, g.y, g.z), size: 0.004, height: 0.00012, footprint: at.footprint)
    r.bumps(at.place, size: 0.015, height: 0.0003, footprint: at.footprint)
  }
}
