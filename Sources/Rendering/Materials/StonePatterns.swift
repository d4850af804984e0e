import VectorMath

extension SurfaceMaterial {
  /// White marble: grey veins where impurities were pressed into folds, thin ones between them, cloudy ground.
  func marble(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let vein: Float3 = second ?? s.albedo * 0.3
    let cloudy: Float3 = third ?? s.albedo * 0.8
    let f = at.footprint
    let w1: Float = at.clouds(0.30, 4)
    let w2: Float = at.clouds(0.30, 4, shift: 13)
    let folded: Float3 = at.place + Float3(w1, w2, -w1) * 0.10
    let broad: Float = fractalNoise(folded, size: 0.36, octaves: 5, gain: 0.45, footprint: f).magnitude
    let thin: Float = fractalNoise(folded + 31, size: 0.11, octaves: 4, gain: 0.5, footprint: f).magnitude
    // Veins come and go.
    let strength: Float = smoothstep(-0.25, 0.55, at.clouds(0.45, 3, shift: 50))
    let core: Float = lerp(0.05, 1 - smoothstep(0, 0.035, broad), resolved(0.006, f))
    let halo: Float = 1 - smoothstep(0, 0.30, broad)
    let hair: Float = lerp(0.07, 1 - smoothstep(0, 0.045, thin), resolved(0.003, f))
    let grey: Float = strength * saturate(0.55 * core + 0.28 * halo * halo) + 0.16 * hair
    let ground: Float = saturate(0.35 + 0.35 * w2 + 0.12 * at.clouds(0.05, 3, shift: 7))
    s.albedo = mix(mix(s.albedo, cloudy, 0.45 * ground * contrast), vein, saturate(grey * contrast))
    let crystal: Float = at.clouds(0.0012, 2)
    s.albedo *= 1 + 0.02 * crystal
    s.roughness += 0.03 * w1
    r.bumps(at.place, size: 0.05, height: 0.00003, footprint: f)
  }

  /// Granite: interlocking crystals of feldspar (`colour`), quartz (`secondColour`) and dark mica (`thirdColour`).
  func granite(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let quartz: Float3 = second ?? s.albedo * 0.8
    let mica: Float3 = third ?? Float3(repeating: 0.02)
    let size: Float = 0.0055
    let coarse: Float = at.sees(size * 0.7)
    let fine: Float = at.sees(0.0014)
    let meanColour: Float3 = (s.albedo * 0.56 + quartz * 0.32 + mica * 0.12) * 0.88 + mica * 0.12
    if coarse <= 0 {
      s.albedo = meanColour
    } else {
      let wobble = noiseAndGradient(at.place / 0.004)
      let grain = CellularNoise(at.place / size + Float3(wobble.y, wobble.z, wobble.w) * 0.10)
      let feldspar: Float3 = s.albedo
      var colour: Float3 = grain.colour(at.footprint / size) { g in
        let u = CellularNoise.value(of: g, 1)
        let tone: Float = 1 + 0.22 * (CellularNoise.value(of: g, 2) - 0.5) * contrast
        return u < 0.56 ? feldspar * tone : (u < 0.88 ? quartz * tone : mica)
      }
      var dark: Float = 0.12
      if fine > 0 {
        let speck = CellularNoise(at.place / 0.0022 + 9)
        let black = speck.colour(at.footprint / 0.0022) {
          Float3(repeating: CellularNoise.value(of: $0, 3) < 0.12 ? 1 : 0)
        }
        dark = lerp(dark, black.x, fine)
      }
      colour = mix(colour, mica, dark)
      s.albedo = mix(meanColour, colour, coarse)
      s.roughness += coarse * (grain.value(1) >= 0.88 ? 0.12 : 0) + 0.03 * (grain.value(4) - 0.5) * coarse
    }
    r.bumps(at.place, size: 0.004, height: 0.000008, footprint: at.footprint)
  }

  /// Fired clay without glaze: sanded skin, sparse grog, clouds from the kiln.
  func earthenware(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let other: Float3 = second ?? s.albedo * 0.6
    let f = at.footprint
    let kiln: Float = at.clouds(0.20, 5, gain: 0.5)
    let blush: Float = at.clouds(0.009, 4, gain: 0.7, shift: 6)
    // No two pieces of a firing have the same tone.
    let firing: Float = unitFloat(hash32(seed &+ 5)) - 0.5
    let sanded: Float = at.clouds(0.0011, 2, gain: 0.7)
    let grog: Float = patches(
      noise(at.place / 0.0026), 0.62, 0.74, mean: 0.035, seen: at.sees(0.0026))
    s.albedo = mix(s.albedo, other, saturate((0.22 + 0.09 * kiln + 0.09 * blush) * contrast + 0.6 * grog))
    s.albedo *= 1 + 0.11 * sanded + 0.20 * firing * contrast
    s.roughness += 0.05 * kiln
    r.bumps(at.place, size: 0.0011, height: 0.00011, footprint: f)
    r.bumps(at.place, size: 0.005, height: 0.00022, footprint: f)
    r.bumps(at.place, size: 0.03, height: 0.0004, footprint: f)
  }
}
