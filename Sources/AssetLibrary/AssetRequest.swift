import SceneDescription
import VectorMath

/// What is asked of the library: a noun, its adjectives, and what the thing must be able to do.
public struct AssetRequest: Sendable, Hashable {
  public var noun: String
  public var size = Size.normal
  public var colour: Colour?
  /// Name of a standard material.
  public var material: String?
  public var qualities: [String] = []
  /// Decides what the words leave open and equal things share: exact size, material.
  public var seed: UInt64 = 0
  /// Decides what differs between equal things: a person's stature and clothes.
  public var individualSeed: UInt64 = 0
  /// Which of several equal things this is, from 0: they take the paints in turn.
  public var copy = 0
  /// A ramp leaves at least this between its rails, m.
  public var clearWidth = 0.0
  /// A ramp is at least this steep, rad: what is to slide on it must overcome friction.
  public var minimumSlope = 0.0
  /// A ramp's straight part is at least this long, m.
  public var minimumLength = 0.0
  /// How many stand on each other; from three on, blocks are of the smaller kind that hands stack.
  public var stacked = 1
  /// Something is to happen to it: it must be free to move.
  public var isActing = false
  /// Prefer a heavy material where none is named: it is to move things.
  public var shouldStrike = false
  /// Prefer a material that bounces where none is named.
  public var shouldBounce = false
  /// What it is seen among and should stand out from, where the words leave its look open.
  public var surroundings: [Colour] = []

  public init(noun: String) { self.noun = noun }

  /// A word for size, relative to what is usual for the noun.
  public enum Size: String, Sendable, CaseIterable {
    case tiny, small, normal, large, huge
    /// Ratio of lengths to the usual ones.
    public var factor: Double {
      switch self {
      case .tiny: 0.4
      case .small: 0.65
      case .normal: 1
      case .large: 1.55
      case .huge: 2.4
      }
    }
  }

  func has(_ quality: String) -> Bool { qualities.contains(quality) }

  /// A generator for one purpose, so that a new choice never shifts the others.
  func chance(_ purpose: String) -> SeededGenerator { SeededGenerator(seed: seed, stage: noun + "/" + purpose) }
  func individualChance(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: individualSeed, stage: noun + "/" + purpose)
  }

  /// The size word's factor with a spread of a few per cent.
  var scale: Double {
    var g = chance("size")
    return size.factor * (1 + 0.06 * (2 * g.uniform() - 1))
  }
}

/// Paints of toys, none of them garish.
let toyPaints: [Colour] = [
  Colour(hex: 0xC4382C), Colour(hex: 0x2C62B0), Colour(hex: 0xE0A92B), Colour(hex: 0x3A8A4C), Colour(hex: 0xDD6E2A),
  Colour(hex: 0x6C4A9A), Colour(hex: 0x2A9090), Colour(hex: 0xD8D2C4),
]

/// What furniture is painted or stained with.
let furnitureFinishes: [Colour] = [
  Colour(hex: 0xDFDBD1), Colour(hex: 0x7F959E), Colour(hex: 0x54392A), Colour(hex: 0x4B5450), Colour(hex: 0xD3B488),
]
