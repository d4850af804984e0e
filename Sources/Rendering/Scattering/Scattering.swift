import VectorMath

/// How a surface point scatters light: the layers of a `SurfaceSample`, from fibres and varnish down to the body.
///
/// Facets (GGX) reflect and, where the body is clear, refract; a diffuse body gets exactly what all layers above it let
/// through both ways (after Kelemen & Szirmay-Kalos 2001), so that a white one loses nothing; what facets lose by
/// scattering once comes back by `Rebound`; glosses below a layer are dimmed by `LayerTable`. All of it is the same in
/// both directions. Weights carry radiance over the squared index of refraction, which a boundary leaves unchanged.
struct Scattering {
  /// Facets with less roughness than this are taken for a mirror.
  static let smoothest: Float = 0.04

  /// What there is to look after besides a dielectric interface and a diffuse body.
  struct Layers: OptionSet {
    let rawValue: UInt16
    static let metal = Layers(rawValue: 1)
    static let varnish = Layers(rawValue: 2)
    static let fuzz = Layers(rawValue: 4)
    /// The body lets light through.
    static let clear = Layers(rawValue: 8)
    /// It has no inside.
    static let sheet = Layers(rawValue: 16)
    /// Part of what the body scatters leaves on the other side of the sheet.
    static let leaf = Layers(rawValue: 32)
    /// Part of it wanders below the surface.
    static let wander = Layers(rawValue: 64)
    /// The facets are a mirror: no density to evaluate.
    static let smooth = Layers(rawValue: 128)
    /// The viewer is in the denser body.
    static let inside = Layers(rawValue: 256)
  }

  let frame: ShadingFrame
  let layers: Layers
  /// In the frame's axes.
  let view: Float3
  private let facets: GGX
  private let dielectric: InterfaceAlbedo
  private let eta: Float
  private let metalness: Float
  /// Shares of the surface that is no metal: clear and scattering.
  private let clear: Float
  private let opaque: Float
  private let colour: Float3
  /// The diffuse body: albedo times the view's share over pi and the mean share.
  private let body: Float3
  private let bodyScale: Float
  private let leaf: Float
  private let wander: Float
  private let chanceUp: Float
  private let chanceFacets: Float
  private var chanceDown: Float = 0
  private var chanceWander: Float = 0
  private var chanceVarnish: Float = 0
  private var chanceFuzz: Float = 0
  private var metal = Fresnel.Metal(.zero, edgeTint: Float3(repeating: 1))
  private var mirror: InterfaceAlbedo?
  /// Factor of the facets' rebound: tint times the view's loss over pi and the mean loss.
  private var rebound: Float3 = .zero
  private var reboundThrough: Float3 = .zero
  private var boundary: Rebound.Boundary?
  private var boundaryLoss: Float = 0
  private var varnish: Varnish?
  private var fuzz: Fuzz?

