import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// The ground of a place out of doors. The keys: docs/places.md.
struct TerrainRule: Record {
  var size = Expression(60)
  var spacing = Expression(0.5)
  var finish: Located<String>?
  var material: Located<String>?
  var colour: Colour?
  var relief: [Layer] = []
  var clearings: [Clearing] = []
  var paths: [Path] = []
  var far: Far?
  init() {}

  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("size", &size, unit: "m", "Side of the square about the origin that things can touch.")
    try f.field("spacing", &spacing, unit: "m", "Of its grid.")
    try f.optional("finish", &finish, absent: "its material", "One of the finishes.")
    try f.optional("material", &material, absent: "its finish", "What it is of.")
    try f.optional("colour", &colour, absent: "the material's", "Paint over the material.")
    try f.field("relief", &relief, "What its height is the sum of.")
    try f.field("clearings", &clearings, "Where it is level.")
    try f.field("paths", &paths, "Roads, ways and ditches.")
    try f.optional("far", &far, absent: "it ends", "What is drawn beyond the square.")
  }

  struct Layer: Record {
    var kind = Kind.hills
    var height = Expression(1)
    var size = Expression(20)
    var octaves = 4
    var roughness = 0.5
    var seed: UInt64 = 1
    var fixed = false
    var towards: Expression?
    var spread: Expression?
    var from: Expression?
    var to: Expression?
    var at: PointExpression?
    init() {}

    enum Kind: String, NamedChoice {
      case hills, ridges, dunes, bank
      static var formName: String { "kind of relief" }
    }
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("kind", &kind, "hills, ridges, dunes, or bank: a step from level to level.")
      try f.field("height", &height, unit: "m", "Greatest height; hills go as deep below 0.")
      try f.field("size", &size, unit: "m", "Of its largest forms; of a bank its width.")
      try f.field("octaves", &octaves, rule: .range(1...12), "Finer and finer forms.")
      try f.field("roughness", &roughness, rule: .range(0...1), "Height of each octave over the one before.")
      try f.field("seed", &seed, "Of its noise.")
      try f.field("fixed", &fixed, "The place's seed leaves it as it is.")
      try f.optional(
        "towards", &towards, unit: "degrees", absent: "all around",
        "Where it lies: 0 is +Z, 90 is +X; across the wind, or the way down a bank.")
      try f.optional("spread", &spread, unit: "degrees", absent: "120", "How wide a part of the horizon it fills.")
      try f.optional("from", &from, unit: "m", absent: "0", "Distance from the origin at which it begins to rise.")
      try f.optional("to", &to, unit: "m", absent: "twice from", "Distance at which it has its height.")
      try f.optional("at", &at, unit: "m", absent: "the origin", "Where a bank begins.")
    }
  }

  struct Clearing: Record {
    var at = PointExpression.origin
    var size = PairExpression(4, 4)
    var height: Expression?
    var blend = Expression(4)
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("at", &at, unit: "m", "Middle.")
      try f.field("size", &size, unit: "m", "Of the level part.")
      try f.optional("height", &height, unit: "m", absent: "0", "Of the level part.")
      try f.field("blend", &blend, unit: "m", "Over which it runs into the relief.")
    }
  }

  struct Path: Record {
    var name = Located<String>("")
    var through: [PointExpression] = []
    var width = Expression(2)
    var blend = Expression(1.5)
    var depth = Expression(0)
    var straight = false
    var surface: Surface?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("name", &name, "Unique; rules refer to it.")
      try f.required(
        "through", &through, unit: "m", rule: FieldRule("at least two points") { $0.count >= 2 },
        "Points that it goes through.")
      try f.field("width", &width, unit: "m", "Of the level part.")
      try f.field("blend", &blend, unit: "m", "On each side, to the ground beside it.")
      try f.field("depth", &depth, unit: "m", "How far it is cut in; below 0 it is a dam.")
      try f.field("straight", &straight, "Straight from point to point.")
      try f.optional("surface", &surface, absent: "the ground's", "What it is paved with.")
    }

    struct Surface: Record {
      var material = Located<String>("")
      var colour: Colour?
      var width: Expression?
      var thickness = Expression(0.06)
      var lines: [Marking] = []
      init() {}
      mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
        try f.required("material", &material, "What it is of.")
        try f.optional("colour", &colour, absent: "the material's", "Paint over it.")
        try f.optional("width", &width, unit: "m", absent: "the path's", "Of the pavement.")
        try f.field("thickness", &thickness, unit: "m", "By which it lies above the path's ground.")
        try f.field("lines", &lines, "Painted on it.")
      }
    }

    struct Marking: Record {
      var offset = Expression(0)
      var width = Expression(0.12)
      var dash: PairExpression?
      var material = Located<String>("painted wall")
      var colour: Colour?
      init() {}
      mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
        try f.field("offset", &offset, unit: "m", "To the right of the middle.")
        try f.field("width", &width, unit: "m", "Of the line.")
        try f.optional("dash", &dash, unit: "m", absent: "unbroken", "[length, gap].")
        try f.field("material", &material, "Of the paint.")
        try f.optional("colour", &colour, absent: "the material's", "Of the paint.")
      }
    }
  }

  struct Far: Record {
    var to = Expression(4000)
    var finish: Located<String>?
    var material: Located<String>?
    var colour: Colour?
    var covers: [Cover] = []
    var haze: Haze?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("to", &to, unit: "m", "How far it goes.")
      try f.optional("finish", &finish, absent: "its material", "One of the finishes.")
      try f.optional("material", &material, absent: "the ground's", "What it is of.")
      try f.optional("colour", &colour, absent: "the material's", "Paint over the material.")
      try f.field("covers", &covers, "Snow, scree, woods that lie on it; of those that fit the last.")
      try f.optional("haze", &haze, absent: "clear", "How the air changes colours far off.")
    }
  }

  /// What lies on far ground by its height and steepness.
  struct Cover: Record {
    var above: Expression?
    var below: Expression?
    var slope: Expression?
    var material: Located<String> = Located("")
    var colour: Colour?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional("above", &above, unit: "m", absent: "any", "Only where the ground is higher.")
      try f.optional("below", &below, unit: "m", absent: "any", "Only where the ground is lower.")
      try f.optional("slope", &slope, unit: "degrees", absent: "any", "Only where the ground is less steep.")
      try f.required("material", &material, "What it is of.")
      try f.optional("colour", &colour, absent: "the material's", "Paint over the material.")
    }
  }
}

/// Air between the eye and what is far: its colour takes the place of the thing's, 63 % of it over `distance`.
struct Haze: Record {
  var colour = Colour(hex: 0xB4C4D8)
  var distance = 3000.0
  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("colour", &colour, "Of the air far off.")
    try f.field("distance", &distance, unit: "m", rule: .positive, "Over which 63 % of a colour is lost.")
  }

  func share(at distance: Double) -> Double { 1 - PortableMath.exponential(-distance / self.distance) }
  func applied(to c: Colour, at distance: Double) -> Colour { c.mixed(with: colour, share(at: distance)) }
}
