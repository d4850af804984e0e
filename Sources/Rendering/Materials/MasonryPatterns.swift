import VectorMath

extension SurfaceMaterial {
  /// Stretcher bond of 215 x 65 mm bricks with 10 mm joints, struck a little back.
  func brickwork(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.position)
    let f = at.footprint
    let row: Int32 = wholeNumber(uv.y / 0.075)
    let lead: Float = row & 1 == 0 ? 0 : 0.1125
    let u: Float = (uv.x + lead) / 0.225
    let v: Float = uv.y / 0.075
    let column: Int32 = wholeNumber(u)
    let wander: Float = at.clouds(0.02, 3) * 0.0012
    let du: Float = (u - u.rounded()) * 0.225
    let dv: Float = (v - v.rounded()) * 0.075
    let joint: Float = max(
      jointCover(du.magnitude + wander, 0.005, f), jointCover(dv.magnitude + wander, 0.005, f))
    let seen: Float = at.sees(0.05)
    let tone: Float = (cellValue(column, row, seed) - 0.5) * seen
    let burnt: Float = lerp(0.18, cellValue(column, row, seed &+ 3) < 0.18 ? 1 : 0, seen)
    let kiln: Float = at.clouds(0.10, 6, gain: 0.6, shift: cellValue(column, row, seed &+ 4) * 20)
    let sanded: Float = at.clouds(0.0014, 2, gain: 0.7)
    let clay: Float3 = mix(s.albedo * (1 + 0.36 * tone * contrast), second ?? s.albedo * 0.5, 0.55 * burnt)
    let mortar: Float3 = (third ?? Float3(0.36, 0.34, 0.31)) * (1 + 0.10 * at.clouds(0.03, 5, gain: 0.6, shift: 3))
    let pit: Float = patches(noise(at.place / 0.0022 + 0.7 * kiln), 0.45, 0.7, mean: 0.09, seen: at.sees(0.0022))
    s.albedo = mix(clay * (1 + 0.09 * kiln + 0.12 * sanded) * (1 - 0.25 * pit), mortar, joint)
    s.roughness = lerp(s.roughness, 0.95, joint)
    // The brick's edge falls away over 3 mm into the joint.
    let edgeSeen: Float = resolved(0.006, f)
    if edgeSeen > 0 {
      let fallU: Float = 1 - smoothstep(0.0045, 0.009, du.magnitude)
      let fallV: Float = 1 - smoothstep(0.0045, 0.009, dv.magnitude)
      let inU: Float = smoothstep(0.003, 0.0048, du.magnitude)
      let inV: Float = smoothstep(0.003, 0.0048, dv.magnitude)
      let g: Float3 = plane.direction(
        (du >= 0 ? 0.9 : -0.9) * fallU * inU, (dv >= 0 ? 0.9 : -0.9) * fallV * inV)
      r.add(g, variance: 0.02, seen: edgeSeen)
    }
    r.bumps(at.place, size: 0.0014, height: 0.00022, footprint: f)
    r.bumps(at.place, size: 0.012, height: 0.0009, footprint: f)
  }

  /// Squared stone in courses of some 28 cm: blocks of random lengths, each from its own bed and dressed its own way
  /// (rubbed, or tooled in strokes at a slant), pitted, with narrow joints of lime.
  ///
  /// `secondColour` is the darker bed, `thirdColour` the mortar. Sizes: Clifton-Taylor & Ireson, English Stone Building,
  /// 1983 (courses of 9 to 14 inches, joints under a quarter of an inch, droved work of eight to ten strokes to 3 inches).
  func ashlar(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let bed: Float3 = second ?? s.albedo * 0.75
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.position)
    let f = at.footprint
    let (row, below, above) = course(uv.y / 0.28, salt: 11)
    let lead: Float = cellValue(row, 5, seed) * 3
    let (column, left, right) = course(uv.x / 0.56 + lead, salt: UInt32(bitPattern: row) &* 31 &+ 7)
    let wander: Float = at.clouds(0.02, 3) * 0.0012
    let du: Float = min(left, right) * 0.56 + wander
    let dv: Float = min(below, above) * 0.28 + wander
    let joint: Float = max(jointCover(du, 0.003, f), jointCover(dv, 0.003, f))
    let seen: Float = at.sees(0.15)
    func own(_ salt: UInt32) -> Float { cellValue(column, row, seed &+ salt) }
    let tone: Float = (own(1) - 0.5) * seen
    let warmth: Float = (own(2) - 0.5) * seen
    // Beds lie level in the wall; each block is from another place of the quarry.
    let shift: Float = own(4) * 20
    let along = at.place + plane.v * (5 * dot(at.place, plane.v))
    let layers: Float = fractalNoise(along + shift, size: 0.22, octaves: 6, gain: 0.6, footprint: f)
    let mottle: Float = at.clouds(0.03, 5, gain: 0.7, shift: shift)
    let weather: Float = at.clouds(1.4, 5, gain: 0.55, shift: 3)
    let pit: Float = patches(noise(at.place / 0.006 + 0.3 * mottle), 0.56, 0.72, mean: 0.045, seen: at.sees(0.005))
    let variety: Float = 0.30 * layers + 0.15 * mottle + 0.5 * tone
    let stained: Float = (1 + 0.10 * mottle + 0.10 * weather) * (1 - 0.32 * pit)
    var stone: Float3 = mix(s.albedo, bed, saturate(0.30 + variety * contrast))
    stone *= Float3(1 + 0.10 * warmth, 1, 1 - 0.14 * warmth) * stained
    let lime: Float3 = (third ?? Float3(0.36, 0.34, 0.31)) * (1 + 0.10 * mottle)
    s.albedo = mix(stone, lime, joint)
    s.roughness = lerp(s.roughness, 0.95, joint)
    // The arris: rounded over 6 mm, recessed joint.
    let edgeSeen: Float = resolved(0.010, f)
    if edgeSeen > 0 {
      let fallU: Float = (1 - smoothstep(0.003, 0.010, du)) * smoothstep(0.001, 0.003, du)
      let fallV: Float = (1 - smoothstep(0.003, 0.010, dv)) * smoothstep(0.001, 0.003, dv)
      r.add(
        plane.direction((left < right ? 0.9 : -0.9) * fallU, (below < above ? 0.9 : -0.9) * fallV), variance: 0.01,
        seen: edgeSeen)
    }
    if own(6) < 0.6 {
      // A boaster's strokes, eight millimetres apart, cut at a slant.
      let (c, sn) = circlePoint(0.08 + 0.10 * own(7))
      var strokes = Relief()
      let across: Float = uv.y * c - uv.x * sn
      strokes.bumps(Float3((uv.x * c + uv.y * sn) * 0.12, across, shift), size: 0.0075, height: 0.0011, footprint: f)
      r.slope += plane.direction(-sn, c) * strokes.slope.y
      r.unseen += strokes.unseen * 0.5
    }
    r.bumps(at.place, size: 0.0018, height: 0.00025, footprint: f)
    r.bumps(at.place, size: 0.006, height: 0.0006, footprint: f)
    r.bumps(at.place, size: 0.04, height: 0.0016, footprint: f)
  }

  /// The block of a row of uneven ones in which `x` lies, and how far it is to its two ends, in mean lengths.
  @inline(__always) private func course(_ x: Float, salt: UInt32) -> (Int32, Float, Float) {
    func end(_ k: Int32) -> Float { Float(k) + 0.36 * (cellValue(k, 3, seed &+ salt) - 0.5) }
    var k: Int32 = wholeNumber(x)
    if x < end(k) {
      k &-= 1
    } else if x >= end(k &+ 1) {
      k &+= 1
    }
    return (k, x - end(k), end(k &+ 1) - x)
  }

  /// Cast concrete: grit of the sand, air holes of 2 to 10 mm, clouds of drying, large stains, rare cracks.
  func concrete(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    // From the bays of a floor down to a hand's breadth.
    let stain: Float = at.clouds(3.2, 6, gain: 0.6)
    let cloud: Float = at.clouds(0.09, 4, gain: 0.6, shift: 3)
    let grit: Float = at.clouds(0.0028, 2, gain: 0.7, shift: 9)
    let hole: Float = at.spots(0.014, chance: 0.22)
    let damp: Float = smoothstep(0.25, 0.60, at.clouds(0.9, 5, gain: 0.6, shift: 14))
    let crack: Float = at.cracks(1.7, width: 0.0016)
    let tone: Float = 1 + 0.15 * stain + 0.12 * cloud + 0.16 * grit
    let holes: Float = 1 - 0.45 * hole
    let marks: Float = (1.012 - 0.12 * damp) * (1 - 0.6 * crack)
    s.albedo *= Float3(1 + 0.02 * stain, 1, 1 - 0.025 * stain) * (tone * holes * marks)
    s.roughness += 0.08 * cloud - 0.10 * damp
    r.bumps(at.place, size: 0.0028, height: 0.00022, footprint: f)
    r.bumps(at.place, size: 0.03, height: 0.0004, footprint: f)
  }
}
