import VectorMath

/// What single scattering among the facets loses, given back: a broad lobe that makes a white surface white (Kulla &
/// Conty, "Revisiting physically based shading at Imageworks", 2017).
///
/// Between the losses L = 1 - E of the two directions it is L(v) L(l) / (pi mean L): the same both ways.
enum Rebound {
  /// The colour that a metal's facets give to light that meets more than one of them.
  @inline(__always) static func tint(_ mean: Float3, kept: Float) -> Float3 {
    mean * mean * kept / (Float3(repeating: 1) - mean * (1 - kept))
  }

  /// Through and back from a boundary: how a side's loss parts into light that returns and light that passes.
  struct Boundary {
    let here: GlassTable.Interface
    let there: GlassTable.Interface
    /// The share of this side's loss that goes to the other side.
    let passing: Float

    /// - Parameter eta: index beyond over index on this side.
    init(eta: Float, roughness: Float) {
      here = GlassTable.Interface(eta: eta, roughness: roughness)
      there = GlassTable.Interface(eta: 1 / eta, roughness: roughness)
      let lossHere: Float = max(1e-6, 1 - here.average)
      let lossThere: Float = max(1e-6, 1 - there.average)
      // Radiance over the square of the index counts the same both ways: passing / (loss there * index there^2) is equal
      // from either side. From the thin side what the Fresnel mean says passes, unless that asks more of the dense side
      // than it has.
      let dense: Float = max(eta, 1 / eta)
      let out: Float = eta >= 1 ? lossHere : lossThere
      let inside: Float = eta >= 1 ? lossThere : lossHere
      let ratio: Float = out / (inside * dense * dense)
      let fromThin: Float = min(1 - Fresnel.dielectricMean(eta: dense), 1 / ratio)
      passing = eta >= 1 ? fromThin : fromThin * ratio
    }

    func lossHere(_ cosine: Float) -> Float { max(0, 1 - here.albedo(cosine)) }
    /// Densities over cosine and view's loss: 1 / (pi mean loss), times the share.
    func reflected(_ cosine: Float) -> Float {
      (1 - passing) * max(0, 1 - here.albedo(cosine)) * 0.318_309_89 / max(1e-6, 1 - here.average)
    }
    func transmitted(_ cosine: Float) -> Float {
      passing * max(0, 1 - there.albedo(cosine)) * 0.318_309_89 / max(1e-6, 1 - there.average)
    }
  }
}
