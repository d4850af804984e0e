import VectorMath

/// A point of an object as its material sees it: in the coordinates of the piece that was cut from the material.
struct PatternPlace {
  /// Metres.
  var position: Float3
  /// Of the smooth surface.
  var normal: Float3
  /// The world's up, where dust settles.
  var up = Float3(0, 1, 0)
  /// Of the surface where it is most convex, 1/m; edges wear.
  var curvature: Float = 0
  /// Sets pieces and copies of one thing apart; 0 is the thing's own.
  var seed: UInt32 = 0
  /// Sets copies of a model apart in colour; 0: it is no copy.
  var variation: UInt32 = 0
  /// Of the piece, across its layers, metres; infinite where the material knows it.
  var halfThickness = Float.infinity

  /// A colour's factors for one of many copies: some are paler, some yellower.
  @inline(__always) var tint: Float3 {
    if variation == 0 { return Float3(repeating: 1) }
    let light: Float = 0.86 + 0.28 * unitFloat(hash32(variation))
    let warmth: Float = 0.10 * (unitFloat(hash32(variation &+ 1)) - 0.5)
    return Float3(light * (1 + warmth), light, light * (1 - warmth))
  }
}

/// Where on an object a pattern is asked for, and how finely.
struct PatternSite {
  /// Object space, metres; divided by the pattern's scale.
  var position: Float3
  /// The same, moved to where in the endless pattern this object was cut.
  var place: Float3
  /// Of the smooth surface, object space.
  var normal: Float3
  /// Width of the ray on the surface, metres; divided by the pattern's scale.
  var footprint: Float
  /// The world's up in object space.
  var up = Float3(0, 1, 0)
  /// Of the surface where it is most convex, 1/m: 1 / radius on a rounded edge.
  var curvature: Float = 0
  /// Of the piece of material.
  var seed: UInt32 = 0
  /// Of the piece across its layers, metres.
  var halfThickness = Float.infinity

  /// How much of a feature of `size` metres is still seen.
  @inline(__always) func sees(_ size: Float) -> Float { resolved(size, footprint) }

  /// Octaves of noise about -1...1 at `place`.
  @inline(__always)
  func clouds(_ size: Float, _ octaves: Int, gain: Float = 0.5, shift: Float = 0) -> Float {
    fractalNoise(place + shift, size: size, octaves: octaves, gain: gain, footprint: footprint)
  }

  /// The axis plane that the surface faces most, `u` level and `v` upright where it is a wall.
  @inline(__always) var plane: FacingPlane { FacingPlane(normal) }

  /// The same with a ragged border, features of `size` metres: on round things no straight seam shows where axes change.
  @inline(__always) func raggedPlane(_ size: Float) -> FacingPlane { FacingPlane(normal, ragged: place / size) }
}

/// Two object axes that span the plane which a surface faces most nearly.
struct FacingPlane {
  var u: Float3
  var v: Float3
  /// With a border that noise at `ragged` makes uneven.
  @inline(__always) init(_ n: Float3, ragged: Float3) {
    let reach = noiseAndGradient(ragged)
    self.init(n + Float3(reach.y, reach.z, reach.w) * 0.10)
  }

  @inline(__always) init(_ n: Float3) {
    let m: Float3 = absolute(n)
    if m.y >= m.x && m.y >= m.z {
      (u, v) = (Float3(1, 0, 0), Float3(0, 0, 1))
    } else if m.x >= m.z {
      (u, v) = (Float3(0, 0, 1), Float3(0, 1, 0))
    } else {
      (u, v) = (Float3(1, 0, 0), Float3(0, 1, 0))
    }
  }
  @inline(__always) func coordinates(_ p: Float3) -> SIMD2<Float> { SIMD2(dot(p, u), dot(p, v)) }
  @inline(__always) func direction(_ a: Float, _ b: Float) -> Float3 { u * a + v * b }
}

/// The bumps of a surface: their slope as far as the picture resolves them, and what it does not.
///
/// Slopes finer than a pixel do not vanish, they widen the highlight: GGX alpha^2 grows by twice their variance along
/// one axis (Toksvig, "Mipmapping normal maps", 2005; Olano & Baker, "LEAN mapping", 2010).
struct Relief {
  var slope = Float3.zero
  /// Variance along one axis of the slopes that are not resolved.
  var unseen: Float = 0

  /// Noise bumps `height` metres high and `size` metres wide.
  @inline(__always) mutating func bumps(_ p: Float3, size: Float, height: Float, footprint: Float) {
    let seen: Float = resolved(size, footprint)
    let steepness: Float = height / size
    // The variance of the noise's gradient along one axis.
    unseen += 0.58 * steepness * steepness * (1 - seen * seen)
    if seen <= 0 { return }
    let n = noiseAndGradient(p / size)
    slope += Float3(n.y, n.z, n.w) * (steepness * seen)
  }

  /// A feature with slope `g` here, `variance` along one axis on the mean, of which `seen` is resolved.
  @inline(__always) mutating func add(_ g: Float3, variance: Float, seen: Float) {
    slope += g * seen
    unseen += variance * (1 - seen * seen)
  }

  @inline(__always) func apply(to s: inout SurfaceSample, strength: Float) {
    s.slope = (s.slope + slope) * strength
    let gain: Float = 2 * unseen * strength * strength
    if gain <= 0 { return }
    s.roughness = Relief.widened(s.roughness, by: gain)
    if s.coat > 0 { s.coatRoughness = Relief.widened(s.coatRoughness, by: gain) }
  }

  /// The perceptual roughness whose squared alpha is larger by `gain`.
  @inline(__always) static func widened(_ roughness: Float, by gain: Float) -> Float {
    let square: Float = roughness * roughness
    return min(1, (square * square + gain).squareRoot().squareRoot())
  }
}

/// A threshold of a noise: 0 below `low`, 1 above `high`; where unresolved the `mean` share of the surface.
@inline(__always)
func patches(_ value: Float, _ low: Float, _ high: Float, mean: Float, seen: Float) -> Float {
  lerp(mean, smoothstep(low, high, value), seen)
}
