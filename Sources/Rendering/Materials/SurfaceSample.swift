import VectorMath

/// The look of one point of a surface: what a material's pattern gives and scattering takes.
///
/// Layers from the top: sheen of fibres; varnish; the interface (dielectric, or metal by `metalness`); below a dielectric
/// interface the share `transmission` passes on into the body, the share `subsurface` of the rest wanders under the
/// surface, and what is left is diffuse.
struct SurfaceSample {
  /// Linear base colour: of diffuse reflection; of a metal facing the viewer; of the light that a thin sheet lets through.
  var albedo: Float3
  /// Perceptual; GGX alpha is its square.
  var roughness: Float
  var metalness: Float
  /// Strength and perceptual roughness of the varnish.
  var coat: Float
  var coatRoughness: Float = 0.12
  /// Slope of the micro relief: gradient of height in object space, a pure number.
  var slope: Float3 = .zero
  /// Strength of the glow of fibres at grazing angles, its colour and perceptual roughness.
  var sheen: Float = 0
  var sheenColour = Float3(repeating: 1)
  var sheenRoughness: Float = 0.35
  /// A metal's reflectance at 82 degrees relative to what Schlick's formula gives there (1: plain Schlick).
  var edgeTint = Float3(repeating: 1)
  /// Stretch of the highlight, 0 round to 1, along `direction` (object space; need not be unit or tangential).
  var anisotropy: Float = 0
  var direction: Float3 = .zero
  /// Index of refraction of the interface, inside over outside.
  var ior: Float = 1.5
  /// Share of the light past the interface that goes through the body instead of scattering back.
  var transmission: Float = 0
  /// Absorption inside the body, 1/m.
  var absorption: Float3 = .zero
  /// A sheet without inside: light that enters leaves at once on the other side (leaf, paper, soap film, window pane).
  var isThin = false
  /// Share of the diffuse light that wanders below the surface, and its mean free path a colour, metres.
  var subsurface: Float = 0
  var subsurfaceRadius = Float3(repeating: 1e-3)
  /// Radiance that the surface itself sends out, in the renderer's unit.
  var emission: Float3 = .zero
  /// Share of the rays that meet the surface at all (cut-out leaves, lace).
  var opacity: Float = 1
}
