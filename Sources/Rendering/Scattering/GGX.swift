import VectorMath

/// The GGX microfacet distribution seen from `view`, in a frame whose z is the normal and whose x is the direction of
/// least curvature of the facets: a round one where both widths are equal (Walter et al. 2007; Heitz 2014).
struct GGX {
  let alphaX: Float
  let alphaY: Float
  /// Unit, z > 0.
  let view: Float3
  /// Smith's ratio of hidden to seen facets.
  private let hidden: Float

  /// - Parameters:
  ///   - roughness: perceptual; its square is the distribution's width.
  ///   - anisotropy: 0 round, 1 stretched along x ten times as far as across (Burley 2012).
  @inline(__always) init(roughness: Float, anisotropy: Float = 0, view: Float3) {
    let alpha: Float = max(1e-4, roughness * roughness)
    if anisotropy == 0 {
      alphaX = alpha
      alphaY = alpha
    } else {
      let aspect: Float = (1 - 0.9 * anisotropy).squareRoot()
      alphaX = alpha / aspect
      alphaY = alpha * aspect
    }
    self.view = view
    hidden = GGX.hidden(view, alphaX, alphaY)
  }

  @inline(__always) private static func hidden(_ v: Float3, _ ax: Float, _ ay: Float) -> Float {
    let x: Float = ax * v.x
    let y: Float = ay * v.y
    return ((1 + (x * x + y * y) / (v.z * v.z)).squareRoot() - 1) * 0.5
  }

  /// Facets with normal `h` per solid angle and unit of surface.
  @inline(__always) func distribution(_ h: Float3) -> Float {
    // By the slopes, not by the cosine: on nearly smooth surfaces that keeps its digits.
    let x: Float = h.x / alphaX
    let y: Float = h.y / alphaY
    let e: Float = x * x + y * y + h.z * h.z
    return 0.318_309_89 / (alphaX * alphaY * e * e)
  }

  /// Share of the facets that `view` sees.
  @inline(__always) var masking: Float { 1 / (1 + hidden) }

  /// Of light reflected to `light`, the share of what `view` sees that `light` reaches: heights correlated.
  @inline(__always) func shadowing(reflected light: Float3) -> Float {
    let other: Float = GGX.hidden(light, alphaX, alphaY)
    return (1 + hidden) / (1 + hidden + other)
  }

  /// The same of light from below, z < 0: heights independent.
  @inline(__always) func shadowing(transmitted light: Float3) -> Float {
    1 / (1 + GGX.hidden(light, alphaX, alphaY))
  }

  /// Density per solid angle with which `visibleNormal` gives `h`.
  @inline(__always) func visibleDensity(_ h: Float3) -> Float {
    distribution(h) * masking * max(0, dot(view, h)) / view.z
  }

  /// A facet normal in proportion to what `view` sees of it (Dupuy & Benyoub, "Sampling visible GGX normals with
  /// spherical caps", 2023).
  @inline(__always) func visibleNormal(_ u: SIMD2<Float>) -> Float3 {
    let v: Float3 = normalize(Float3(alphaX * view.x, alphaY * view.y, view.z))
    let (c, s) = circlePoint(u.x)
    let z: Float = (1 - u.y) * (1 + v.z) - v.z
    let r: Float = max(0, (1 - z) * (1 + z)).squareRoot()
    let h = Float3(r * c + v.x, r * s + v.y, z + v.z)
    return normalize(Float3(alphaX * h.x, alphaY * h.y, max(1e-6, h.z)))
  }
}