  /// - Parameters:
  ///   - view: unit vector towards where the light goes, world axes; the frame's normals are on its side.
  ///   - eta: index of refraction beyond the surface over that on the viewer's side; nil takes the sample's.
  ///   - leastRoughness: no gloss is taken for smoother.
  ///   - leastVarnishRoughness: the same for the varnish alone.
  ///   - followsWander: false takes what wanders below the surface for diffuse.
  @inline(__always)
  init(
    _ s: SurfaceSample, frame: ShadingFrame, view world: Float3, table: ScatteringTable.View, eta: Float? = nil,
    leastRoughness: Float = 0, leastVarnishRoughness: Float = 0, followsWander: Bool = false
  ) {
    self.frame = frame
    var v: Float3 = frame.local(world)
    if v.z < 1e-3 { v = normalize(Float3(v.x, v.y, 1e-3)) }
    view = v
    let eta: Float = eta ?? s.ior
    self.eta = eta
    let cosine: Float = v.z
    var roughness: Float = max(s.roughness, leastRoughness)
    metalness = s.metalness
    clear = (1 - s.metalness) * s.transmission
    opaque = (1 - s.metalness) * (1 - s.transmission)
    colour = s.albedo
    var layers: Layers = []
    var coat: Float = s.coat
    if s.metalness > 0 { layers.insert(.metal) }
    if clear > 0 {
      layers.insert(.clear)
      // A varnish on glass has its index: it replaces the boundary rather than adding one.
      if coat > 0 {
        roughness = lerp(roughness, max(s.coatRoughness, leastVarnishRoughness), coat)
        coat = 0
      }
    }
    if s.isThin { layers.insert(.sheet) }
    if eta < 1 && !s.isThin && clear > 0 { layers.insert(.inside) }
    // Where the indices agree there is nothing to bend at.
    if roughness < Scattering.smoothest || clear > 0 && (eta - 1).magnitude < 1e-3 { layers.insert(.smooth) }
    facets = GGX(roughness: roughness, anisotropy: s.anisotropy, view: v)
    dielectric = InterfaceAlbedo(eta: eta, roughness: roughness, anisotropy: s.anisotropy, table: table)

    // The layers on top.
    let coatRoughness: Float = max(s.coatRoughness, max(leastVarnishRoughness, leastRoughness))
    if coat > 0 {
      varnish = Varnish(cover: coat, roughness: coatRoughness, view: v, base: roughness, table: table)
      layers.insert(.varnish)
    }
    if s.sheen > 0 && s.metalness < 1 && (clear <= 0 || s.isThin) {
      fuzz = Fuzz(
        cover: min(1, s.sheen * (1 - s.metalness)), colour: s.sheenColour,
        roughness: s.sheenRoughness, view: v, base: roughness, varnish: coatRoughness)
      layers.insert(.fuzz)
    }

    // The body takes what the dielectric interface and the layers leave.
    var share: Float = 1
    var mean: Float = 1
    if !layers.contains(.inside) {
      share = 1 - dielectric(v)
      mean = 1 - dielectric.average
      if varnish != nil || fuzz != nil {
        share = Scattering.passes(v.z, dielectric(v), varnish, fuzz)
        mean = Scattering.meanPassing(dielectric, varnish, fuzz)
      }
    }
    let diffuse: Float3 = s.albedo * opaque
    bodyScale = 0.318_309_89 / max(1e-4, mean)
    body = diffuse * (share * bodyScale)
    leaf = s.isThin ? s.subsurface : 0
    if leaf > 0 { layers.insert(.leaf) }
    wander = followsWander && !s.isThin && !layers.contains(.inside) ? s.subsurface : 0
    if wander > 0 { layers.insert(.wander) }

    // Chances: by what each lobe sends back from this direction, facets more: what is lit by lamps and sun is found by
    // next-event estimation, reflections see the surroundings' bright parts. The factor was measured on a varnished
    // floor: it halves its noise.
    let scattered: Float = largest(diffuse) * share
    var up: Float = scattered * (1 - leaf) * (1 - wander)
    var shine: Float = opaque * dielectric(v)
    if layers.contains(.metal) {
      metal = Fresnel.Metal(s.albedo, edgeTint: s.edgeTint)
      let whole = InterfaceAlbedo(mirror: roughness, anisotropy: s.anisotropy, table: table)
      mirror = whole
      if !layers.contains(.smooth) {
        let kept: Float = whole.average
        let loss: Float = max(0, 1 - whole(v))
        let tint: Float3 = Rebound.tint(metal.mean, kept: kept) * s.metalness
        rebound = tint * (loss * 0.318_309_89 / max(1e-6, 1 - kept))
        up += largest(tint) * loss
      }
      shine += s.metalness * largest(metal.reflectance(cosine))
    }
    var down: Float = scattered * leaf
    if layers.contains(.clear) {
      shine += clear * 0.8
      if !layers.contains(.smooth) {
        if s.isThin {
          let whole = mirror ?? InterfaceAlbedo(mirror: roughness, anisotropy: s.anisotropy, table: table)
          mirror = whole
          let loss: Float = max(0, 1 - whole(v))
          let scale: Float = clear * loss * 0.318_309_89 / max(1e-6, 1 - whole.average)
          let returned: Float = Fresnel.pane(Fresnel.dielectricMean(eta: max(eta, 1 / eta)))
          rebound += Float3(repeating: scale * returned)
          reboundThrough = s.albedo * (scale * (1 - returned))
          up += clear * loss * returned
          down += clear * loss * (1 - returned)
        } else {
          let b = Rebound.Boundary(eta: eta, roughness: roughness)
          boundary = b
          boundaryLoss = clear * b.lossHere(cosine)
          up += boundaryLoss * (1 - b.passing)
          down += boundaryLoss * b.passing
        }
      }
    }
    let weightFacets: Float = 2.5 * shine
    var weightVarnish: Float = 0
    var weightFuzz: Float = 0
    if let varnish { weightVarnish = 2.5 * varnish.cover * varnish.albedo(cosine) + 0.02 }
    if let fuzz { weightFuzz = fuzz.cover * fuzz.fibres.albedo(cosine) + 0.02 }
    let weightWander: Float = scattered > 0 ? opaque * share * wander : 0
    let total: Float = up + down + weightFacets + weightVarnish + weightFuzz + weightWander
    let scale: Float = total > 0 ? 1 / total : 0
    chanceUp = up * scale
    chanceFacets = weightFacets * scale
    chanceDown = down * scale
    chanceVarnish = weightVarnish * scale
    chanceFuzz = weightFuzz * scale
    chanceWander = weightWander * scale
    self.layers = layers
  }

