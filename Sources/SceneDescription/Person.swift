import LocatedJSON
import VectorMath

/// A person: proportions, clothes, and what they do.
public struct Person: Record, Hashable {
  public var name = ""
  public var entity = ""
  public var height = 1.75
  public var position = Vector3.zero
  public var heading = 0.0
  public var walk: Walk?
  public var skin = Colour(hex: 0xC98E6B)
  public var hair = Colour(hex: 0x3A2618)
  public var shirt = Colour(hex: 0x2F5D8C)
  public var trousers = Colour(hex: 0x3B3F4A)
  public var shoes = Colour(hex: 0x2A211C)

  /// A walk along straight lines from the start through each waypoint; the person stops, feet together, at the last.
  public struct Walk: Record, Hashable {
    public var speed = 1.3
    public var start = 0.0
    public var path: [Vector3] = []
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("speed", &speed, unit: "m/s", rule: .range(0.3...2.2), "Of steady walking.")
      try f.field("start", &start, unit: "s", rule: .notNegative, "When the first step begins.")
      try f.required(
        "path", &path, unit: "m",
        rule: FieldRule("1 to 1000 points within 1e6 m of the origin") {
          (1...1000).contains($0.count) && $0.allSatisfy { $0.magnitudes.largest <= 1e6 }
        }, "Waypoints on the ground.")
    }
  }

  public init() {}
  public var identity: UInt64 { hashText(entity.isEmpty ? name : entity) }

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: .name, "Unique in the scene.")
    try f.field("entity", &entity, "The lasting identity; empty: the name.")
    try f.field("height", &height, unit: "m", rule: .range(0.8...2.3), "Stature; proportions follow from it.")
    try f.required("position", &position, unit: "m", rule: .inWorld, "The point on the ground between the feet.")
    try f.field(
      "heading", &heading, unit: "degrees", rule: .range(-360...360), "Facing at the start: 0 is +Z, 90 is +X.")
    try f.optional("walk", &walk, absent: "stands", "Where and how fast the person walks.")
    try f.field("skin", &skin, "Skin colour.")
    try f.field("hair", &hair, "Hair colour.")
    try f.field("shirt", &shirt, "Shirt colour.")
    try f.field("trousers", &trousers, "Trouser colour.")
    try f.field("shoes", &shoes, "Shoe colour.")
  }
}
