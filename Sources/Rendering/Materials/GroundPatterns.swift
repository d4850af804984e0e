import VectorMath

extension SurfaceMaterial {
  /// Rolled asphalt: chips of stone bared by traffic in a dark binder; paler and darker lengths of it, drips of oil,
  /// cracks where the ground gave way.
  func asphalt(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let pale: Float3 = second ?? Float3(repeating: 0.14)
    let warm: Float3 = third ?? Float3(0.24, 0.21, 0.17)
    let size: Float = 0.0075
    let seen: Float = at.sees(size * 0.5)
    let wear: Float = at.clouds(4.5, 6, gain: 0.62)
    let bare: Float = 0.34 + 0.16 * wear
    let crack: Float = at.cracks(1.1, width: 0.004)
    let oil: Float = at.spots(0.9, chance: 0.16)
    let meanChip: Float3 = (pale * 0.8 + warm * 0.2) * 0.66
    var colour: Float3 = mix(s.albedo, meanChip, bare * 0.62)
    if seen > 0 {
      // Crushed stone of all sizes: splinters fill the gaps between the chips, and no edge is straight.
      let wobble = noiseAndGradient(at.place / 0.0035)
      let warp = Float3(wobble.y, wobble.z, wobble.w) * 0.10
      var chip = CellularNoise(at.place / size + warp)
      var rim: Float = chip.border
      if rim < 0.12 || chip.value(5) < 0.3 {
        chip = CellularNoise(at.place / (size * 0.42) + warp * 1.5 + 17)
        rim = chip.border * 0.75
      }
      let stone: Float3 = (chip.value(1) < 0.2 ? warm : pale) * (0.45 + 0.45 * chip.value(2))
      let isBare: Float = smoothstep(-0.08, 0.08, bare - chip.value(3))
      let face: Float = smoothstep(0.04, 0.15, rim + 0.03 * wobble.x)
      let grit: Float = at.clouds(0.0011, 2, gain: 0.7)
      let near: Float3 = mix(s.albedo * (1 + 0.4 * grit), stone * (1 + 0.20 * grit), face * isBare)
      colour = mix(colour, near, seen)
      let steep: Float = 0.75 * (1 - 0.45 * isBare)
      r.add(chip.toFirst * steep, variance: 0.03, seen: seen)
      s.roughness -= 0.12 * face * isBare * seen
    } else {
      r.unseen += 0.03
    }
    let marks: Float = (1 - 0.75 * crack) * (1 - 0.38 * oil)
    let handful: Float = at.clouds(0.09, 3, gain: 1.4, shift: 8)
    s.albedo = colour * ((1 + (0.13 * wear + 0.035 * handful) * contrast) * marks)
    s.roughness -= 0.18 * oil
    r.bumps(at.place, size: 0.0011, height: 0.00022, footprint: at.footprint)
  }

  /// Dry sand: grains of half a millimetre, mostly quartz, and wind ripples where it lies flat.
  func sand(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let dark: Float3 = second ?? s.albedo * 0.5
    let light: Float3 = third ?? s.albedo * 1.4
    let f = at.footprint
    let drift: Float = at.clouds(0.6, 5, gain: 0.5)
    let size: Float = 0.0006
    let seen: Float = at.sees(size)
    var colour: Float3 = s.albedo * 0.76 + dark * 0.12 + light * 0.12
    if seen > 0 {
      let grain = CellularNoise(at.place / size)
      let u: Float = grain.value(1)
      let tone: Float3 = (u < 0.12 ? dark : (u < 0.24 ? light : s.albedo)) * (0.86 + 0.28 * grain.value(2))
      colour = mix(colour, tone, seen)
      r.add(grain.toFirst * 0.9, variance: 0.05, seen: seen)
    } else {
      r.unseen += 0.05
    }
    s.albedo = colour * (1 + 0.05 * drift * contrast)
    let flat: Float = smoothstep(0.85, 0.97, dot(at.normal, at.up))
    if flat > 0 {
      let (c, sn) = circlePoint(unitFloat(hash32(seed)))
      let along: Float = at.place.x * c + at.place.z * sn
      let across: Float = at.place.z * c - at.place.x * sn
      let warp: Float = 0.05 * noise(Float3(along / 0.35, 0, across / 0.25)) + 0.02 * noise(at.place / 0.09)
      let phase: Float = (along + warp) / 0.085
      let turn: Float = phase - floored(phase)
      // Windward slopes are long and gentle, lee slopes short and steep.
      let rise: Float = turn < 0.68 ? 1 : -2.1
      let soft: Float = smoothstep(0, 0.14, turn) * (1 - smoothstep(0.58, 0.78, turn)) * 3.1 - 2.1
      let patch: Float = smoothstep(-0.25, 0.5, noise(at.place / 0.9 + 4))
      let steep: Float = 0.10 * flat * patch * (0.3 * rise + 0.7 * soft)
      r.add(Float3(c, 0, sn) * steep, variance: 0.008 * flat, seen: at.sees(0.05))
    }
    r.bumps(at.place, size: 0.012, height: 0.0007, footprint: f)
    r.bumps(at.place, size: 0.08, height: 0.003, footprint: f)
  }

