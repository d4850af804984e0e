import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Things of the library that stand in a place: which, how many, where, facing what. The keys: docs/places.md.
struct ArrangeRule: Record {
  var name = Located<String>("")
  var asset = Choices<AssetChoice>([])
  var condition: Expression?
  var count: RangeExpression?
  // Where; one of these.
  var at: Points?
  var against: Wall?
  var on: Located<String>?
  var inside: Located<String>?
  var around: Located<String>?
  var along: Line?
  var grid: Grid?
  var area: Area?
  // How.
  var support: String?
  var offset: PointExpression?
  var sides: [Int]?
  var spacing: RangeExpression?
  var beside: RangeExpression?
  var heading: Heading?
  var turn: Expression?
  var gap: Expression?
  var height: Expression?
  var hangs: Expression?
  var sink: Expression?
  var slope: Expression?
  var clump: Clump?
  var size = RangeExpression(1)
  var variants = 4
  var same = false
  var inOrder = false
  var inFree = false
  var motion: Body.Motion?
  /// Only where it stands level on something; not for files.
  var mustRest = false
  init() {}

  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Unique among the rules; other rules refer to it.")
    try f.required("asset", &asset, "Which assets; each copy chooses one.")
    try f.optional("if", &condition, absent: "always", "Only where the expression is above 0.")
    try f.optional("count", &count, absent: "1, or as many as there are points", "How many copies.")
    try f.optional("at", &at, unit: "m", absent: "", "At these points.")
    try f.optional("against", &against, absent: "", "With its back to a wall.")
    try f.optional("on", &on, absent: "", "On a support of what that rule placed.")
    try f.optional("in", &inside, absent: "", "In a space of what that rule placed.")
    try f.optional("around", &around, absent: "", "At the sides of what that rule placed, facing it.")
    try f.optional("along", &along, absent: "", "Along a line or one of the terrain's paths.")
    try f.optional("grid", &grid, absent: "", "In rows and columns.")
    try f.optional("area", &area, absent: "", "By chance in a rectangle or ring.")
    try f.optional("support", &support, absent: "any", "Name of the support or space, for `on` and `in`.")
    try f.optional("offset", &offset, unit: "m", absent: "by chance", "From the middle of the support or space.")
    try f.optional("sides", &sides, absent: "by count", "Copies at its front, back, left and right, for `around`.")
    try f.optional("spacing", &spacing, unit: "m", absent: "even", "Along the line, for `along`.")
    try f.optional("beside", &beside, unit: "m", absent: "0", "To the right of the line, for `along`.")
    try f.optional("heading", &heading, unit: "degrees", absent: "by rule", "Where its front faces.")
    try f.optional("turn", &turn, unit: "degrees", absent: "0", "Turned by at most this, to either side.")
    try f.optional("gap", &gap, unit: "m", absent: "0.01", "Nothing else is nearer.")
    try f.optional("height", &height, unit: "m", absent: "0", "Above what it stands on.")
    try f.optional("hangs", &hangs, unit: "m", absent: "stands", "Height of its highest point above the ground.")
    try f.optional("sink", &sink, unit: "m", absent: "0", "How deep it stands in the ground.")
    try f.optional("slope", &slope, unit: "degrees", absent: "any", "Only where the ground is less steep.")
    try f.optional("clump", &clump, absent: "even", "In groups, for `area`.")
    try f.field("size", &size, "Times its usual size.")
    try f.field("variants", &variants, rule: .range(1...64), "Of how many variants of the asset.")
    try f.field("same", &same, "All copies are the same choice and variant.")
    try f.field("inOrder", &inOrder, "Copies take the assets in turn.")
    try f.field("inFree", &inFree, "May stand in a free area.")
    try f.optional("motion", &motion, absent: "by mass", "dynamic, kinematic or static.")
  }

  /// The inner foot of a wall; the room lies to the right of the way from `from` to `to`, seen from above.
  struct Wall: Record {
    var from = PointExpression.origin
    var to = PointExpression.origin
    var placing = Placing.even
    var front = false
    enum Placing: String, NamedChoice {
      /// Spread evenly.
      case even
      /// Anywhere.
      case random
      /// Side by side from the start.
      case row
      static var formName: String { "placing" }
    }
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("from", &from, unit: "m", "Where the wall begins.")
      try f.required("to", &to, unit: "m", "Where it ends; the room is to the right of the way.")
      try f.field("placing", &placing, "even, random, or row: side by side from the start.")
      try f.field("front", &front, "Its front in the line, itself beyond: houses on a street.")
    }
  }

  /// A path of the terrain by name, or points.
  enum Line: JSONCodable {
    case path(Located<String>)
    case points([PointExpression])
    init(json node: JSONNode) throws(JSONError) {
      if case .string = node.value {
        self = .path(try Located(json: node))
      } else {
        self = .points(try [PointExpression](json: node))
      }
    }
    func write(to writer: inout JSONWriter) {
      switch self {
      case .path(let name): name.write(to: &writer)
      case .points(let points): points.write(to: &writer)
      }
    }
    static var formName: String { "name of a path, or points" }
  }

  struct Grid: Record {
    var at: PointExpression?
    var count: [Int] = [1, 1]
    var step: PairExpression?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional("at", &at, unit: "m", absent: "the origin", "Middle.")
      try f.required(
        "count", &count, rule: FieldRule("two counts") { $0.count == 2 && $0.allSatisfy { (1...1000).contains($0) } },
        "Along X and Z.")
      try f.optional("step", &step, unit: "m", absent: "1", "From one to the next along X and Z.")
    }
  }

  /// A rectangle about `at`, or the ring between two distances from it.
  struct Area: Record {
    var at: PointExpression?
    var size: PairExpression?
    var ring: RangeExpression?
    var towards: Expression?
    var spread: Expression?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional("at", &at, unit: "m", absent: "the origin", "Middle.")
      try f.optional("size", &size, unit: "m", absent: "", "Of a rectangle.")
      try f.optional("ring", &ring, unit: "m", absent: "", "Least and greatest distance from the middle.")
      try f.optional(
        "towards", &towards, unit: "degrees", absent: "all around", "Only in this direction: 0 is +Z, 90 is +X.")
      try f.optional("spread", &spread, unit: "degrees", absent: "90", "Of those directions, in all.")
    }
  }

  struct Clump: Record {
    var size = 5.0
    var share = 0.5
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("size", &size, unit: "m", rule: .positive, "Of a group.")
      try f.field("share", &share, rule: .range(0.01...1), "Of the ground that groups cover.")
    }
  }

  /// Degrees, or what it faces.
  enum Heading: JSONCodable {
    case degrees(Expression)
    case random
    /// The middle of the first free area.
    case free
    /// What it is around, or on, or along.
    case host
    /// Away from that.
    case away
    static let words = ["random", "free", "host", "away"]
    init(json node: JSONNode) throws(JSONError) {
      if case .string(let word) = node.value {
        switch word {
        case "random": self = .random
        case "free": self = .free
        case "host": self = .host
        case "away": self = .away
        default: self = .degrees(try Expression(json: node))
        }
      } else {
        self = .degrees(try Expression(json: node))
      }
    }
    func write(to writer: inout JSONWriter) {
      switch self {
      case .degrees(let e): e.write(to: &writer)
      case .random: writer.string("random")
      case .free: writer.string("free")
      case .host: writer.string("host")
      case .away: writer.string("away")
      }
    }
    static var formName: String { "degrees, random, free, host or away" }
  }
}
