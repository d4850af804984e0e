import VectorMath

extension SurfaceMaterial {
  /// Skimmed with a steel trowel: broad arcs, the fine ridges that its edge leaves, burnished and dull patches, pinholes
  /// where air came out, fine grit, cloudy drying, a hairline crack here and there.
  func plaster(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let cloud: Float = at.clouds(1.8, 5, gain: 0.55)
    let grit: Float = at.clouds(0.0015, 2, gain: 0.6, shift: 5)
    let (c, sn) = circlePoint(0.5 + 0.45 * noise(at.place / 0.45))
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.place)
    let along: Float = uv.x * c + uv.y * sn
    let across: Float = uv.y * c - uv.x * sn
    let swept = Float3(along * 0.10, across, 0)
    let burnish: Float = fractalNoise(swept + 17, size: 0.05, octaves: 4, gain: 0.6, footprint: f)
    // A trowel's edge drops a bead of slurry: rare ridges half a millimetre wide along the sweep.
    let sweep = noiseAndGradient(swept / 0.05)
    let bead: Float = at.line(sweep.x.magnitude * 0.05 / max(0.6, sweep.z.magnitude), width: 0.0007)
    let pinhole: Float = at.spots(0.0065, chance: 0.10)
    let crack: Float = at.cracks(0.9, width: 0.0006)
    let tone: Float = 0.055 * cloud + 0.030 * burnish + 0.025 * grit
    let holes: Float = (1 - 0.4 * pinhole) * (1 - 0.5 * crack)
    s.albedo *= (1 + contrast * tone) * holes
    s.roughness += 0.10 * burnish
    var stroke = Relief()
    stroke.bumps(swept, size: 0.018, height: 0.00045, footprint: f)
    stroke.bumps(swept + 9, size: 0.005, height: 0.00008, footprint: f)
    let slope: Float = stroke.slope.y + 0.25 * bead * (sweep.x >= 0 ? -1 : 1)
    r.slope += plane.direction(-sn * slope, c * slope)
    r.unseen += stroke.unseen * 0.5
    r.bumps(at.place, size: 0.0015, height: 0.00008, footprint: f)
    r.bumps(at.place, size: 0.07, height: 0.0007, footprint: f)
  }

  /// Pressed chalk: loose powder, rubbed in streaks, dented and flaked where it was knocked, grey where it was touched.
  func chalk(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let plane = at.raggedPlane(0.01)
    let uv: SIMD2<Float> = plane.coordinates(at.place)
    let (c, sn) = circlePoint(0.12 + 0.08 * noise(at.place / 0.12))
    let along: Float = uv.x * c + uv.y * sn
    let across: Float = uv.y * c - uv.x * sn
    let rubbed = Float3(along * 0.05, across, 0)
    let streak: Float = fractalNoise(rubbed, size: 0.009, octaves: 4, gain: 0.7, footprint: f)
    let powder: Float = at.clouds(0.0007, 2, gain: 0.8)
    let smudge: Float = at.clouds(0.06, 5, gain: 0.6, shift: 4)
    let rubs: Float = smoothstep(-0.2, 0.5, smudge)
    let flake: Float = patches(noise(at.place / 0.011 + 0.35 * powder), 0.50, 0.60, mean: 0.075, seen: at.sees(0.008))
    let tone: Float = 0.06 * powder + 0.14 * streak * rubs + 0.09 * smudge - 0.05 * flake
    s.albedo *= 1 + contrast * tone
    var grooves = Relief()
    grooves.bumps(rubbed, size: 0.0022, height: 0.00016 * (0.3 + rubs), footprint: f)
    r.slope += plane.direction(-sn * grooves.slope.y, c * grooves.slope.y)
    r.unseen += grooves.unseen * 0.5
    r.bumps(at.place, size: 0.0007, height: 0.00012, footprint: f)
    r.bumps(at.place, size: 0.011, height: 0.0008, footprint: f)
    r.bumps(at.place, size: 0.04, height: 0.0012, footprint: f)
  }

  /// Emulsion from a roller: the stipple of its nap.
  func rolledPaint(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let cloud: Float = at.clouds(0.8, 6, gain: 0.5)
    s.albedo *= 1 + 0.02 * cloud * contrast
    s.roughness += 0.04 * cloud
    r.bumps(at.place, size: 0.0024, height: 0.00010, footprint: at.footprint)
    r.bumps(at.place, size: 0.007, height: 0.00010, footprint: at.footprint)
    r.bumps(at.place, size: 0.25, height: 0.0006, footprint: at.footprint)
  }

  /// Gloss brushed on wood: furrows of the bristles along the grain, the late wood of the rings standing out below, hair
  /// cracks along the grain, and edges chipped down to the wood (`secondColour`).
  func brushedPaint(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let wood: Float3 = second ?? Float3(0.30, 0.20, 0.11)
    let f = at.footprint
    let g: Float3 = alongGrain(at.place)
    let bent: Float = 0.004 * noise(Float3(g.x * 2.2, g.y * 9, g.z * 9))
    let lengthwise = Float3(g.x * 0.03, g.y + bent, g.z + bent)
    let rings: Float = fractalNoise(lengthwise, size: 0.010, octaves: 2, gain: 0.5, footprint: f)
    let brush: Float = fractalNoise(
      Float3(g.x * 0.06, g.y, g.z) + 21, size: 0.003, octaves: 3, gain: 0.8, footprint: f)
    let grime: Float = at.clouds(0.25, 6, gain: 0.6, shift: 2)
    let tone: Float = 0.04 * grime + 0.05 * brush + 0.03 * rings
    s.albedo *= 1 + contrast * tone
    s.albedo *= Float3(1, 1 - 0.012 * grime, 1 - 0.03 * grime)
    s.roughness += 0.07 * grime + 0.05 * brush
    let check: Float = patches(
      noise(Float3(g.x * 0.06, g.y, g.z) / 0.0035), 0.76, 0.86, mean: 0.008, seen: at.sees(0.0025))
    s.albedo *= 1 - 0.3 * check * contrast
    // Chips follow the edge: most where two faces meet, a few on the faces.
    let edge: Float = smoothstep(60, 300, at.curvature)
    if edge > 0 {
      let knocked: Float = at.clouds(0.02, 5, gain: 0.7, shift: 8)
      let bare: Float = edge * smoothstep(0.10, 0.20, knocked)
      s.albedo = mix(s.albedo, wood * (1 + 0.3 * brush), bare)
      s.coat *= 1 - bare
      s.roughness = lerp(s.roughness, 0.85, bare)
    }
    var furrows = Relief()
    furrows.bumps(Float3(g.x * 0.06, g.y, g.z) + 21, size: 0.0016, height: 0.00013, footprint: f)
    furrows.bumps(lengthwise, size: 0.010, height: 0.00045, footprint: f)
    furrows.slope.x *= 0.06
    r.slope += fromGrain(furrows.slope)
    r.unseen += furrows.unseen * 0.6
    r.bumps(at.place, size: 0.06, height: 0.0003, footprint: f)
  }
}
