import VectorMath

/// What use and time add to a surface, 0 none to 1 much; where it lies depends on the object's identity.
struct Imperfection {
  var scratches: Float = 0
  var dust: Float = 0
  var edgeWear: Float = 0
  var fingerprints: Float = 0

  @inline(__always) var isNone: Bool { scratches + dust + edgeWear + fingerprints == 0 }

  @inline(never)
  func apply(to s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite, seed: UInt32) {
    if edgeWear > 0 { wear(&s, &r, at) }
    if fingerprints > 0 { smear(&s, at, seed) }
    if scratches > 0 { scratch(&s, &r, at, seed) }
    if dust > 0 { settle(&s, at) }
  }

  /// Edges rub: varnish goes, paint and patina get thin, metal gets bright, and none stays straight: knocks of a few
  /// millimetres tilt it this way and that. The mesh tells how convex it is.
  private func wear(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    // What is rounder than 8 mm is no edge.
    let edge: Float = smoothstep(125, 400, at.curvature)
    if edge <= 0 { return }
    let knocks: Float = edge * min(1, 1.6 * edgeWear)
    r.bumps(at.place, size: 0.006, height: 0.0022 * knocks, footprint: at.footprint)
    r.bumps(at.place + 3, size: 0.0016, height: 0.00035 * knocks, footprint: at.footprint)
    let chance: Float = at.clouds(0.03, 5, gain: 0.65)
    let worn: Float = edge * smoothstep(0.9 - 1.2 * edgeWear, 1.3 - 1.2 * edgeWear, 0.5 + 0.5 * chance)
    let bare: Float3 = mix(
      s.albedo * 1.35 + Float3(repeating: 0.04), Float3(repeating: luminance(s.albedo) * 1.6), 0.35)
    s.albedo = mix(s.albedo, minimum(bare, Float3(repeating: 0.9)), 0.75 * worn)
    s.coat *= 1 - worn
    s.roughness = lerp(s.roughness, s.metalness > 0.5 ? 0.35 : min(1, s.roughness + 0.1), worn)
  }

  /// Grease: prints of finger tips where hands take hold, ridges half a millimetre apart, and wipes beside them.
  private func smear(_ s: inout SurfaceSample, _ at: PatternSite, _ seed: UInt32) {
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.place)
    let pitch: Float = 0.055
    let cellU: Int32 = wholeNumber(uv.x / pitch)
    let cellV: Int32 = wholeNumber(uv.y / pitch)
    var grease: Float = 0
    if cellValue(cellU, cellV, seed &+ 31) < 0.2 + 0.6 * fingerprints {
      let centre = SIMD2<Float>(
        (Float(cellU) + 0.3 + 0.4 * cellValue(cellU, cellV, seed &+ 32)) * pitch,
        (Float(cellV) + 0.3 + 0.4 * cellValue(cellU, cellV, seed &+ 33)) * pitch)
      let (c, sn) = circlePoint(cellValue(cellU, cellV, seed &+ 34))
      let d: SIMD2<Float> = uv - centre
      let a: Float = (d.x * c + d.y * sn) / 0.0075
      let b: Float = (d.y * c - d.x * sn) / 0.0105
      let rim: Float = a * a + b * b
      if rim < 1 {
        let seen: Float = at.sees(0.0006)
        let wobble: Float = seen > 0 ? at.clouds(0.004, 2) : 0
        let whorl: Float = sine(((a * a + 0.55 * b * b).squareRoot() * 0.009 / 0.00045 + 1.2 * wobble) * 6.283)
        grease = (1 - smoothstep(0.6, 1, rim)) * (0.55 + 0.45 * whorl * seen)
      }
    }
    let wipe: Float = smoothstep(0.15, 0.8, at.clouds(0.09, 4, gain: 0.6, shift: 3))
    let film: Float = fingerprints * (0.75 * grease + 0.1 * wipe)
    s.roughness = Relief.widened(s.roughness, by: 0.004 * film)
    if s.coat > 0 { s.coatRoughness = Relief.widened(s.coatRoughness, by: 0.004 * film) }
  }

  /// Straight hairlines in every direction, three sizes; each lattice square may hold one.
  private func scratch(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite, _ seed: UInt32) {
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.place)
    for layer in 0..<3 {
      let size: Float = layer == 0 ? 0.05 : (layer == 1 ? 0.02 : 0.008)
      let salt: UInt32 = seed &+ UInt32(layer) &* 77
      let width: Float = 0.00003 + 0.00002 * Float(2 - layer)
      let share: Float = min(1, width * 2 / max(at.footprint, 1e-7))
      // Hairlines cover less than a hundredth of the surface: unseen they leave the gloss as it is but for a haze.
      r.unseen += 0.000003 * scratches * (1 - share)
      if share < 0.04 { continue }
      let u: Int32 = wholeNumber(uv.x / size)
      let v: Int32 = wholeNumber(uv.y / size)
      if cellValue(u, v, salt) > scratches { continue }
      let (c, sn) = circlePoint(cellValue(u, v, salt &+ 1))
      let local = SIMD2<Float>(
        uv.x / size - Float(u) - 0.3 - 0.4 * cellValue(u, v, salt &+ 2),
        uv.y / size - Float(v) - 0.3 - 0.4 * cellValue(u, v, salt &+ 3))
      let along: Float = (local.x * c + local.y * sn).magnitude
      let bow: Float = 0.15 * (cellValue(u, v, salt &+ 4) - 0.5)
      let across: Float = (local.y * c - local.x * sn + bow * along * along) * size
      let reach: Float = 1 - smoothstep(0.2, 0.34, along)
      let blur: Float = max(width, at.footprint * 0.5)
      let line: Float = max(0, 1 - across.magnitude / blur) * min(1, width / blur) * reach
      if line <= 0 { continue }
      let groove: Float = across >= 0 ? 0.35 : -0.35
      r.slope += plane.direction(-sn, c) * (groove * line)
      s.roughness = lerp(s.roughness, max(s.roughness, 0.35), line)
    }
  }

  /// Dust settles on what faces up, thicker where nothing wipes it away.
  private func settle(_ s: inout SurfaceSample, _ at: PatternSite) {
    let level: Float = smoothstep(0.35, 0.95, dot(at.normal, at.up))
    if level <= 0 { return }
    let drift: Float = at.clouds(0.12, 5, gain: 0.6, shift: 9)
    let speck: Float = at.clouds(0.0007, 1, shift: 4)
    let cover: Float = saturate(dust * level * (0.55 + 0.35 * drift + 0.35 * speck))
    s.albedo = mix(s.albedo, Float3(0.33, 0.30, 0.26), cover)
    s.roughness = lerp(s.roughness, 0.95, cover)
    s.metalness *= 1 - cover
    s.transmission *= 1 - cover
    s.coat *= 1 - cover
  }
}