  /// Crumbly loam: clods, crumbs, and paler bits that have dried; damp and dry ground.
  func soil(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let damp: Float3 = second ?? s.albedo * 0.5
    let dry: Float3 = third ?? s.albedo * 1.8
    let f = at.footprint
    let field: Float = at.clouds(2.2, 5, gain: 0.6)
    let crumbs: Float = at.clouds(0.009, 4, gain: 0.7, shift: 2)
    // Clods of two sizes, ragged: no two rims are alike.
    var gap: Float = 0
    for (size, weight) in [(0.021, 0.45), (0.0085, 0.55)] as [(Float, Float)] {
      let seen: Float = at.sees(size)
      var rim: Float = 0.30
      if seen > 0 {
        let wobble = noiseAndGradient(at.place / (size * 0.3))
        let clod = CellularNoise(at.place / size + Float3(wobble.y, wobble.z, wobble.w) * 0.16 + size * 900)
        rim = lerp(rim, 1 - smoothstep(-0.05, 0.20, clod.border + 0.22 * crumbs), seen)
        r.add(clod.toFirst * (0.25 + 0.45 * clod.value(1)), variance: 0.016, seen: seen)
      } else {
        r.unseen += 0.016
      }
      gap += weight * rim
    }
    let wet: Float = saturate(0.35 - 0.3 * field + 0.2 * crumbs)
    s.albedo = mix(mix(s.albedo, dry, saturate(0.20 + 0.22 * crumbs + 0.15 * field) * contrast), damp, 0.6 * wet)
    let lumps: Float = at.clouds(0.14, 3, gain: 1.4, shift: 12)
    let tone: Float = 1 + 0.12 * crumbs + (0.07 * field + 0.06 * lumps) * contrast
    s.albedo *= tone * (1 - 0.45 * gap)
    r.bumps(at.place, size: 0.005, height: 0.0011, footprint: f)
    r.bumps(at.place, size: 0.0014, height: 0.0003, footprint: f)
  }

  /// Wet earth: smooth swells, water standing in the hollows.
  func mud(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let height: Float = at.clouds(0.13, 6, gain: 0.5)
    let wet: Float = 1 - smoothstep(-0.55, 0.02, height)
    s.albedo = mix(s.albedo, second ?? s.albedo * 0.5, 0.25 + 0.65 * wet)
    s.albedo *= 1 + 0.10 * at.clouds(0.004, 3, gain: 0.7, shift: 6)
    s.roughness = lerp(s.roughness, 0.2, wet)
    var lumps = Relief()
    lumps.bumps(at.place, size: 0.006, height: 0.0007, footprint: f)
    lumps.bumps(at.place, size: 0.002, height: 0.0002, footprint: f)
    let dry: Float = 1 - 0.9 * wet
    r.slope += lumps.slope * dry
    r.unseen += lumps.unseen * dry * dry
    r.bumps(at.place, size: 0.13, height: 0.012 * dry, footprint: f)
    r.bumps(at.place, size: 0.035, height: 0.003 * dry, footprint: f)
  }

