import SceneDescription
import VectorMath

extension Colour {
  /// How unlike two colours look: the distance in Oklab (Ottosson 2020), with lightness counted at 0.8, for light and
  /// shade change it. 0.1 is plainly seen; red and green paint differ by about 0.35.
  public func difference(from other: Colour) -> Double {
    let d = oklab - other.oklab
    return Vector3(0.8 * d.x, d.y, d.z).length
  }

  /// Lightness, green to red, blue to yellow.
  private var oklab: Vector3 {
    func linear(_ v: UInt8) -> Double {
      let e = Double(v) / 255
      return e <= 0.04045 ? e / 12.92 : PortableMath.power((e + 0.055) / 1.055, 2.4)
    }
    func root(_ v: Double) -> Double { v <= 0 ? 0 : PortableMath.power(v, 1 / 3.0) }
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    let l = root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return Vector3(
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// Enough to tell two things apart at a glance, in light and in shade.
  public static let clearDifference = 0.16
}

extension AssetRequest {
  /// The options that stand out from the surroundings; where none does, the one that does most.
  func standingOut(_ options: [Colour]) -> [Colour] {
    func contrast(_ c: Colour) -> Double { surroundings.map { c.difference(from: $0) }.min() ?? .infinity }
    let clear = options.filter { contrast($0) >= Colour.clearDifference }
    if !clear.isEmpty { return clear }
    return options.max { contrast($0) < contrast($1) }.map { [$0] } ?? []
  }

  /// The look of something that is bare or painted as chance has it: nil is bare, of the material's own colour.
  ///
  /// Bare is kept where it stands out, or where no paint does more.
  func look(
    bare material: String, paints: [Colour] = toyPaints, isPainted: Bool, _ chance: inout SeededGenerator
  ) -> Colour? {
    let own = Material.standard(material)?.colour ?? Colour(hex: 0x9A9A9A)
    if !isPainted, standingOut([own] + paints).contains(own) { return nil }
    let clear = standingOut(paints)
    return clear[(chance.index(clear.count) + copy) % clear.count]
  }
}

extension Asset {
  /// The colour that it is seen in as a whole: of its largest part, or of a person's shirt.
  public var mainColour: Colour {
    if let person { return person.shirt }
    let largest = parts.max { $0.shape.volume < $1.shape.volume }
    return largest?.colour ?? Material.standard(largest?.material ?? "")?.colour ?? Colour(hex: 0x9A9A9A)
  }
}
