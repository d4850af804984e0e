import Parallelism
import SceneDescription
import VectorMath

/// Fair-weather clouds with a volume, marched once into a map of the upper half of the sky.
///
/// Density: a flat base, columns whose height follows a broad noise, edges eaten by finer noise (after Schneider, "The
/// real-time volumetric cloudscapes of Horizon: Zero Dawn", 2015). Light: the sun through the cloud in octaves of ever
/// weaker extinction and blunter phase for what has been scattered often (Wrenninge, Kulla & Lundqvist, "Oz: the great and
/// volumetric", 2013), sky from above, ground from below.
struct CloudDome: Sendable {
  static let side = 384
  /// Radiance, and in w the share of the sky behind that shows through.
  private let map: FixedBuffer<SIMD4<Float>>

  /// How the clouds of a kind are built; lengths in km.
  private struct Build {
    var base: Float = 1.1
    var depth: Float = 1.1
    /// The level of the broad noise above which there is cloud.
    var threshold: Float
    var size: Float = 2.6
    /// 1/km.
    var extinction: Float = 28
    var offset = Float3.zero

    init?(_ kind: Light.Clouds) {
      switch kind {
      case .cumulus: threshold = 0.13
      case .broken: (threshold, size, depth) = (-0.08, 3.4, 1.3)
      case .clear, .overcast, .storm: return nil
      }
    }

    /// 1/km at a point over a flat ground; `height` is 0 at the base and 1 at the greatest top.
    func density(_ p: Float3, height: Float, footprint: Float) -> Float {
      if height <= 0 || height >= 1 { return 0 }
      let room: Float = broad(p, footprint: footprint) - threshold
      return room <= 0 ? 0 : density(p, height: height, room: room, footprint: footprint)
    }

    /// What decides where clouds stand; the same at all heights.
    func broad(_ p: Float3, footprint: Float) -> Float {
      let q: Float3 = p + offset
      return fractalNoise(Float3(q.x, 0, q.z), size: size, octaves: 3, gain: 0.5, footprint: footprint)
    }

    /// Where the broad noise leaves `room` over the threshold.
    @inline(__always) func density(_ p: Float3, height: Float, room: Float, footprint: Float) -> Float {
      // A column grows with the room that it has over the threshold.
      let top: Float = min(1, 0.15 + 2.6 * room)
      if height > top { return 0 }
      let h: Float = height / top
      let profile: Float = smoothstep(0, 0.08, h) * (1 - h * h * h)
      let body: Float = saturate(room * 5) * profile
      let billow: Float = fractalNoise(p + offset, size: 0.55, octaves: 5, gain: 0.55, footprint: footprint)
      // Edges are eaten more towards the top.
      let eaten: Float = body - (0.34 + 0.25 * h) * (0.5 - billow)
      return saturate(eaten * 3.2) * extinction
    }
  }

  /// Density with the broad noise read from a table where the eye is near, which is where most of the steps are.
  private struct Field: Sendable {
    let build: Build
    private let table: FixedBuffer<Float>
    /// Samples along a side, km between them, km from the middle to the outermost.
    private static let side = 641
    private static let spacing: Float = 0.075
    private static let reach: Float = 24

    init(_ build: Build) {
      self.build = build
      var samples = [Float](repeating: 0, count: Field.side * Field.side)
      samples.withUnsafeMutableBufferPointer { buffer in
        let out = OutputPointer(pointer: buffer.baseAddress!)
        parallelFor(Field.side) { z in
          for x in 0..<Field.side {
            let p = Float3(Float(x) * Field.spacing - Field.reach, 0, Float(z) * Field.spacing - Field.reach)
            out[z * Field.side + x] = build.broad(p, footprint: 0.05)
          }
        }
      }
      table = FixedBuffer(samples)
    }

