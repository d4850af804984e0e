import SceneDescription
import VectorMath

/// A person with looks by seed; the asset's origin is between the feet.
extension Asset {
  static func person(_ request: AssetRequest) -> Asset {
    var person = Person()
    let isChild = request.noun == "child"
    var stature = request.individualChance("stature")
    // Adults of both sexes: 1.69 m with a spread of 9 cm; children of primary-school age.
    var height = isChild ? 1.2 + 0.08 * stature.normal() : 1.69 + 0.07 * stature.normal()
    if request.has("tall") { height *= 1.1 }
    if request.has("short") { height *= 0.9 }
    if request.has("young"), !isChild { height *= 0.94 }
    // Size words act on people weakly: a huge person is tall, not a giant.
    height *= 1 + 0.25 * (request.size.factor - 1).clamped(to: -0.6...0.9)
    person.height = height.clamped(to: 0.9...2.2)

    var look = request.individualChance("look")
    func choice(_ clothes: [Colour]) -> Colour {
      let clear = request.standingOut(clothes)
      return clear[look.index(clear.count)]
    }
    person.skin = skins[look.index(skins.count)]
    person.hair = hairs[look.index(hairs.count)]
    person.shirt = request.colour ?? choice(shirts)
    person.trousers = choice(trousers)
    person.shoes = shoes[look.index(shoes.count)]
    for quality in request.qualities { dress(&person, quality) }
    var asset = Asset(noun: request.noun)
    asset.person = person
    return asset
  }

  /// "shirt red" or "red shirt" and so on for trousers, shoes, hair and skin.
  private static func dress(_ person: inout Person, _ quality: String) {
    let words = quality.lowercased().split(separator: " ").map(String.init)
    // "red shirt", "shirt red", "t shirt red": the colour is at one end, and the garment next to it or after all.
    for (garment, name) in [(words.dropLast().last, words.last), (words.last, words.first)] {
      guard let garment, let name, words.count >= 2, let colour = Colour.named(name) else { continue }
      switch garment {
      case "shirt", "tshirt", "jacket", "sweater", "coat", "hoodie", "dress": person.shirt = colour
      case "trousers", "pants", "jeans", "skirt", "shorts": person.trousers = colour
      case "shoes", "boots", "shoe": person.shoes = colour
      case "hair": person.hair = colour
      case "skin": person.skin = colour
      default: break
      }
    }
  }

  private static let skins = [0xF0C9A8, 0xE0AC86, 0xC98E6B, 0xA9714B, 0x855436, 0x5C3A26].map { Colour(hex: $0) }
  private static let hairs = [0x1B1512, 0x3A2618, 0x5E3E22, 0x8C6A3C, 0xB7935A, 0x7A7672].map { Colour(hex: $0) }
  private static let shirts = [
    0x2F5D8C, 0x8C2F39, 0x3F6B4A, 0xC9B98F, 0x5B4B7A, 0xB8612F, 0xD6D3CC, 0x2B7C80, 0x44484F,
  ].map { Colour(hex: $0) }
  private static let trousers = [0x3B3F4A, 0x2A3A5A, 0x5B5045, 0x7C7A72, 0x26282C].map { Colour(hex: $0) }
  private static let shoes = [0x2A211C, 0x4A3527, 0x1E1E20, 0xB9B4AA].map { Colour(hex: $0) }
}

extension Double {
  func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(range.upperBound, Swift.max(range.lowerBound, self))
  }
}