  /// Whether the only light that goes straight through goes unbent: a clear pane, which shadow rays may cross.
  var isPane: Bool { layers.isSuperset(of: [.clear, .sheet, .smooth]) }

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
  @inline(__always) private func fresnel(_ cosine: Float) -> Float3 {
    if metalness >= 1 { return metal.reflectance(cosine) }
    let f: Float = Fresnel.dielectric(cosine, eta: eta)
    if layers.isDisjoint(with: [.metal, .clear]) { return Float3(repeating: f) }
    // Inside a body its scattering share is seen bare.
    var sum: Float = layers.contains(.inside) ? 0 : opaque * f
    if clear > 0 { sum += clear * (layers.contains(.sheet) ? Fresnel.pane(f) : f) }
    return metal.reflectance(cosine) * metalness + Float3(repeating: sum)
  }

  /// The chance that `sample` reflects at a facet rather than passes it; `f` is what it reflects.
  @inline(__always) private func chanceOfReflection(_ cosine: Float, _ f: Float3) -> Float {
    let face: Float = Fresnel.dielectric(cosine, eta: eta)
    let passed: Float = clear * (layers.contains(.sheet) ? (1 - Fresnel.pane(face)) * largest(colour) : 1 - face)
    let kept: Float = largest(f)
    return kept + passed > 0 ? kept / (kept + passed) : 1
  }

  /// The share of light from a direction that reaches the body.
  @inline(__always) private func share(_ light: Float3) -> Float {
    if layers.contains(.inside) { return 1 }
    let e: Float = dielectric(light)
    if layers.isDisjoint(with: [.varnish, .fuzz]) { return 1 - e }
    return Scattering.passes(light.z, e, varnish, fuzz)
  }

  private static func passes(_ cosine: Float, _ interface: Float, _ varnish: Varnish?, _ fuzz: Fuzz?) -> Float {
    var gloss: Float = interface
    if let varnish { gloss *= varnish.leaves(cosine) }
    var coat: Float = varnish.map { $0.cover * $0.albedo(cosine) } ?? 0
    if let fuzz {
      gloss *= fuzz.leaves(cosine)
      coat *= fuzz.leavesVarnish(cosine)
      coat += fuzz.cover * fuzz.fibres.albedo(cosine)
    }
    return max(0, 1 - gloss - coat)
  }

  /// `passes` over the hemisphere, cosine-weighted: Gauss's six points in the root of the cosine.
  private static func meanPassing(_ interface: InterfaceAlbedo, _ varnish: Varnish?, _ fuzz: Fuzz?) -> Float {
    var sum: Float = 0
    for side in 0..<2 {
      for k in 0..<3 {
        let node: Float = k == 0 ? 0.238_619_19 : (k == 1 ? 0.661_209_39 : 0.932_469_51)
        let weight: Float = k == 0 ? 0.467_913_93 : (k == 1 ? 0.360_761_57 : 0.171_324_49)
        let x: Float = 0.5 + (side == 0 ? -0.5 : 0.5) * node
        let z: Float = x * x
        // In the diagonal of the stretch, if there is one.
        let r: Float = (max(0, 1 - z * z) * 0.5).squareRoot()
        sum += 2 * weight * x * z * passes(z, interface(Float3(r, r, z)), varnish, fuzz)
      }
    }
    return sum
  }

  /// A sampled continuation of a path.
  struct Sample {
    enum Course: UInt8 { case reflected, transmitted, wandering }
    var light: Float3
    var weight: Float3
    /// Per solid angle; infinite for mirrors.
    var density: Float
    var course = Course.reflected
  }