    /// 1/km; see `Build.density`.
    func density(_ p: Float3, height: Float, footprint: Float) -> Float {
      if height <= 0 || height >= 1 { return 0 }
      let u: Float = (p.x + Field.reach) / Field.spacing
      let v: Float = (p.z + Field.reach) / Field.spacing
      let limit = Float(Field.side - 1)
      var room: Float = -build.threshold
      if u >= 0 && v >= 0 && u < limit && v < limit {
        let i = Int(u)
        let j = Int(v)
        let at = table.pointer + j * Field.side + i
        let near: Float = lerp(at[0], at[1], u - Float(i))
        let far: Float = lerp(at[Field.side], at[Field.side + 1], u - Float(i))
        room += lerp(near, far, v - Float(j))
      } else {
        room += build.broad(p, footprint: footprint)
      }
      return room <= 0 ? 0 : build.density(p, height: height, room: room, footprint: footprint)
    }
  }

  /// - Parameters:
  ///   - sky: the cloudless sky in a direction.
  ///   - ambient: radiance of the sky, mean over the upper half.
  ///   - ground: radiance of the ground.
  init?(
    _ kind: Light.Clouds, source: ClearSky, ambient: Float3, ground: Float3
  ) {
    guard var build = Build(kind) else { return nil }
    build.offset = CloudDome.free(source.direction, build)
    let side = CloudDome.side
    var texels = [SIMD4<Float>](repeating: .zero, count: side * side)
    let sunlight: Float3 = source.groundLight
    let field = Field(build)
    texels.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      parallelFor(side) { y in
        for x in 0..<side {
          let d = CloudDome.direction(SIMD2((Float(x) + 0.5) / Float(side), (Float(y) + 0.5) / Float(side)))
          out[y * side + x] = CloudDome.march(d, field, source.direction, sunlight, ambient, ground)
        }
      }
    }
    map = FixedBuffer(texels)
  }

  // MARK: The map: an octahedron's upper half unfolded to a square

  private static func direction(_ uv: SIMD2<Float>) -> Float3 {
    let a: Float = uv.x * 2 - 1
    let b: Float = uv.y * 2 - 1
    let x: Float = (a + b) * 0.5
    let z: Float = (a - b) * 0.5
    return normalize(Float3(x, 1 - x.magnitude - z.magnitude, z))
  }

  /// Light of the clouds along `d`, and in w what they let through.
  @inline(__always) func look(_ d: Float3) -> SIMD4<Float> {
    if d.y <= 0 { return SIMD4(0, 0, 0, 1) }
    let scale: Float = 1 / (d.x.magnitude + d.y + d.z.magnitude)
    let x: Float = d.x * scale
    let z: Float = d.z * scale
    let limit = Float(CloudDome.side) - 1.001
    let u: Float = max(0, min(limit, (x + z + 1) * 0.5 * Float(CloudDome.side) - 0.5))
    let v: Float = max(0, min(limit, (x - z + 1) * 0.5 * Float(CloudDome.side) - 0.5))
    let i = Int(u)
    let j = Int(v)
    let fu: Float = u - Float(i)
    let fv: Float = v - Float(j)
    let at = map.pointer + j * CloudDome.side + i
    let low: SIMD4<Float> = at[0] * (1 - fu) + at[1] * fu
    let high: SIMD4<Float> = at[CloudDome.side] * (1 - fu) + at[CloudDome.side + 1] * fu
    return low * (1 - fv) + high * fv
  }

  // MARK: Marching

  /// Distance in km along a direction of sine `s` to a height above the curved ground.
  private static func distance(_ s: Float, to height: Float) -> Float {
    let r: Double = 6360
    let h = Double(height)
    let b = r * Double(s)
    return Float((b * b + 2 * r * h + h * h).squareRoot() - b)
  }

  /// Where to cut the endless pattern so that the sun stands free: the first of some places, or the clearest.
  private static func free(_ sun: Float3, _ build: Build) -> Float3 {
    if sun.y <= 0.02 { return .zero }
    var best: (offset: Float3, depth: Float) = (.zero, .infinity)
    for k in 0..<40 {
      var moved = build
      moved.offset = Float3(Float(k) * 3.7, 0, Float(k * k % 23) * 2.9)
      var depth: Float = 0
      // The disc and some sky around it.
      for turn in 0..<5 {
        let (c, s) = circlePoint(Float(turn) / 5)
        let (a, b) = tangents(sun)
        depth += opticalDepth(normalize(sun + a * (0.03 * c) + b * (0.03 * s)), moved)
      }
      if depth < best.depth { best = (moved.offset, depth) }
      if depth < 0.02 { break }
    }
    return best.offset
  }

  private static func opticalDepth(_ d: Float3, _ build: Build) -> Float {
    let near = distance(d.y, to: build.base)
    let far = distance(d.y, to: build.base + build.depth)
    var sum: Float = 0
    for i in 0..<32 {
      let t: Float = near + (far - near) * (Float(i) + 0.5) / 32
      sum += build.density(d * t, height: (Float(i) + 0.5) / 32, footprint: 0.02) * (far - near) / 32
    }
    return sum
  }

  private static func phase(_ c: Float, _ g: Float) -> Float {
    let base: Float = max(1e-4, 1 + g * g - 2 * g * c)
    return 0.079_577_5 * (1 - g * g) / (base * base.squareRoot())
  }

  private static func march(
    _ d: Float3, _ field: Field, _ sun: Float3, _ sunlight: Float3, _ ambient: Float3, _ ground: Float3
  ) -> SIMD4<Float> {
    if d.y < 0.012 { return SIMD4(0, 0, 0, 1) }
    let build = field.build
    let near = distance(d.y, to: build.base)
    let far = distance(d.y, to: build.base + build.depth)
    if near > 70 { return SIMD4(0, 0, 0, 1) }
    let steps = 72
    let length: Float = (far - near) / Float(steps)
    let cosine: Float = dot(d, sun)
    // Of single and of ever more often scattered light.
    let phases = SIMD4<Float>(
      0.65 * phase(cosine, 0.8) + 0.35 * phase(cosine, -0.2), 0.65 * phase(cosine, 0.4) + 0.35 * phase(cosine, -0.1),
      phase(cosine, 0.12), phase(cosine, 0))
    var light = Float3.zero
    var clear: Float = 1
    var meanDistance: Float = 0
    // Neighbouring rays step from different places: rings become grain, which the look-up smooths.
    let jitter = unitFloat(
      hash32(UInt32(bitPattern: Int32(d.x * 40_000)) ^ hash32(UInt32(bitPattern: Int32(d.z * 40_000)))))
    for i in 0..<steps {
      let t: Float = near + length * (Float(i) + jitter)
      let height: Float = (Float(i) + jitter) / Float(steps)
      let p: Float3 = Float3(d.x, 0, d.z) * t + Float3(0, build.base + height * build.depth, 0)
      let sigma: Float = field.density(p, height: height, footprint: 0.004 * t)
      if sigma <= 0 { continue }
      // Towards the sun in growing steps, a kilometre in all.
      var toSun: Float = 0
      var reach: Float = 0.04
      var walked: Float = 0
      for _ in 0..<4 {
        let s: Float3 = p + sun * (walked + reach * 0.5)
        let hs: Float = (s.y - build.base) / build.depth
        toSun += field.density(s, height: hs, footprint: max(0.004 * t, reach * 0.5)) * reach
        walked += reach
        reach *= 2.5
      }
      let octaves = SIMD4<Float>(
        decay(toSun), 0.72 * decay(toSun * 0.4), 0.55 * decay(toSun * 0.14), 0.42 * decay(toSun * 0.045))
      let direct: Float = (octaves * phases).sum() * 1.55
      let above: Float = 0.35 + 0.65 * height
      let soft: Float3 = ambient * (0.75 * above) + ground * (0.35 * (1 - height))
      let through: Float = decay(sigma * length)
      let part: Float = clear * (1 - through)
      light += (sunlight * direct + soft) * part
      meanDistance += t * part
      clear *= through
      if clear < 0.02 {
        clear = 0
        break
      }
    }
    let cover: Float = 1 - clear
    if cover <= 0 { return SIMD4(0, 0, 0, 1) }
    // Far clouds fade into the air's own light: their share goes back to the sky behind.
    let seen: Float = decay(meanDistance / max(1e-4, cover) / 28) * smoothstep(0.012, 0.05, d.y)
    return SIMD4(light.x * seen, light.y * seen, light.z * seen, 1 - cover * seen)
  }
}
