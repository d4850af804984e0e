import VectorMath

/// What a path first meets that scatters light, be it seen in a mirror or through glass: features of the picture that
/// cost nothing and are nearly free of noise. Beyond the scene: white, no normal, infinitely far.
struct PathFeatures {
  /// Base colour plus the surface's own glow, tinted by the glass and mirrors before it.
  var albedo = Float3.zero
  /// World axes, with micro relief, towards the viewer.
  var normal = Float3.zero
  /// 1 over the length of the path up to there, 1/m: linear on the screen over flat surfaces.
  var nearness: Float = 0
  /// How much of the light that was drawn there is seen: 0 in shadow.
  var visibility: Float = 0
  /// Of the light that came straight from what shines, as much as outshines white, radiance. It is no feature: the filter
  /// leaves it as it is.
  var glare = Float3.zero

  /// 1 where the camera's own ray met it, 0 behind a pane or in a mirror. It is no feature of the filter either.
  var directness: Float = 0

  /// A direction drawn with less density than this, 1/sr, was scattered; with more it is a mirror's, or nearly.
  static let leastDensity: Float = 50

  /// How many numbers the features are.
  static let count = 8

  /// Notes light that came straight from what shines; `white` is the radiance that the picture shows as white.
  @inline(__always) mutating func note(straight light: Float3, white: Float) {
    let most: Float = largest(light)
    if most > white { glare += light * (1 - white / most) }
  }

  /// In the order above.
  @inline(__always) var lanes: SIMD8<Float> {
    SIMD8(albedo.x, albedo.y, albedo.z, normal.x, normal.y, normal.z, nearness, visibility)
  }
}