  /// A direction in proportion to what the layers scatter, `u` choosing it and `choice` the layer; nil when absorbed.
  @inline(__always) func sample(_ u: SIMD2<Float>, choice: Float) -> Sample? {
    var light: Float3
    var rest: Float = choice
    if rest < chanceUp {
      light = cosineDirection(u)
    } else if rest < chanceUp + chanceFacets {
      rest = (rest - chanceUp) / chanceFacets
      let h: Float3 = layers.contains(.smooth) ? Float3(0, 0, 1) : facets.visibleNormal(u)
      if layers.isDisjoint(with: [.clear, .smooth]) {
        light = reflect(-view, h)
        if light.z <= 0 { return nil }
      } else {
        return sampleFacets(h, rest)
      }
    } else {
      rest -= chanceUp + chanceFacets
      if rest < chanceDown {
        light = cosineDirection(u)
        light.z = -light.z
      } else if rest < chanceDown + chanceFuzz {
        light = hemisphereDirection(u)
      } else if rest < chanceDown + chanceFuzz + chanceWander {
        return wandering(u)
      } else if let varnish {
        if varnish.isSmooth {
          let share: Float = varnish.cover * (fuzz?.dimsVarnish(view) ?? 1)
          return mirrored(Float3(repeating: share * Fresnel.dielectric(view.z, eta: 1.5) / chanceVarnish))
        }
        light = reflect(-view, varnish.facets.visibleNormal(u))
        if light.z <= 0 { return nil }
      } else {
        return nil
      }
    }
    return finish(light)
  }

  @inline(__always) private func finish(_ light: Float3) -> Sample? {
    let world: Float3 = normalize(frame.world(light))
    let (value, density) = evaluate(world)
    if !(density > 1e-9) { return nil }
    return Sample(
      light: world, weight: value / density, density: density, course: light.z > 0 ? .reflected : .transmitted)
  }

  /// Reflects or refracts at the facet `h`.
  private func sampleFacets(_ h: Float3, _ choice: Float) -> Sample? {
    let c: Float = saturate(dot(view, h))
    let f: Float3 = fresnel(c)
    let chance: Float = layers.contains(.clear) ? chanceOfReflection(c, f) : 1
    let isSmooth = layers.contains(.smooth)
    if choice < chance {
      if !isSmooth {
        let light: Float3 = reflect(-view, h)
        return light.z > 0 ? finish(light) : nil
      }
      var weight: Float3 = f / (chance * chanceFacets)
      let light = Float3(-view.x, -view.y, view.z)
      if let varnish { weight *= varnish.dims(light) }
      if let fuzz { weight *= fuzz.dims(light) }
      return mirrored(weight)
    }
    let isSheet = layers.contains(.sheet)
    var light: Float3
    if isSheet {
      light = reflect(-view, h)
      light.z = -light.z
    } else {
      guard let bent = Fresnel.refract(view, h, eta: eta) else { return nil }
      light = bent
    }
    if light.z >= 0 { return nil }
    if !isSmooth { return finish(light) }
    let face: Float = Fresnel.dielectric(c, eta: eta)
    let share: Float = clear / ((1 - chance) * chanceFacets)
    var weight: Float3 = isSheet ? colour * (share * (1 - Fresnel.pane(face))) : Float3(repeating: share * (1 - face))
    if let fuzz { weight *= fuzz.dims(view) }
    let world: Float3 = normalize(frame.world(light))
    if dot(frame.geometric, light) >= 0 { return nil }
    return Sample(light: world, weight: weight, density: .infinity, course: .transmitted)
  }

  private func mirrored(_ weight: Float3) -> Sample? {
    let light = Float3(-view.x, -view.y, view.z)
    if dot(frame.geometric, light) <= 0 { return nil }
    return Sample(light: normalize(frame.world(light)), weight: weight, density: .infinity)
  }

  /// Into the body, where the walk begins; the colour is the walk's.
  private func wandering(_ u: SIMD2<Float>) -> Sample? {
    var light: Float3 = cosineDirection(u)
    light.z = -light.z
    let through: Float = share(view)
    return Sample(
      light: normalize(frame.world(light)), weight: Float3(repeating: opaque * wander * through / chanceWander),
      density: 0.318_309_89, course: .wandering)
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
