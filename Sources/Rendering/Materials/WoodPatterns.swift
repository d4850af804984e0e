import VectorMath

extension SurfaceMaterial {
  /// Sawn wood: `q` with x along the grain, metres.
  ///
  /// The rings are cylinders about a pith that lies outside most boards, bent by slow noise; each ring goes slowly from
  /// pale earlywood to dark latewood and back at once. Fibres and pores are noise stretched along the grain.
  func wood(_ s: inout SurfaceSample, _ q: Float3, seed: UInt32, _ f: Float) {
    let r1: Float = unitFloat(hash32(seed))
    let r2: Float = unitFloat(hash32(seed &+ 1))
    let r3: Float = unitFloat(hash32(seed &+ 2))
    // The pith's place beside the board, and how much it runs aslant.
    let pithY: Float = -0.05 - 0.09 * r1 + q.x * (r2 - 0.5) * 0.10
    let pithZ: Float = (r2 - 0.5) * 0.16 + q.x * (r3 - 0.5) * 0.08
    let shift = Float3(r3 * 9, r1 * 9, r2 * 9)
    let slow = Float3(q.x * 0.22, q.y, q.z) + shift
    let bend: Float = fractalNoise(slow, size: 0.07, octaves: 3, gain: 0.45, footprint: f)
    let y: Float = q.y - pithY
    let z: Float = q.z - pithZ
    let radius: Float = (y * y + z * z).squareRoot() + bend * 0.0075
    let ringWidth: Float = 0.0042 + 0.0022 * r3
    // Good and bad years: the ring number is a bent function of the radius.
    let years: Float = radius / ringWidth + 1.1 * noise(Float3(radius / 0.017, r1 * 31, r2 * 17))
    let phase: Float = years - floored(years)
    let ringSeen: Float = resolved(ringWidth * 1.2, f)
    let late: Float = smoothstep(0.25, 0.86, phase) * (1 - smoothstep(0.90, 1.0, phase))
    let year: Float = cellValue(wholeNumber(years), 0, seed)
    let ring: Float = ringSeen * (late * (0.75 + 0.5 * year) - 0.36)

    let fibrePoint = Float3(q.x * 0.025, q.y, q.z) + shift
    let fibre: Float = fractalNoise(fibrePoint, size: 0.0011, octaves: 3, gain: 0.7, footprint: f)
    let streak: Float = fractalNoise(
      Float3(q.x * 0.05, q.y, q.z) + shift, size: 0.012, octaves: 3, gain: 0.6, footprint: f)
    let pore: Float =
      smoothstep(0.45, 0.75, noise(Float3(q.x * 0.05, q.y, q.z) / 0.0007 + shift)) * resolved(0.0012, f) * (1 - late)
    let figure: Float = fractalNoise(slow + 40, size: 0.22, octaves: 2, footprint: f)

    let dark: Float = saturate(0.36 + 0.62 * ring + 0.16 * streak + 0.12 * fibre + 0.12 * figure)
    // Latewood is not only darker but redder; earlywood is paler and yellower than the mean.
    let paleTint = Float3(1.32, 1.34, 1.34)
    let darkTint = Float3(0.62, 0.50, 0.40)
    s.albedo *= mix(paleTint, darkTint, dark)
    s.albedo *= (1 - 0.45 * pore) * (1 + 0.10 * (r1 - 0.5))
    s.roughness += 0.10 * (0.4 - dark) + 0.10 * pore + 0.05 * fibre
    s.coatRoughness = 0.20 + 0.06 * streak
    var g: Float3 = bumpSlope(fibrePoint, size: 0.0011, height: 0.000035, footprint: f)
    g.x *= 0.025
    s.slope = fromGrain(g)
  }

  /// Coordinates in the plane that the surface faces most: u along the boards or tiles, v across, w the depth.
  @inline(__always) private func facing(_ p: Float3, _ n: Float3) -> (Float3, axis: Int) {
    let m: Float3 = absolute(n)
    if m.y >= m.x && m.y >= m.z { return (grain == 2 ? Float3(p.z, p.x, p.y) : Float3(p.x, p.z, p.y), 1) }
    return m.x >= m.z ? (Float3(p.z, p.y, p.x), 0) : (Float3(p.x, p.y, p.z), 2)
  }

