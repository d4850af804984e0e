import VectorMath

extension SurfaceMaterial {
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
    // A solid of leaf stuff (a hedge, a cactus) is no blade: it has no rib down its middle.
    let midrib: Float = at.halfThickness < 0.003 ? 1 - smoothstep(0.0006, 0.0014, across.magnitude) : 0
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

  /// A petal: fine veins that run from the base to the rim and waver, streaks between them, a velvet of papillae; no
  /// midrib.
  func petal(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let pale: Float3 = second ?? s.albedo * 1.3
    let f = at.footprint
    let g: Float3 = alongGrain(at.place)
    let bent: Float = noise(g / 0.018)
    let veined = Float3(g.x * 0.035, g.y + 0.0008 * bent, g.z + 0.0008 * bent)
    let vein: Float = patches(noise(veined / 0.0012), 0.30, 0.62, mean: 0.17, seen: at.sees(0.0012))
    let streak: Float = fractalNoise(
      Float3(g.x * 0.08, g.y, g.z) + 4, size: 0.008, octaves: 3, gain: 0.6, footprint: f)
    let age: Float = at.clouds(0.035, 4, gain: 0.6)
    let paleness: Float = 0.35 * streak + 0.2 * age - 0.6 * vein
    s.albedo = mix(s.albedo, pale, saturate(0.25 + contrast * paleness))
    s.albedo *= 1 - 0.10 * vein * contrast
    s.roughness += 0.05 * age
    var ridges = Relief()
    ridges.bumps(veined, size: 0.0012, height: 0.00008, footprint: f)
    ridges.slope.x *= 0.035
    r.slope += fromGrain(ridges.slope)
    r.unseen += ridges.unseen * 0.6
    r.bumps(at.place, size: 0.022, height: 0.0006, footprint: f)
  }

  /// White birch: paper-like skin with dark corky dashes (lenticels of 1 to 4 cm) around the trunk, grey bands, buff where
  /// a layer has peeled, black furrowed scars where branches were.
  func birchBark(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let dark: Float3 = second ?? s.albedo * 0.05
    let buff: Float3 = third ?? s.albedo * Float3(0.75, 0.62, 0.48)
    let f = at.footprint
    let g: Float3 = alongGrain(at.place)
    // Everything on it is long around the trunk and thin along it.
    let around = Float3(g.x, g.y * 0.10, g.z * 0.10)
    let bands: Float = fractalNoise(around, size: 0.012, octaves: 5, gain: 0.7, footprint: f)
    let peel: Float = patches(
      noise(Float3(g.x, g.y * 0.35, g.z * 0.35) / 0.045 + 0.5 * bands), 0.40, 0.52, mean: 0.115, seen: at.sees(0.02))
    let grey: Float = saturate(0.30 + 0.45 * bands + 0.3 * at.clouds(0.25, 3, shift: 6))
    s.albedo = mix(s.albedo * (1 - 0.28 * grey), buff * (1 + 0.15 * bands), 0.75 * peel)
    // Lenticels of two sizes: flat ellipsoids, a cell each.
    for (size, thick, chance) in [(0.034, 0.0010, 0.42), (0.015, 0.0006, 0.45)] as [(Float, Float, Float)] {
      let seen: Float = at.sees(3 * thick)
      var dash: Float = 0.03 * chance
      if seen > 0 {
        let cell = CellularNoise(Float3(g.x / (0.32 * size), g.y / size, g.z / size) + size * 900)
        var here: Float = 0
        if cell.value(1) < chance {
          let up: Float = cell.toFirst.x * 0.32 * size / (thick * (0.5 + cell.value(2)))
          let side: Float =
            (cell.toFirst.y * cell.toFirst.y + cell.toFirst.z * cell.toFirst.z).squareRoot()
            / (0.25 + 0.30 * cell.value(3))
          let d: Float = (up * up + side * side).squareRoot() + 0.35 * bands
          here = 1 - smoothstep(0.75, 1.15 + f / thick * 0.3, d)
        }
        dash = lerp(dash, here, seen)
      }
      s.albedo = mix(s.albedo, dark, 0.85 * dash)
      s.roughness += 0.15 * dash
    }
    let ragged: Float = at.clouds(0.02, 4, gain: 0.7, shift: 2)
    let scar = CellularNoise(Float3(g.x, g.y, g.z) / 0.16 + 3)
    if scar.value(5) < 0.22 {
      let black: Float = (1 - smoothstep(0.12, 0.20, scar.first + 0.10 * ragged)) * at.sees(0.03)
      s.albedo = mix(s.albedo, dark * (1 + 0.6 * ragged), black)
      s.roughness = lerp(s.roughness, 0.95, black)
      r.bumps(at.place, size: 0.007, height: 0.0035 * black, footprint: f)
    }
    r.bumps(around, size: 0.006, height: 0.0006, footprint: f)
    r.bumps(at.place, size: 0.03, height: 0.0010, footprint: f)
  }

  /// Old bark: plates along the trunk with fissures between them, lichen on the ridges.
  func bark(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let deep: Float3 = second ?? s.albedo * 0.3
    let grey: Float3 = third ?? s.albedo * 1.4
    let f = at.footprint
    let g: Float3 = alongGrain(at.place)
    let wobble = noiseAndGradient(g / 0.03)
    let ripple = noiseAndGradient(g / 0.009)
    let stretched: Float3 =
      Float3(g.x * 0.24, g.y, g.z) / 0.02 + Float3(wobble.y, wobble.z, wobble.w) * 0.22
      + Float3(ripple.y, ripple.z, ripple.w) * 0.09
    let seen: Float = at.sees(0.014)
    let flake: Float = at.clouds(0.0035, 4, gain: 0.7)
    let weather: Float = at.clouds(0.25, 5, gain: 0.55, shift: 4)
    var fissure: Float = 0.53
    if seen > 0 {
      let plate = CellularNoise(stretched)
      fissure = lerp(fissure, 1 - smoothstep(0.02, 0.27, plate.border + 0.11 * flake + 0.05 * weather), seen)
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
}
