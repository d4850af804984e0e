import VectorMath

/// How much of the light from one side a rough reflecting surface sends back, by angle and roughness.
///
/// For Schlick's Fresnel term the directional albedo of single-scattering GGX is F0 * a + b (Karis, "Real shading in
/// Unreal Engine 4", 2013); a and b are integrated once, by 256 points of visible-normal sampling each.
enum ScatteringTable {
  static let size = 32
  /// (a, b) at [roughness][cosine], row-major.
  private static let values: FixedBuffer<SIMD2<Float>> = FixedBuffer(integrate())
  /// The mean over the hemisphere of a dielectric's albedo (F0 = 0.04), by roughness.
  private static let dielectricMeans: FixedBuffer<Float> = FixedBuffer(means())

  /// A pointer pair that inner loops read without touching the lazy globals.
  struct View: @unchecked Sendable {
    let values: UnsafePointer<SIMD2<Float>>
    let means: UnsafePointer<Float>

    /// (a, b) by bilinear interpolation.
    @inline(__always) func terms(cosine: Float, roughness: Float) -> SIMD2<Float> {
      let x: Float = saturate(cosine) * Float(ScatteringTable.size - 1)
      let y: Float = saturate(roughness) * Float(ScatteringTable.size - 1)
      let i = min(ScatteringTable.size - 2, Int(x))
      let j = min(ScatteringTable.size - 2, Int(y))
      let fx: Float = x - Float(i)
      let fy: Float = y - Float(j)
      let row = values + j * ScatteringTable.size + i
      let low: SIMD2<Float> = row[0] * (1 - fx) + row[1] * fx
      let high: SIMD2<Float> = row[ScatteringTable.size] * (1 - fx) + row[ScatteringTable.size + 1] * fx
      return low * (1 - fy) + high * fy
    }
    @inline(__always) func dielectric(cosine: Float, roughness: Float) -> Float {
      let t = terms(cosine: cosine, roughness: roughness)
      return 0.04 * t.x + t.y
    }
    @inline(__always) func dielectricMean(roughness: Float) -> Float {
      let y: Float = saturate(roughness) * Float(ScatteringTable.size - 1)
      let j = min(ScatteringTable.size - 2, Int(y))
      let fy: Float = y - Float(j)
      return means[j] * (1 - fy) + means[j + 1] * fy
    }
  }
  static var view: View { View(values: values.pointer, means: dielectricMeans.pointer) }

  private static func integrate() -> [SIMD2<Float>] {
    var table: [SIMD2<Float>] = []
    let points = 256
    for j in 0..<size {
      let roughness: Float = max(0.03, Float(j) / Float(size - 1))
      let alpha: Float = roughness * roughness
      for i in 0..<size {
        let cosine: Float = max(0.01, Float(i) / Float(size - 1))
        let view = Float3((1 - cosine * cosine).squareRoot(), 0, cosine)
        var sum = SIMD2<Float>.zero
        for k in 0..<points {
          // Golden-ratio lattice over the square.
          let u = SIMD2<Float>(
            (Float(k) + 0.5) / Float(points), (Float(k) * 0.618_034).truncatingRemainder(dividingBy: 1))
          let h: Float3 = GGX.visibleNormal(view, alpha: alpha, u)
          let l: Float3 = reflect(-view, h)
          if l.z <= 0 { continue }
          let g: Float = GGX.shadowing(l.z, view.z, alpha: alpha)
          let c: Float = 1 - saturate(dot(view, h))
          let f: Float = c * c * c * c * c
          sum += SIMD2(g * (1 - f), g * f)
        }
        table.append(sum / Float(points))
      }
    }
    return table
  }

  private static func means() -> [Float] {
    (0..<size).map { j in
      var sum: Float = 0
      for i in 0..<size {
        // 2 * integral of E(mu) mu over mu by the trapezoid rule; the weight's own integral is 1.
        let mu: Float = Float(i) / Float(size - 1)
        let weight: Float = i == 0 || i == size - 1 ? 0.5 : 1
        let t = values.pointer[j * size + i]
        sum += 2 * weight * (0.04 * t.x + t.y) * mu
      }
      return sum / Float(size - 1)
    }
  }
}

/// The GGX microfacet distribution, in a frame whose z is the normal.
enum GGX {
  /// A visible microfacet normal (Dupuy & Benyoub, "Sampling visible GGX normals with spherical caps", 2023).
  @inline(__always) static func visibleNormal(_ view: Float3, alpha: Float, _ u: SIMD2<Float>) -> Float3 {
    let v: Float3 = normalize(Float3(alpha * view.x, alpha * view.y, view.z))
    let (c, s) = circlePoint(u.x)
    let z: Float = (1 - u.y) * (1 + v.z) - v.z
    let r: Float = max(0, 1 - z * z).squareRoot()
    let h = Float3(r * c + v.x, r * s + v.y, z + v.z)
    return normalize(Float3(alpha * h.x, alpha * h.y, max(1e-6, h.z)))
  }

  @inline(__always) static func distribution(_ cosine: Float, alpha: Float) -> Float {
    let a2: Float = alpha * alpha
    let d: Float = cosine * cosine * (a2 - 1) + 1
    return a2 / (3.141_592_7 * d * d)
  }

  /// Smith's one-sided factor.
  @inline(__always) static func masking(_ cosine: Float, alpha: Float) -> Float {
    let a2: Float = alpha * alpha
    return 2 * cosine / (cosine + (a2 + (1 - a2) * cosine * cosine).squareRoot())
  }

  /// Height-correlated masking and shadowing over masking alone: the weight of a visible-normal sample.
  @inline(__always) static func shadowing(_ light: Float, _ view: Float, alpha: Float) -> Float {
    let a2: Float = alpha * alpha
    let l: Float = ((a2 + (1 - a2) * light * light).squareRoot() / light - 1) / 2
    let v: Float = ((a2 + (1 - a2) * view * view).squareRoot() / view - 1) / 2
    return (1 + v) / (1 + v + l)
  }
}
