import VectorMath

/// A clear coat of index 1.5 over everything below.
struct Varnish {
  /// Share of the surface that is coated.
  let cover: Float
  let facets: GGX
  let isSmooth: Bool
  private let interface: ScatteringTable.Interface
  private let below: LayerTable.Balance
  private let belowView: Float

  /// - Parameter base: roughness of the facets below.
  init(cover: Float, roughness: Float, view: Float3, base: Float, table: ScatteringTable.View) {
    self.cover = cover
    facets = GGX(roughness: roughness, view: view)
    isSmooth = roughness < Scattering.smoothest
    interface = table.dielectric(eta: 1.5, roughness: roughness)
    below = LayerTable.varnish(roughness: roughness, base: base)
    belowView = below(view.z)
  }

  /// Reflection times the cosine, `h` being the normal half way; the density of `sample`.
  func value(_ light: Float3, _ h: Float3) -> (value: Float, density: Float) {
    let c: Float = saturate(dot(facets.view, h))
    let seen: Float = facets.distribution(h) * facets.masking / (4 * facets.view.z)
    return (cover * Fresnel.dielectric(c, eta: 1.5) * seen * facets.shadowing(reflected: light), seen)
  }

  /// What is left of the gloss below.
  func dims(_ light: Float3) -> Float { 1 - cover + cover * belowView * below(light.z) }

  /// The same of a plastic's whole gloss in a furnace.
  func leaves(_ cosine: Float) -> Float { 1 - cover + cover * below.kept(cosine) }

  /// Albedo of the coat itself at full cover.
  func albedo(_ cosine: Float) -> Float { interface.albedo(cosine) }
}
