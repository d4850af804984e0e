import Imaging
import SceneDescription
import VectorMath

/// A material as the renderer stores it: linear, trivial, one for each part of each object.
struct SurfaceMaterial {
  enum Pattern: UInt8 {
    case plain, wood, rubber, plastic, metal, stone, concrete, fabric, grass, tiles, planks, skin, hair
  }
  var pattern: Pattern
  /// Linear base colour.
  var colour: Float3
  var roughness: Float
  var metalness: Float
  var coat: Float
  /// The axis along which wood grows and boards run.
  var grain: Int8 = 0
  /// Where in the endless pattern this object was cut: from its identity.
  var offset: Float3 = .zero
  var seed: UInt32 = 0
  /// Half the side of the laid square, metres; meadow lies around it. Infinite on everything but paved ground.
  var extent: Float = .infinity
  /// Share of the rays that meet the surface, where its pattern does not say otherwise.
  var opacity: Float = 1

  init(_ m: Material, colour: Colour?, identity: UInt64, grain: Int = 0) {
    pattern =
      switch m.pattern {
      case .plain: .plain
      case .wood: .wood
      case .rubber: .rubber
      case .plastic: .plastic
      case .metal: .metal
      case .stone: .stone
      case .concrete: .concrete
      case .fabric: .fabric
      case .grass: .grass
      case .tiles: .tiles
      case .planks: .planks
      case .skin: .skin
      }
    self.colour = linear(colour ?? m.colour)
    roughness = Float(m.roughness)
    metalness = Float(m.metalness)
    coat = Float(m.clearCoat)
    self.grain = Int8(grain)
    anchor(identity)
  }

  init(_ pattern: Pattern, colour: Float3, roughness: Float, coat: Float = 0, identity: UInt64) {
    self.pattern = pattern
    self.colour = colour
    self.roughness = roughness
    metalness = 0
    self.coat = coat
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

/// A colour that people name, as linear light.
func linear(_ c: Colour) -> Float3 {
  Float3(
    Float(ToneCurve.decode(Double(c.red) / 255)), Float(ToneCurve.decode(Double(c.green) / 255)),
    Float(ToneCurve.decode(Double(c.blue) / 255)))
}
