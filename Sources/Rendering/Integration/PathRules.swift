/// How far light is followed, and what is simplified.
struct PathRules {
  /// Surfaces that light may meet on its way to the camera, beyond the first: 1 is direct light only.
  var bounces: Int
  /// From this surface on a path goes on by chance only (Russian roulette); no bias.
  var rouletteFrom: Int
  /// Upper bound on the luminance that one bounce beyond the first surface adds; infinite is no bias.
  var clamp: Float
  /// Roughness is not taken below this after a diffuse bounce; 0 is no bias.
  var indirectRoughness: Float
  /// Mirrors and clear bodies that a path may meet beside its bounces, so that glass looks like glass.
  var freeSpecular = 0
  /// The varnish's roughness is not taken below this: its reflection of the sun would be found too rarely.
  var varnishRoughness: Float = 0
  /// Light that enters a body wanders through it; false takes it for diffuse where it enters, a bias.
  var followsWander = true
  /// Shadow rays pass smooth clear bodies unbent, thinned by what they reflect and absorb; a bias that stands in for the
  /// light that they gather. Clear panes are passed in any case, rightly.
  var clearShadows = false
  /// Fog as the mean light that it sends towards the eye instead of single droplets met by chance; a bias.
  var fogIsMean = false
  /// What is faint beside what the path has gathered is followed by chance only (`PathTracer+Chance`); no bias.
  var thinsFaint = false
  /// Width of what a camera's ray sees of a pattern, in pixels. A whole one is right where few samples must do without
  /// aliasing; many samples average over the pixel by themselves, and a pattern that is blurred besides is blurred twice.
  var footprint: Float = 1

  /// 2 bounces and 6 mirrors, bright indirect light held down.
  static func cheap(exposure: Float) -> PathRules {
    var r = PathRules(bounces: 2, rouletteFrom: 8, clamp: 3 / exposure, indirectRoughness: 0.35)
    r.freeSpecular = 6
    r.varnishRoughness = 0.08
    r.followsWander = false
    r.clearShadows = true
    r.fogIsMean = true
    r.thinsFaint = true
    return r
  }
  /// Up to 64 bounces, nothing held down. Without caustics, surfaces seen by diffusely scattered light are at least
  /// satin, and clear bodies cast thin shadows: the few bright dots of light that a mirror throws become a faint even
  /// glow. What one path brings from beyond the first surface is held to some three times the brightness of a white card.
  static func reference(caustics: Bool, exposure: Float = 1) -> PathRules {
    var r = PathRules(bounces: 64, rouletteFrom: 3, clamp: .infinity, indirectRoughness: caustics ? 0 : 0.35)
    r.footprint = 0.125
    if !caustics {
      r.varnishRoughness = 0.08
      r.clearShadows = true
      r.clamp = 4 / exposure
    }
    return r
  }
}
