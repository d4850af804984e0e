import VectorMath

/// How a surface point scatters light: diffuse under a GGX interface, optionally under a smooth varnish.
///
/// The diffuse layer gets exactly what the interface lets through both ways, so that a white one loses nothing
/// (Kelemen & Szirmay-Kalos 2001); rough metals get back what single scattering loses (Turquin 2019).
struct Scattering {
  let normal: Float3
  let geometricNormal: Float3
  let view: Float3
  private let table: ScatteringTable.View
  private let tangent: Float3
  private let bitangent: Float3
  private let viewCosine: Float
  private let diffuse: Float3
  private let f0: Float3
  private let gain: Float3
  private let alpha: Float
  private let roughness: Float
  private let coat: Float
  private let coatAlpha: Float
  private let coatRoughness: Float
  private let sheen: Float
  /// The chances of sampling each layer.
  private let chanceDiffuse: Float
  private let chanceGloss: Float
  private let chanceCoat: Float
  private let coatLoss: Float
  private let coatReturn: Float
  private let interfaceLoss: Float

  /// - Parameters:
  ///   - normal: shading normal; must be on the side of `view`.
  ///   - view: unit vector towards where the light goes.
  init(
    _ s: SurfaceSample, normal: Float3, geometricNormal: Float3, view: Float3, table: ScatteringTable.View,
    leastRoughness: Float = 0
  ) {
    self.normal = normal
    self.geometricNormal = geometricNormal
    self.view = view
    self.table = table
    (tangent, bitangent) = tangents(normal)
    roughness = max(s.roughness, leastRoughness)
    alpha = roughness * roughness
    let cosine: Float = max(1e-3, dot(normal, view))
    viewCosine = cosine
    f0 = mix(Float3(repeating: 0.04), s.albedo, s.metalness)
    let terms = table.terms(cosine: cosine, roughness: roughness)
    let reflected: Float3 = f0 * terms.x + Float3(repeating: terms.y)
    // What Fresnel-free reflection loses by scattering once only comes back coloured by F0.
    gain = Float3(repeating: 1) + f0 * (s.metalness * (1 / max(0.05, terms.x + terms.y) - 1))
    let dielectric: Float = 0.04 * terms.x + terms.y
    let mean: Float = table.dielectricMean(roughness: roughness)
    interfaceLoss = (1 - dielectric) / (1 - mean)
    diffuse = s.albedo * (1 - s.metalness)
    coat = s.coat
    coatRoughness = max(0.08, max(s.coatRoughness, leastRoughness))
    coatAlpha = coatRoughness * coatRoughness
    let coatReflected: Float = coat > 0 ? coat * table.dielectric(cosine: cosine, roughness: coatRoughness) : 0
    coatLoss = 1 - coatReflected
    coatReturn = coat > 0 ? 1 / (1 - coat * table.dielectricMean(roughness: coatRoughness)) : 1
    sheen = s.sheen
    let wd: Float = largest(diffuse) * interfaceLoss
    // The sun lights the diffuse layer by next-event estimation, so what is left to sample there is dim; reflections
    // see the sky's bright parts. The factors were measured on a varnished floor: they halve its noise.
    let wg: Float = 2.5 * largest(reflected) * largest(gain)
    let wc: Float = coat > 0 ? 2.5 * coatReflected + 0.02 : 0
    let total: Float = wd + wg + wc
    chanceDiffuse = wd / total
    chanceGloss = wg / total
    chanceCoat = wc / total
  }

  /// BSDF times the cosine, and the density with which `sample` draws `light`.
  @inline(__always) func evaluate(_ light: Float3) -> (value: Float3, density: Float) {
    let nl: Float = dot(normal, light)
    if nl <= 1e-5 || dot(geometricNormal, light) <= 0 { return (.zero, 0) }
    let h: Float3 = normalize(view + light)
    let nh: Float = saturate(dot(normal, h))
    let vh: Float = saturate(dot(view, h))
    let c: Float = 1 - vh
    let c2: Float = c * c
    let fresnel: Float = c2 * c2 * c
    let invPi: Float = 0.318_309_89

    let d: Float = GGX.distribution(nh, alpha: alpha)
    let gv: Float = GGX.masking(viewCosine, alpha: alpha)
    let gloss: Float = d * gv * GGX.shadowing(nl, viewCosine, alpha: alpha) / (4 * viewCosine)
    var value: Float3 = (f0 + (Float3(repeating: 1) - f0) * fresnel) * gain * gloss
    var density: Float = chanceGloss * d * gv / (4 * viewCosine)
    if chanceDiffuse > 0 {
      let through: Float = (1 - table.dielectric(cosine: nl, roughness: roughness)) * interfaceLoss
      // Fibres catch light that grazes them; what they add they take from the mean of the layer below.
      let rim: Float = 1 + sheen * (1 - viewCosine) * (1 - nl) - sheen * 0.17
      value += diffuse * (through * coatReturn * rim * nl * invPi)
      density += chanceDiffuse * nl * invPi
    }
    if coat > 0 {
      let dc: Float = GGX.distribution(nh, alpha: coatAlpha)
      let gc: Float = GGX.masking(viewCosine, alpha: coatAlpha)
      let shine: Float = dc * gc * GGX.shadowing(nl, viewCosine, alpha: coatAlpha) / (4 * viewCosine)
      let below: Float = coatLoss * (1 - coat * table.dielectric(cosine: nl, roughness: coatRoughness))
      value = value * below + Float3(repeating: coat * (0.04 + 0.96 * fresnel) * shine)
      density += chanceCoat * dc * gc / (4 * viewCosine)
    }
    return (value, density)
  }

  /// A direction in proportion to what the layers scatter, `u` choosing it and `choice` the layer; nil when absorbed.
  @inline(__always)
  func sample(_ u: SIMD2<Float>, choice: Float) -> (light: Float3, weight: Float3, density: Float)? {
    var light: Float3
    if choice < chanceDiffuse {
      let (c, s) = circlePoint(u.x)
      let r: Float = u.y.squareRoot()
      let z: Float = max(0, 1 - u.y).squareRoot()
      light = tangent * (r * c) + bitangent * (r * s) + normal * z
    } else {
      let a: Float = choice < chanceDiffuse + chanceGloss ? alpha : coatAlpha
      let local = Float3(dot(tangent, view), dot(bitangent, view), viewCosine)
      let m: Float3 = GGX.visibleNormal(local, alpha: a, u)
      let h: Float3 = tangent * m.x + bitangent * m.y + normal * m.z
      light = reflect(-view, h)
    }
    light = normalize(light)
    let (value, density) = evaluate(light)
    if !(density > 1e-9) { return nil }
    return (light, value / density, density)
  }
}
