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
  let facets: GGX
  let dielectric: InterfaceAlbedo
  let eta: Float
  let metalness: Float
  /// Shares of the surface that is no metal: clear and scattering.
  let clear: Float
  let opaque: Float
  let colour: Float3
  /// The diffuse body: albedo times the view's share over pi and the mean share.
  let body: Float3
  let bodyScale: Float
  let leaf: Float
  let wander: Float
  let chanceUp: Float
  let chanceFacets: Float
  var chanceDown: Float = 0
  var chanceWander: Float = 0
  var chanceVarnish: Float = 0
  var chanceFuzz: Float = 0
  var metal = Fresnel.Metal(.zero, edgeTint: Float3(repeating: 1))
  var mirror: InterfaceAlbedo?
  /// Factor of the facets' rebound: tint times the view's loss over pi and the mean loss.
  var rebound: Float3 = .zero
  var reboundThrough: Float3 = .zero
  var boundary: Rebound.Boundary?
  var boundaryLoss: Float = 0
  var varnish: Varnish?
  var fuzz: Fuzz?

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
    let returned: Float = dielectric(v)
    if !layers.contains(.inside) {
      share = 1 - returned
      mean = 1 - dielectric.average
      if varnish != nil || fuzz != nil {
        share = Scattering.passes(v.z, returned, varnish, fuzz)
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
    var shine: Float = opaque * returned
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
          let back: Float = Fresnel.pane(Fresnel.dielectricMean(eta: max(eta, 1 / eta)))
          rebound += Float3(repeating: scale * back)
          reboundThrough = s.albedo * (scale * (1 - back))
          up += clear * loss * back
          down += clear * loss * (1 - back)
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

  static func passes(_ cosine: Float, _ interface: Float, _ varnish: Varnish?, _ fuzz: Fuzz?) -> Float {
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
}
