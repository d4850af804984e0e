import VectorMath

/// What the layers send from one direction into another.
extension Scattering {
  /// Whether the only light that goes straight through goes unbent: a clear pane, which shadow rays may cross.
  var isPane: Bool { layers.isSuperset(of: [.clear, .sheet, .smooth]) }
  /// Whether little but sharp reflections and refractions comes from the surface: what is seen is seen in it.
  var isSharp: Bool {
    opaque < 0.25 && varnish == nil && (layers.contains(.smooth) || facets.alphaX * facets.alphaY < 4e-4)
  }

  /// BSDF times the cosine, and the density with which `sample` draws `world`. Mirrors and what wanders are left out.
  @inline(__always) func evaluate(_ world: Float3) -> (value: Float3, density: Float) {
    let light: Float3 = frame.local(world)
    let side: Float = dot(frame.geometric, light)
    if light.z > 1e-5 && side > 0 { return reflected(light) }
    if light.z < -1e-5 && side < 0 && (layers.contains(.clear) || layers.contains(.leaf)) { return transmitted(light) }
    return (.zero, 0)
  }

  @inline(__always) private func reflected(_ light: Float3) -> (value: Float3, density: Float) {
    let h: Float3 = normalize(view + light)
    var gloss: Float3 = .zero
    var density: Float = chanceUp * light.z * 0.318_309_89
    if !layers.contains(.smooth) {
      let c: Float = saturate(dot(view, h))
      let seen: Float = facets.distribution(h) * facets.masking / (4 * view.z)
      let f: Float3 = fresnel(c)
      gloss = f * (seen * facets.shadowing(reflected: light))
      density += chanceFacets * seen * (layers.contains(.clear) ? chanceOfReflection(c, f) : 1)
    }
    var value: Float3 = gloss
    if opaque > 0 { value += body * ((1 - leaf) * (1 - wander) * share(light) * light.z) }
    if layers.isDisjoint(with: [.metal, .clear, .varnish, .fuzz]) { return (value, density) }

    var shine: Float3 = gloss
    if let mirror { shine += rebound * (max(0, 1 - mirror(light)) * light.z) }
    if let boundary { shine += Float3(repeating: boundaryLoss * boundary.reflected(light.z) * light.z) }
    value += shine - gloss
    if let varnish {
      let dim: Float = varnish.dims(light)
      value += shine * (dim - 1)
      shine *= dim
      if !varnish.isSmooth {
        let (coat, seen) = varnish.value(light, h)
        value += Float3(repeating: coat * (fuzz?.dimsVarnish(light) ?? 1))
        density += chanceVarnish * seen
      }
    }
    if let fuzz {
      value += shine * (fuzz.dims(light) - 1) + fuzz.value(light)
      density += chanceFuzz * 0.159_154_94
    }
    return (value, density)
  }

  private func transmitted(_ light: Float3) -> (value: Float3, density: Float) {
    let below = Float3(light.x, light.y, -light.z)
    var value: Float3 = .zero
    var density: Float = chanceDown * below.z * 0.318_309_89
    if layers.contains(.leaf) { value += body * (leaf * share(below) * below.z) }
    if !layers.contains(.clear) { return (value, density) }
    if layers.contains(.sheet) {
      if layers.contains(.smooth) { return (value, density) }
      // As if reflected, then folded through the sheet.
      let h: Float3 = normalize(view + below)
      let c: Float = saturate(dot(view, h))
      let seen: Float = facets.distribution(h) * facets.masking / (4 * view.z)
      let passed: Float = clear * (1 - Fresnel.pane(Fresnel.dielectric(c, eta: eta)))
      var shine: Float3 = colour * (passed * seen * facets.shadowing(reflected: below))
      density += chanceFacets * seen * (1 - chanceOfReflection(c, fresnel(c)))
      if let mirror { shine += reboundThrough * (max(0, 1 - mirror(below)) * below.z) }
      if let fuzz { shine *= fuzz.dims(below) }
      return (value + shine, density)
    }
    if let boundary { value += Float3(repeating: boundaryLoss * boundary.transmitted(below.z) * below.z) }
    if layers.contains(.smooth) { return (value, density) }
    // The facet that bends one direction into the other (Walter et al., "Microfacet models for refraction", 2007).
    var h: Float3 = -(view + light * eta)
    if h.z < 0 { h = -h }
    h = normalize(h)
    let c: Float = dot(view, h)
    let t: Float = dot(light, h)
    if c <= 0 || t >= 0 || h.z <= 0 { return (value, density) }
    let f: Float = Fresnel.dielectric(c, eta: eta)
    if f >= 1 { return (value, density) }
    let bend: Float = c + eta * t
    let spread: Float = eta * eta * -t / max(1e-12, bend * bend)
    let seen: Float = facets.visibleDensity(h) * spread
    value += Float3(repeating: clear * (1 - f) * seen * facets.shadowing(transmitted: light))
    density += chanceFacets * seen * (1 - chanceOfReflection(c, fresnel(c)))
    return (value, density)
  }

  /// What the facets reflect at an angle of incidence.
  @inline(__always) func fresnel(_ cosine: Float) -> Float3 {
    if metalness >= 1 { return metal.reflectance(cosine) }
    let f: Float = Fresnel.dielectric(cosine, eta: eta)
    if layers.isDisjoint(with: [.metal, .clear]) { return Float3(repeating: f) }
    // Inside a body its scattering share is seen bare.
    var sum: Float = layers.contains(.inside) ? 0 : opaque * f
    if clear > 0 { sum += clear * (layers.contains(.sheet) ? Fresnel.pane(f) : f) }
    return metal.reflectance(cosine) * metalness + Float3(repeating: sum)
  }

  /// The chance that `sample` reflects at a facet rather than passes it; `f` is what it reflects.
  @inline(__always) func chanceOfReflection(_ cosine: Float, _ f: Float3) -> Float {
    let face: Float = Fresnel.dielectric(cosine, eta: eta)
    let passed: Float = clear * (layers.contains(.sheet) ? (1 - Fresnel.pane(face)) * largest(colour) : 1 - face)
    let kept: Float = largest(f)
    return kept + passed > 0 ? kept / (kept + passed) : 1
  }

  /// The share of light from a direction that reaches the body.
  @inline(__always) func share(_ light: Float3) -> Float {
    if layers.contains(.inside) { return 1 }
    let e: Float = dielectric(light)
    if layers.isDisjoint(with: [.varnish, .fuzz]) { return 1 - e }
    return Scattering.passes(light.z, e, varnish, fuzz)
  }

  /// What the clear share of a pane lets straight through, for shadow rays.
  func straightThrough() -> Float3 {
    guard isPane else { return .zero }
    let fibres: Float = fuzz?.dims(view) ?? 1
    return colour * (clear * fibres * (1 - Fresnel.pane(Fresnel.dielectric(view.z, eta: eta))))
  }

  /// The share of what wandered below the surface that leaves in a direction: BSDF times the cosine of the way out.
  func leaves(_ world: Float3) -> Float {
    let light: Float3 = frame.local(world)
    if light.z <= 1e-5 || dot(frame.geometric, light) <= 0 { return 0 }
    return share(light) * bodyScale * light.z
  }
}
