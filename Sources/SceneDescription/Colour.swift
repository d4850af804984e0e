import LocatedJSON

/// A colour as people name it: 8-bit sRGB, written "#rrggbb" or by a name of `Colour.named`.
public struct Colour: JSONCodable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
  public init(hex: UInt32) { self.init(UInt8(hex >> 16 & 255), UInt8(hex >> 8 & 255), UInt8(hex & 255)) }

  /// Names in alphabetical order. Paint-like values: no channel is fully on or off, as no real pigment is.
  public static let named: [(name: String, colour: Colour)] = [
    ("beige", Colour(hex: 0xD9C9A3)), ("black", Colour(hex: 0x1C1C1E)), ("blue", Colour(hex: 0x1F4FB5)),
    ("brown", Colour(hex: 0x6B4226)), ("cyan", Colour(hex: 0x1FA8B8)), ("gold", Colour(hex: 0xD4A537)),
    ("golden", Colour(hex: 0xD4A537)), ("gray", Colour(hex: 0x808285)), ("green", Colour(hex: 0x2E8B3D)),
    ("grey", Colour(hex: 0x808285)), ("magenta", Colour(hex: 0xB5277D)), ("navy", Colour(hex: 0x1B2A52)),
    ("orange", Colour(hex: 0xE0701B)), ("pink", Colour(hex: 0xE58FA8)), ("purple", Colour(hex: 0x6A3592)),
    ("red", Colour(hex: 0xC4241C)), ("silver", Colour(hex: 0xB8BCC2)), ("tan", Colour(hex: 0xC29B6C)),
    ("teal", Colour(hex: 0x1D7A78)), ("turquoise", Colour(hex: 0x2FB5AC)), ("violet", Colour(hex: 0x6F4AA8)),
    ("white", Colour(hex: 0xE8E6E1)), ("yellow", Colour(hex: 0xE6C21F)),
  ]

  public static func named(_ name: String) -> Colour? { named.first { $0.name == name }?.colour }

  public init(json node: JSONNode) throws(JSONError) {
    let text = try String(json: node)
    if text.hasPrefix("#") {
      let digits = text.dropFirst()
      guard digits.utf8.count == 6, let hex = UInt32(digits, radix: 16) else {
        throw node.error("expected a colour as #rrggbb, found '\(text)'")
      }
      self.init(hex: hex)
    } else if let colour = Colour.named(text.lowercased()) {
      self = colour
    } else {
      let hint = nearestHint(text, among: Colour.named.map(\.name))
      throw node.error("no colour '\(text)'; \(hint)")
    }
  }

  public func write(to writer: inout JSONWriter) {
    let hex = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
    writer.string("#" + String(repeating: "0", count: 6 - hex.count) + hex)
  }
  public static var formName: String { "\"#rrggbb\" or a colour name" }
}