  /// A floor of boards: 12 cm wide, of random lengths near 1.6 m, each cut from its own tree.
  func planks(_ s: inout SurfaceSample, _ p: Float3, _ n: Float3, _ f: Float) {
    let (q, _) = facing(p, n)
    let width: Float = 0.12
    let rowPosition: Float = q.y / width
    let row: Int32 = wholeNumber(rowPosition)
    let length: Float = 1.6
    let along: Float = q.x / length + cellValue(row, 17, seed) * 7
    let column: Int32 = wholeNumber(along)
    let board = hash32(UInt32(bitPattern: row) &* 0x9E37_79B1 ^ hash32(UInt32(bitPattern: column) &+ seed))
    let tone: Float = unitFloat(hash32(board &+ 5))
    let warmth: Float = unitFloat(hash32(board &+ 6)) - 0.5
    // The board's own piece of wood.
    let local = Float3(q.x, q.z + 0.03, (rowPosition - Float(row) - 0.5) * width)
    var boarded = self
    boarded.grain = 0
    boarded.wood(&s, local, seed: board, f)
    s.slope = .zero
    s.albedo *= 0.78 + 0.42 * tone
    s.albedo *= Float3(1 + 0.10 * warmth, 1, 1 - 0.14 * warmth)
    // Joints: a narrow dark gap with eased edges.
    let across: Float = (rowPosition - rowPosition.rounded()).magnitude * width
    let end: Float = (along - along.rounded()).magnitude * length
    let gap: Float = max(jointCover(across, 0.0011, f), jointCover(end, 0.0009, f))
    s.albedo *= 1 - 0.86 * gap
    s.roughness = lerp(s.roughness, 0.9, gap)
    s.coat *= 1 - gap
    let scuff: Float = fractalNoise(Float3(q.x, 0, q.y) + offset, size: 0.5, octaves: 5, gain: 0.6, footprint: f)
    s.roughness += 0.10 * scuff
    s.coatRoughness = 0.24 + 0.10 * scuff
    s.albedo *= 1 + 0.05 * scuff
  }

  /// How much of a pixel at distance `d` from a joint's middle is joint of half width `half`.
  @inline(__always) func jointCover(_ d: Float, _ half: Float, _ f: Float) -> Float {
    let blur: Float = max(f * 0.75, 0.0004)
    // A box as wide as the pixel over a box as wide as the joint.
    let overlap: Float = min(d + half, blur) - max(d - half, -blur)
    return saturate(overlap / (2 * blur)) * (d - half < blur ? 1 : 0)
  }

  /// Square tiles of 30 cm with 3 mm of grout.
  func tiles(_ s: inout SurfaceSample, _ p: Float3, _ n: Float3, _ f: Float) {
    let (q, _) = facing(p, n)
    let side: Float = 0.3
    let u: Float = q.x / side
    let v: Float = q.y / side
    let tone: Float = cellValue(wholeNumber(u), wholeNumber(v), seed)
    let du: Float = (u - u.rounded()).magnitude * side
    let dv: Float = (v - v.rounded()).magnitude * side
    let grout: Float = max(jointCover(du, 0.0016, f), jointCover(dv, 0.0016, f))
    let shift: Float = cellValue(wholeNumber(u), wholeNumber(v), seed &+ 9) * 40
    let cloud: Float = fractalNoise(q + offset + shift, size: 0.12, octaves: 5, gain: 0.6, footprint: f)
    s.albedo *= 0.93 + 0.10 * tone + 0.06 * cloud
    let groutColour = Float3(0.30, 0.29, 0.27) * (1 + 0.3 * fractalNoise(q, size: 0.02, octaves: 4, footprint: f))
    s.albedo = mix(s.albedo, groutColour, grout)
    s.roughness = lerp(s.roughness + 0.06 * cloud, 0.9, grout)
    s.coat *= 1 - grout
    s.coatRoughness = 0.12 + 0.05 * tone
    s.slope = bumpSlope(q + shift, size: 0.05, height: 0.00009, footprint: f)
  }
}
