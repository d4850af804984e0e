import VectorMath

/// How much of the light a smooth boundary sends back, unpolarised.
enum Fresnel {
  /// Between two dielectrics; `eta` is the index beyond over the index on the side of the light, `cosine` that of the
  /// angle of incidence. 1 is total reflection (Cook & Torrance, "A reflectance model for computer graphics", 1982).
  @inline(__always) static func dielectric(_ cosine: Float, eta: Float) -> Float {
    let square: Float = eta * eta - 1 + cosine * cosine
    if square <= 0 { return 1 }
    let g: Float = square.squareRoot()
    let sum: Float = g + cosine
    let difference: Float = g - cosine
    let a: Float = difference / sum
    let b: Float = (cosine * sum - 1) / (cosine * difference + 1)
    return 0.5 * a * a * (1 + b * b)
  }

  /// Mean of `dielectric` over the hemisphere, cosine-weighted, for 1 <= eta <= 3 within 0.2 % (Kulla & Conty,
  /// "Revisiting physically based shading at Imageworks", 2017).
  @inline(__always) static func dielectricMean(eta: Float) -> Float { (eta - 1) / (4.085_67 + 1.000_71 * eta) }

  /// Of a clear pane with two such faces, all reflections between them counted.
  @inline(__always) static func pane(_ face: Float) -> Float { 2 * face / (1 + face) }

  /// The direction beyond the boundary with normal `h` of light that leaves towards `view`; nil where all is reflected.
  @inline(__always) static func refract(_ view: Float3, _ h: Float3, eta: Float) -> Float3? {
    let c: Float = dot(view, h)
    let square: Float = eta * eta - 1 + c * c
    if square <= 0 { return nil }
    return (h * (c - square.squareRoot()) - view) / eta
  }

  /// A metal: Schlick's curve from the colour that faces the viewer to white, bent to a tint at 82 degrees (Kutz, Hasan &
  /// Edmondson, "Novel aspects of the Adobe Standard Material", 2021).
  struct Metal {
    let facing: Float3
    let bend: Float3

    @inline(__always) init(_ facing: Float3, edgeTint: Float3) {
      self.facing = facing
      let one = Float3(repeating: 1)
      // At a cosine of 1/7 the curve has fallen by c (1 - c)^6 of the bend.
      let schlick: Float3 = facing + (one - facing) * 0.462_664_4
      bend = schlick * (one - edgeTint) * 17.651_38
    }
    @inline(__always) func reflectance(_ cosine: Float) -> Float3 {
      let s: Float = max(0, 1 - cosine)
      let s2: Float = s * s
      let s5: Float = s2 * s2 * s
      let curve: Float3 = facing + (Float3(repeating: 1) - facing) * s5 - bend * (cosine * s5 * s)
      return maximum(.zero, minimum(curve, Float3(repeating: 1)))
    }
    /// Over the hemisphere, cosine-weighted: exact but for the clipping to 0...1.
    @inline(__always) var mean: Float3 {
      maximum(.zero, facing + (Float3(repeating: 1) - facing) * (1 / 21) - bend * (1 / 126))
    }
  }
}
