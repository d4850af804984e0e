import VectorMath

extension SurfaceMaterial {
  /// Uncoated paper: a felt of fibres, a little cockled.
  func paper(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let fibre: Float = at.clouds(0.0006, 2, gain: 0.7)
    let look: Float = at.clouds(0.004, 3, gain: 0.6, shift: 3)
    s.albedo *= 1 + contrast * (0.015 * fibre + 0.012 * look)
    r.bumps(at.place, size: 0.0006, height: 0.000025, footprint: at.footprint)
    r.bumps(at.place, size: 0.05, height: 0.0003, footprint: at.footprint)
  }

  /// Corrugated board: kraft liners on the faces with the flutes showing through, the wave of the fluting on the edges of
  /// a sheet.
  func cardboard(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let dark: Float3 = second ?? s.albedo * 0.7
    let f = at.footprint
    let fibre: Float = at.clouds(0.0016, 3, gain: 0.7)
    let cloud: Float = at.clouds(0.05, 4, shift: 3)
    let fleck: Float = patches(
      noise(at.place / Float3(0.004, 0.0007, 0.0007)), 0.66, 0.78, mean: 0.03, seen: at.sees(0.001))
    s.albedo *= 1 + contrast * (0.05 * fibre + 0.035 * cloud)
    s.albedo = mix(s.albedo, dark, 0.6 * fleck)
    let g: Float3 = alongGrain(at.position)
    let flute: Float = g.x / 0.0064
    let wave = circlePoint(flute - floored(flute))
    let isEdge = at.normal[Int(layering)].magnitude < 0.5 && at.halfThickness < 0.006
    if isEdge {
      // Liner, flute, liner: the wave runs from one to the other; what is neither is a dark hollow.
      let depth: Float = at.position[Int(layering)]
      let reach: Float = max(0.0004, at.halfThickness - 0.0004)
      let runsHere = dot(at.normal, grainAxis).magnitude < 0.5
      let middle: Float = runsHere ? reach * wave.cosine : 0
      let skin: Float = runsHere ? 0.0004 : reach
      let wall: Float = min((depth - middle).magnitude - skin, at.halfThickness - 0.0005 - depth.magnitude)
      let solid: Float = lerp(0.45, 1 - smoothstep(0, 0.0003, wall), at.sees(0.0012))
      s.albedo = mix(dark * 0.18, s.albedo, runsHere ? solid : 1)
    } else {
      let seen: Float = at.sees(0.0064)
      s.albedo *= 1 + 0.02 * wave.cosine * seen
      r.add(grainAxis * (0.018 * wave.sine), variance: 0.00016, seen: seen)
    }
    r.bumps(at.place, size: 0.0012, height: 0.00003, footprint: f)
    r.bumps(at.place, size: 0.09, height: 0.0006, footprint: f)
  }

  /// A broad leaf, its midrib along the grain: ribs at a slant, a net of veins between them.
  func leaf(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let pale: Float3 = second ?? s.albedo * 1.8
    let f = at.footprint
    let axis = grainAxis
    // In the blade, square to the midrib; where the surface faces along the rib, any way.
    var side: Float3 = cross(cross(at.plane.u, at.plane.v), axis)
    if dot(side, side) < 0.5 { side = at.plane.u }
    let along: Float = dot(at.position, axis)
    let across: Float = dot(at.position, side)
    let age: Float = at.clouds(0.05, 4, gain: 0.6)
    let midrib: Float = 1 - smoothstep(0.0006, 0.0014, across.magnitude)
    let slanted: Float = (along - 0.9 * across.magnitude + 0.003 * noise(at.place / 0.02)) / 0.011
    let rib: Float = (slanted - slanted.rounded()).magnitude * 0.011
    let ribs: Float = lerp(0.09, 1 - smoothstep(0.0002, 0.0006, rib), resolved(0.0012, f))
    let seen: Float = at.sees(0.0016)
    var net: Float = 0.20
    if seen > 0 {
      let cell = CellularNoise(at.place / 0.0016)
      net = lerp(net, 1 - smoothstep(0.02, 0.12, cell.border), seen)
      r.add(cell.toFirst * 0.12, variance: 0.001, seen: seen)
    }
    let vein: Float = saturate(max(midrib, ribs) + 0.25 * net)
    s.albedo = mix(s.albedo * (1 + contrast * 0.14 * age), pale, 0.55 * vein)
    s.transmission *= 1 - 0.5 * vein
    s.roughness += 0.06 * age
    r.bumps(at.place, size: 0.02, height: 0.0003, footprint: f)
  }

  /// Old bark: plates along the trunk with fissures between them, lichen on the ridges.
  func bark(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let deep: Float3 = second ?? s.albedo * 0.3
    let grey: Float3 = third ?? s.albedo * 1.4
    let f = at.footprint
    let g: Float3 = alongGrain(at.place)
    let wobble = noiseAndGradient(g / 0.03)
    let stretched: Float3 = Float3(g.x * 0.28, g.y, g.z) / 0.02 + Float3(wobble.y, wobble.z, wobble.w) * 0.22
    let seen: Float = at.sees(0.014)
    let flake: Float = at.clouds(0.0035, 4, gain: 0.7)
    let weather: Float = at.clouds(0.25, 5, gain: 0.55, shift: 4)
    var fissure: Float = 0.53
    if seen > 0 {
      let plate = CellularNoise(stretched)
      fissure = lerp(fissure, 1 - smoothstep(0.06, 0.20, plate.border + 0.06 * flake), seen)
      let dome = Float3(plate.toFirst.x * 0.28, plate.toFirst.y, plate.toFirst.z) * 1.1
      r.add(fromGrain(dome), variance: 0.08, seen: seen)
      s.albedo *= 1 + 0.2 * (plate.value(1) - 0.5) * seen
    } else {
      r.unseen += 0.08
    }
    // The plates peel in scales, each with a tone and a tilt of its own.
    let scaleSeen: Float = at.sees(0.007)
    if scaleSeen > 0 {
      let scales = CellularNoise(stretched * 2.6 + Float3(repeating: 0.5 * flake))
      let rim: Float = 1 - smoothstep(0.02, 0.12, scales.border)
      s.albedo *= 1 + scaleSeen * (0.30 * (scales.value(1) - 0.5) - 0.40 * (rim - 0.33))
      let tilt = Float3(scales.value(2) - 0.5, scales.value(3) - 0.5, scales.value(4) - 0.5)
      r.add(fromGrain(tilt) * 0.7, variance: 0.04, seen: scaleSeen)
    } else {
      r.unseen += 0.04
    }
    let crust: Float = saturate(0.30 + 0.20 * flake + 0.22 * weather)
    s.albedo = mix(mix(s.albedo, grey, crust * contrast * 0.65), deep, 0.8 * fissure) * (1 + 0.16 * flake)
    r.bumps(g, size: 0.006, height: 0.0016, footprint: f)
    r.bumps(at.place, size: 0.0018, height: 0.0003, footprint: f)
  }

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
