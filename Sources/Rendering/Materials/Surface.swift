import Imaging
import SceneDescription
import VectorMath

/// A material as the renderer stores it: linear, trivial, one for each part of each object.
struct SurfaceMaterial {
  typealias Pattern = Material.Pattern
  var pattern: Pattern
  /// The material without its pattern.
  var base: SurfaceSample
  /// The pattern's further colours, linear; nil leaves them to the pattern.
  var second: Float3?
  var third: Float3?
  /// Life size is 1.
  var scale: Float = 1
  var contrast: Float = 1
  var relief: Float = 1
  var imperfection = Imperfection()
  /// Number of the part of a model that wears it.
  var part: Int32 = 0
  /// The axis along which wood grows and boards run.
  var grain: Int8 = 0
  /// The axis of the thing's thickness, across which plywood and cardboard are layered, and half of that thickness.
  var layering: Int8 = 1
  var halfThickness: Float = .infinity
  /// Where in the endless pattern this object was cut: from its identity.
  var offset: Float3 = .zero
  var seed: UInt32 = 0
  /// Half the side of the laid square, metres; meadow lies around it. Infinite on everything but paved ground.
  var extent: Float = .infinity
  /// Share of the rays that meet the surface, where its pattern does not say otherwise.
  var opacity: Float = 1

  init(_ m: Material, colour: Colour?, identity: UInt64, grain: Int = 0) {
    pattern = m.pattern
    base = SurfaceSample(m, colour: colour)
    // What is painted another colour keeps the relation between its colours.
    var tint = Float3(repeating: 1)
    if let colour { tint = linear(colour) / maximum(linear(m.colour), Float3(repeating: 0.02)) }
    second = m.secondColour.map { minimum(linear($0) * tint, Float3(repeating: 0.95)) }
    third = m.thirdColour.map { minimum(linear($0) * tint, Float3(repeating: 0.95)) }
    scale = Float(m.patternScale)
    contrast = Float(m.contrast)
    relief = Float(m.relief)
    imperfection = Imperfection(
      scratches: Float(m.scratches), dust: Float(m.dust), edgeWear: Float(m.edgeWear),
      fingerprints: Float(m.fingerprints))
    self.grain = Int8(grain)
    anchor(identity)
  }

  init(_ pattern: Pattern, colour: Float3, roughness: Float, coat: Float = 0, identity: UInt64) {
    self.pattern = pattern
    base = SurfaceSample(albedo: colour, roughness: roughness, metalness: 0, coat: coat)
    anchor(identity)
  }

  private mutating func anchor(_ identity: UInt64) {
    let bits = mixBits(identity)
    seed = UInt32(truncatingIfNeeded: bits)
    // A few metres: far enough to differ, near enough to keep the digits of fine patterns.
    offset = Float3(
      Float(bits & 0xFFFF) * 0x1p-14, Float(bits >> 16 & 0xFFFF) * 0x1p-14, Float(bits >> 32 & 0xFFFF) * 0x1p-14)
  }
}

extension SurfaceSample {
  /// Scene data as scattering takes it; `colour` is the paint of this one thing.
  init(_ m: Material, colour: Colour?) {
    self.init(
      albedo: linear(colour ?? m.colour), roughness: Float(m.roughness), metalness: Float(m.metalness),
      coat: Float(m.clearCoat))
    coatRoughness = Float(m.clearCoatRoughness)
    sheen = Float(m.sheen)
    sheenColour = linear(m.sheenColour)
    sheenRoughness = Float(m.sheenRoughness)
    edgeTint = linear(m.edgeTint)
    anisotropy = Float(m.anisotropy)
    ior = Float(m.ior)
    transmission = Float(m.transmission)
    isThin = m.isThin
    subsurface = Float(m.subsurface)
    subsurfaceRadius = m.subsurfaceRadius.float
    opacity = Float(m.opacity)
    var tint = m.absorptionColour
    var distance = m.absorptionDistance
    if let colour, m.transmission > 0.5, !m.isThin {
      // Coloured glass is coloured all through, not painted.
      albedo = Float3(repeating: 1)
      tint = colour
      distance = 0.02
    }
    let kept = linear(tint)
    func lost(_ share: Float) -> Float { Float(-PortableMath.logarithm(max(1e-4, Double(share))) / distance) }
    absorption = Float3(lost(kept.x), lost(kept.y), lost(kept.z))
    if m.luminance > 0 {
      let hue = linear(m.emissionColour)
      emission = hue * (Float(Photometry.radiance(candelaPerSquareMetre: m.luminance)) / max(1e-3, luminance(hue)))
      // A dyed shade lets through of the lamp inside what its colour is to the undyed one's.
      if let colour {
        emission *= minimum(linear(colour) / maximum(linear(m.colour), Float3(repeating: 0.02)), Float3(repeating: 1.3))
      }
    }
  }
}

/// A colour that people name, as linear light.
func linear(_ c: Colour) -> Float3 {
  Float3(
    Float(ToneCurve.decode(Double(c.red) / 255)), Float(ToneCurve.decode(Double(c.green) / 255)),
    Float(ToneCurve.decode(Double(c.blue) / 255)))
}
