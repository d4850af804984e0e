import VectorMath

extension SurfaceMaterial {
  /// A lawn: blades lying in every direction where it is level, standing up where the surface does; tufts, dry and lush
  /// patches.
  func grass(_ s: inout SurfaceSample, _ q: Float3, _ n: Float3, _ up: Float3, _ f: Float) {
    let field: Float = fractalNoise(q, size: 3.5, octaves: 4, gain: 0.55, footprint: f)
    let tuft: Float = fractalNoise(q + 5, size: 0.22, octaves: 3, gain: 0.65, footprint: f)
    // Layers of stretched noise, each turned; the brightest lies on top.
    var blade: Float = 0
    let seen: Float = resolved(0.012, f)
    if seen > 0 {
      // Blades of one face reach over to the next: no straight seam where the axes change.
      let plane = FacingPlane(n, ragged: q / 0.025)
      let uv: SIMD2<Float> = plane.coordinates(q)
      let isLevel = dot(plane.u, up).magnitude + dot(plane.v, up).magnitude < 0.5
      let face: Float = plane.u.x * 3 + plane.v.y * 5
      var top: Float = -1
      for k in 0..<4 {
        let turn: Float = isLevel ? Float(k) * 0.137 + 0.05 : 0.25 + (Float(k) - 1.5) * 0.045
        let (c, s) = circlePoint(turn)
        let along: Float = uv.x * c + uv.y * s
        let across: Float = uv.y * c - uv.x * s
        let wave: Float = 0.004 * noise(Float3(along * 14, across * 14, Float(k) + face))
        let layer: Float = noise(Float3(along * 17, (across + wave) * 150, Float(k) * 7 + face))
        top = max(top, layer - 0.05 * Float(k))
      }
      blade = (top - 0.35) * seen
    }
    let dry: Float = saturate(0.25 + field * 0.7 + tuft * 0.35 + blade * 0.3)
    let straw: Float3 = s.albedo * Float3(2.0, 1.25, 1.15)
    s.albedo = mix(s.albedo, straw, dry * 0.6)
    // Between the blades it is dark: light is lost among them.
    s.albedo *= max(0.12, 0.80 + 0.30 * tuft + 0.95 * blade + 0.15 * field)
    s.roughness = 0.8
    s.sheen = 0.3
    var g: Float3 = bumpSlope(q, size: 0.11, height: 0.004, footprint: f)
    g += bumpSlope(q, size: 0.009, height: 0.003, footprint: f)
    s.slope = g - n * dot(g, n)
  }
}
