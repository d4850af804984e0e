import VectorMath

extension SurfaceMaterial {
  /// Uncoated paper: a felt of fibres of 1 to 3 mm in every direction, cloudy where they lie thicker, cockled by damp.
  func paper(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let look: Float = at.clouds(0.005, 3, gain: 0.7, shift: 3)
    var felt: Float = 0
    let seen: Float = at.sees(0.0005)
    if seen > 0 {
      let uv: SIMD2<Float> = at.plane.coordinates(at.place)
      var lifted = Relief()
      for k in 0..<3 {
        let (c, sn) = circlePoint(Float(k) * 0.171 + 0.06)
        let bow: Float = 0.0004 * noise(Float3(uv.x, uv.y, Float(k) * 0.01) / 0.002)
        let fibre = Float3((uv.x * c + uv.y * sn) * 0.09, uv.y * c - uv.x * sn + bow, Float(k))
        let n = noiseAndGradient(fibre / Float3(0.00022, 0.00022, 1))
        felt = max(felt, n.x - 0.06 * Float(k))
        lifted.slope += at.plane.direction(-sn, c) * (n.z * 0.05)
      }
      felt = (felt - 0.33) * seen
      r.slope += lifted.slope * seen
    }
    let speck: Float = patches(
      noise(at.place / 0.0016 + 0.4 * look), 0.80, 0.86, mean: 0.002, seen: at.sees(0.0012))
    s.albedo *= 1 + contrast * (0.09 * felt + 0.03 * look)
    s.albedo *= 1 - 0.25 * speck * contrast
    r.bumps(at.place, size: 0.0006, height: 0.000025, footprint: f)
    r.bumps(at.place, size: 0.035, height: 0.0007, footprint: f)
    r.bumps(at.place + 2, size: 0.14, height: 0.0024, footprint: f)
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
}