  /// Loose pebbles, dark between them, with coarser stones among them: the ones that still show from ten metres; raked
  /// and trodden into shallow waves.
  func gravel(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let dark: Float3 = second ?? s.albedo * 0.6
    let pale: Float3 = third ?? s.albedo * 1.5
    let size: Float = 0.02
    let seen: Float = at.sees(size * 0.42)
    let dust: Float = at.clouds(1.6, 4, gain: 0.68)
    var colour: Float3 = (s.albedo * 0.5 + dark * 0.3 + pale * 0.2) * 0.82
    if seen > 0 {
      let wobble = noiseAndGradient(at.place / 0.016)
      let warp = Float3(wobble.y, wobble.z, wobble.w) * 0.09
      var stone = CellularNoise(at.place / size + warp)
      // Small stones fill the gaps between the large.
      var rim: Float = stone.border
      if rim < 0.07 {
        stone = CellularNoise(at.place / (size * 0.45) + warp + 17)
        rim = stone.border * 0.6
      }
      let grit: Float = at.clouds(0.0016, 3, gain: 0.6)
      let common: Float3 = s.albedo
      let tone: Float3 = stone.colour(at.footprint / size) { g in
        let u = CellularNoise.value(of: g, 1)
        return (u < 0.5 ? common : (u < 0.8 ? dark : pale)) * (0.84 + 0.32 * CellularNoise.value(of: g, 2))
      }
      let lit: Float = 0.22 + 0.78 * smoothstep(0.0, max(0.13, 0.6 * at.footprint / size), rim)
      colour = mix(colour, tone * (1 + 0.09 * grit) * lit, seen)
      r.add(stone.toFirst * 1.25, variance: 0.10, seen: seen)
      s.roughness -= 0.15 * stone.value(3) * seen
    } else {
      r.unseen += 0.10
    }
    // Stones of 3 to 5 cm and, fewer, of 6 to 10 cm.
    for (size, chance) in [(0.055, 0.36), (0.11, 0.13)] as [(Float, Float)] {
      let coarse: Float = at.sees(size * 0.75)
      if coarse <= 0 { continue }
      let stone = StrewnStone(at, size: size, chance: chance, seen: coarse)
      let own: Float3 = stone.kind < 0.4 ? s.albedo : (stone.kind < 0.7 ? dark : pale)
      let grain: Float = 1 + 0.10 * at.clouds(size * 0.15, 4, gain: 0.7, shift: 4)
      colour = mix(colour * (1 - 0.55 * stone.shade), own * ((0.80 + 0.45 * stone.tone) * grain), stone.cover)
      r.slope = mix(r.slope, stone.inwards * 1.5, stone.cover)
      r.unseen *= 1 - 0.7 * stone.cover
    }
    // A handful of stones is lighter or darker than the next: white noise, stronger the finer it is, where single ones
    // are not resolved.
    let handful: Float = at.clouds(0.16, 3, gain: 1.7, shift: 8) * (1 - 0.6 * seen)
    s.albedo = colour * (1 + (0.11 * dust + 0.06 * handful) * contrast)
    r.bumps(at.place, size: 0.0016, height: 0.00014, footprint: at.footprint)
    r.bumps(at.place, size: 0.22, height: 0.008, footprint: at.footprint)
    r.bumps(at.place, size: 0.9, height: 0.02, footprint: at.footprint)
  }

  /// Settled snow: soft drifts, a crumbly skin, crystals that flash.
  func snow(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    s.albedo *= 1 + 0.012 * at.clouds(0.3, 5)
    r.bumps(at.place, size: 0.35, height: 0.016, footprint: f)
    r.bumps(at.place, size: 0.07, height: 0.0028, footprint: f)
    r.bumps(at.place, size: 0.012, height: 0.0007, footprint: f)
    r.bumps(at.place, size: 0.002, height: 0.00022, footprint: f)
    let seen: Float = at.sees(0.0009)
    if seen > 0 {
      let crystal = CellularNoise(at.place / 0.0009)
      if crystal.value(1) < 0.035 && crystal.first < 0.4 {
        r.slope += Float3(crystal.value(2) - 0.5, crystal.value(3) - 0.5, crystal.value(4) - 0.5) * (1.2 * seen)
        s.roughness = lerp(s.roughness, 0.14, seen)
      }
    }
  }

  /// Lake ice: clear, with white planes where it cracked and pearls of air.
  func ice(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let warp: Float = 0.012 * at.clouds(0.05, 3)
    let plate = CellularNoise((at.place + warp) / 0.11)
    let crack: Float = lerp(0.025, 1 - smoothstep(0.002, 0.012, plate.border), resolved(0.004, f))
    let pearls: Float = patches(noise(at.place / 0.0032), 0.66, 0.76, mean: 0.03, seen: at.sees(0.0032))
    let veil: Float = smoothstep(0.1, 0.9, at.clouds(0.12, 5, gain: 0.55, shift: 8))
    let white: Float = saturate((0.55 * crack + 0.35 * pearls + 0.35 * veil) * contrast)
    s.transmission *= 1 - white
    s.roughness = lerp(s.roughness, 0.4, 0.5 * white)
    r.bumps(at.place, size: 0.03, height: 0.0004, footprint: f)
    r.bumps(at.place, size: 0.2, height: 0.002, footprint: f)
  }

  /// Wind waves of a pond, frozen at one moment.
  func water(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    r.bumps(at.place, size: 0.9, height: 0.018, footprint: f)
    r.bumps(at.place + 3, size: 0.34, height: 0.007, footprint: f)
    r.bumps(at.place + 7, size: 0.12, height: 0.0018, footprint: f)
    r.bumps(at.place + 11, size: 0.045, height: 0.0004, footprint: f)
  }
}
