import VectorMath

extension SurfaceMaterial {
  /// A woven cloth: yarns over and under each other, `step` yarns along before the pattern repeats, of which one is
  /// weft: 2 is plain weave, 3 the 2/1 twill, 4 the 3/1 twill of denim.
  ///
  /// `colour` is the warp's, `secondColour` the weft's.
  func woven(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite, pitch: Float, repeats: Int32) {
    let warp: Float3 = s.albedo
    let weft: Float3 = second ?? warp
    let weftShare: Float = 1 / Float(repeats)
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.place)
    let seen: Float = at.sees(pitch * 1.3)
    let slub: Float = fractalNoise(
      Float3(uv.x, uv.y * 0.12, 0), size: pitch * 6, octaves: 3, gain: 0.6, footprint: at.footprint)
    let thick: Float = fractalNoise(
      Float3(uv.x * 0.12, uv.y, 3), size: pitch * 6, octaves: 3, gain: 0.6, footprint: at.footprint)
    let fade: Float = at.clouds(0.2, 4, shift: 2)
    // The mean of `shade` below.
    let meanShade: Float = 0.98 - 0.16 / 3 * (repeats == 2 ? 1 : weftShare)
    var colour: Float3 = mix(warp, weft, weftShare) * meanShade
    if seen > 0 {
      let wobble: Float = 0.10 * noise(Float3(uv.x, uv.y, 0) / (pitch * 5))
      let a: Float = uv.x / pitch + wobble
      let b: Float = uv.y / pitch - wobble
      let (i, j) = (wholeNumber(a), wholeNumber(b))
      // Across and along the yarn that lies on top, -1...1 over its cell.
      let m: Int32 = (i &+ j) % repeats
      let isWeft = (m < 0 ? m &+ repeats : m) == 0
      let x: Float = 2 * (a - Float(i)) - 1
      let y: Float = 2 * (b - Float(j)) - 1
      let across: Float = isWeft ? y : x
      let along: Float = isWeft ? x : y
      // A round yarn, diving at the ends of its float.
      let dive: Float = isWeft || repeats == 2 ? along : 0
      let shade: Float = 1.04 - 0.30 * across * across * across * across - 0.16 * dive * dive
      let twist: Float = noise(Float3(along * 0.7 + across * 0.8, across * 2.2, Float(i &+ j)) * 2.5)
      let fibre: Float = at.clouds(pitch * 0.16, 1, shift: 5)
      let tone: Float = 1 + contrast * (0.10 * twist + 0.07 * fibre + 0.10 * (cellValue(isWeft ? j : i, 7, seed) - 0.5))
      colour = mix(colour, (isWeft ? weft : warp) * shade * tone, seen)
      let bow: Float3 =
        isWeft ? plane.direction(-0.25 * dive, -0.75 * across) : plane.direction(-0.75 * across, -0.25 * dive)
      r.add(bow, variance: 0.10, seen: seen)
    } else {
      r.unseen += 0.10
    }
    s.albedo = colour * (1 + contrast * (0.05 * slub + 0.05 * thick + 0.04 * fade))
    s.direction = plane.u
    creases(&r, at)
  }

  /// Creases that cloth keeps: broad, shallow.
  private func creases(_ r: inout Relief, _ at: PatternSite) {
    r.bumps(at.place, size: 0.11, height: 0.0032, footprint: at.footprint)
    r.bumps(at.place + 5, size: 0.04, height: 0.0008, footprint: at.footprint)
  }

  /// Stocking stitch: columns of interlocked V.
  func knit(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let plane = at.plane
    let uv: SIMD2<Float> = plane.coordinates(at.place)
    let (column, row): (Float, Float) = (0.0046, 0.0034)
    let seen: Float = at.sees(row * 0.7)
    let fuzz: Float = at.clouds(0.0012, 3, gain: 0.8)
    let heather: Float = at.clouds(0.02, 4, gain: 0.6, shift: 2)
    var shade: Float = 0.80
    if seen > 0 {
      // No two stitches of a hand are alike, and the yarn is spun of two.
      let wobble = noiseAndGradient(Float3(uv.x, uv.y, 0) / 0.011)
      let a: Float = uv.x / column + 0.10 * wobble.y
      let x: Float = a - floored(a) - 0.5
      let side: Float = x >= 0 ? 1 : -1
      // Each leg of the V leans out as it rises.
      let b: Float = uv.y / row - 1.1 * x.magnitude + 0.14 * wobble.x
      let y: Float = b - floored(b) - 0.5
      let leg: Float = x.magnitude - 0.25
      let d: Float = (leg * leg * 14 + y * y * 3.2)
      let stitch: Float = cellValue(wholeNumber(a) &* 2 &+ (side > 0 ? 1 : 0), wholeNumber(b), seed) - 0.5
      let ply: Float = sine((leg * 5 + y * 1.6 + 0.2 * wobble.z) * 6.283) * (1 - smoothstep(0.1, 0.9, d))
      let lit: Float = (1.08 - 0.62 * smoothstep(0.15, 1.0, d)) * (1 + 0.16 * stitch * contrast)
      shade = lerp(shade, lit + 0.05 * ply * at.sees(column * 0.2), seen)
      let g: Float3 = plane.direction(-1.5 * leg * side - 0.5 * y * side, -1.3 * y)
      r.add(g, variance: 0.12, seen: seen)
    } else {
      r.unseen += 0.12
    }
    s.albedo *= shade * (1 + contrast * (0.16 * fuzz + 0.08 * heather))
    r.bumps(at.place, size: 0.0009, height: 0.0002, footprint: at.footprint)
    creases(&r, at)
  }

  /// Cut pile: fine, dark when looked into, brushed this way and that.
  func pile(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let f = at.footprint
    let nap: Float = at.clouds(0.09, 5, gain: 0.55)
    let tuft: Float = at.clouds(0.0009, 2, gain: 0.7, shift: 3)
    s.albedo *= 1 + contrast * (0.26 * nap + 0.14 * tuft)
    s.sheen = saturate(s.sheen * (0.85 + 0.45 * nap))
    r.bumps(at.place, size: 0.0009, height: 0.0002, footprint: f)
    r.bumps(at.place, size: 0.09, height: 0.004, footprint: f)
    creases(&r, at)
  }

  /// Full-grain leather: the pebbled skin with its creases, and pores.
  func leather(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let deep: Float3 = second ?? s.albedo * 0.5
    let f = at.footprint
    let size: Float = 0.0019
    let seen: Float = at.sees(size)
    let tan: Float = at.clouds(0.08, 5, gain: 0.55)
    var crease: Float = 0.40
    if seen > 0 {
      let wobble = noiseAndGradient(at.place / 0.003)
      let cell = CellularNoise(at.place / size + Float3(wobble.y, wobble.z, wobble.w) * 0.14)
      let line: Float = 1 - smoothstep(0.02, 0.17, cell.border)
      crease = lerp(crease, line, seen)
      r.add(cell.toFirst * 0.34, variance: 0.008, seen: seen)
    } else {
      r.unseen += 0.008
    }
    s.albedo = mix(s.albedo * (1 + 0.10 * tan * contrast), deep, 0.45 * crease)
    s.roughness += 0.14 * crease + 0.08 * tan
    s.coat *= 1 - 0.7 * crease
    r.bumps(at.place, size: 0.011, height: 0.0003, footprint: f)
    r.bumps(at.place, size: 0.07, height: 0.0015, footprint: f)
  }

  /// Short fur, combed along the grain: locks of hairs that taper together, dark between them where one looks down to the
  /// roots, paler at the tips.
  ///
  /// Locks are cells stretched along the combing; hairs lean with their lock. Skin that is combed this way and that
  /// bends both.
  func fur(_ s: inout SurfaceSample, _ r: inout Relief, _ at: PatternSite) {
    let root: Float3 = second ?? s.albedo * 0.4
    let tip: Float3 = third ?? s.albedo * 1.5
    let g: Float3 = alongGrain(at.place)
    let bend = noiseAndGradient(g / 0.05)
    let combed = Float3(g.x, g.y + 0.006 * bend.x, g.z + 0.004 * bend.y)
    let lockSize: Float = 0.0045
    let seen: Float = at.sees(lockSize)
    // Of a lock: 1 along its middle, 0 between locks; and how far on towards its tip.
    var (crest, way, shade): (Float, Float, Float) = (FurMean.crest, 0, 0)
    var lean = Float3.zero
    if seen > 0 {
      let cell = CellularNoise(Float3(combed.x * 0.3, combed.y, combed.z) / lockSize)
      crest = lerp(FurMean.crest, smoothstep(0.02, 0.42, cell.border), seen)
      way = -cell.toFirst.x * seen
      shade = (unitFloat(cell.identity) - 0.5) * seen
      lean = Float3(0, cell.toFirst.y, cell.toFirst.z) * (0.9 * (1 - crest))
      r.add(fromGrain(lean), variance: 0.03, seen: seen)
    } else {
      r.unseen += 0.03
    }
    // Hairs run together towards the tip of their lock.
    let strand = Float3(combed.x * 0.05, combed.y + lean.y * 0.0012 * way, combed.z + lean.z * 0.0012 * way)
    let hairs: Float = fractalNoise(strand, size: 0.0007, octaves: 2, gain: 0.8, footprint: at.footprint)
    let wisp: Float = fractalNoise(
      Float3(combed.x * 0.12, combed.y, combed.z) + 9, size: 0.0022, octaves: 2, gain: 0.7, footprint: at.footprint)
    let coat: Float = at.clouds(0.05, 3, gain: 0.6, shift: 4)
    let variety: Float = 0.34 * hairs + 0.20 * wisp + 0.20 * way + 0.16 * shade + 0.10 * coat
    let tone: Float = saturate(0.22 + 0.42 * crest + contrast * variety)
    s.albedo = tone < 0.5 ? mix(root, s.albedo, tone * 2) : mix(s.albedo, tip, tone * 2 - 1)
    var local = Relief()
    local.bumps(strand, size: 0.0007, height: 0.00022, footprint: at.footprint)
    local.bumps(Float3(combed.x * 0.12, combed.y, combed.z) + 9, size: 0.0022, height: 0.0007, footprint: at.footprint)
    local.slope.x *= 0.1
    r.slope += fromGrain(local.slope)
    r.unseen += local.unseen * 0.5
    s.direction = grainAxis
  }
}

/// What fur is on the mean, where its locks are not resolved.
private enum FurMean {
  static let crest: Float = 0.42
}
