import LocatedJSON
import Modelling
import SceneDescription

/// What is drawn in a place and never touched: grass, pebbles, leaves, far trees. The keys: docs/places.md.
struct DressRule: Record {
  var name = Located<String>("")
  var asset = Choices<AssetChoice>([])
  var condition: Expression?
  var at: Points?
  var area: ArrangeRule.Area?
  var along: ArrangeRule.Line?
  var density: Expression?
  var spacing: RangeExpression?
  var beside: RangeExpression?
  var clump: ArrangeRule.Clump?
  var slope: Expression?
  var above: Expression?
  var below: Expression?
  var heading: Expression?
  var lean = 0.0
  var sink: Expression?
  var size = RangeExpression(0.8, 1.25)
  var margin = Expression(0.1)
  var onPaths = false
  var inFree = false
  var variants = 4
  var haze: Haze?
  init() {}

  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Unique among the rules.")
    try f.required("asset", &asset, "Which assets; each copy chooses one.")
    try f.optional("if", &condition, absent: "always", "Only where the expression is above 0.")
    try f.optional("at", &at, unit: "m", absent: "", "At these points.")
    try f.optional("area", &area, absent: "", "By chance in a rectangle or ring.")
    try f.optional("along", &along, absent: "", "Along a line or path.")
    try f.optional("density", &density, unit: "1/m^2", absent: "1", "Copies by area, for `area`.")
    try f.optional("spacing", &spacing, unit: "m", absent: "1", "Along the line, for `along`.")
    try f.optional("beside", &beside, unit: "m", absent: "0", "To the right of the line, for `along`.")
    try f.optional("clump", &clump, absent: "even", "In groups.")
    try f.optional("slope", &slope, unit: "degrees", absent: "any", "Only where the ground is less steep.")
    try f.optional("above", &above, unit: "m", absent: "any", "Only where the ground is higher.")
    try f.optional("below", &below, unit: "m", absent: "any", "Only where the ground is lower.")
    try f.optional(
      "heading", &heading, unit: "degrees", absent: "by chance",
      "Where the fronts face; from the line's direction for `along`.")
    try f.field("lean", &lean, rule: .range(0...1), "0 upright, 1 at right angles to the ground.")
    try f.optional("sink", &sink, unit: "m", absent: "0", "How deep it stands in the ground.")
    try f.field("size", &size, "Times its usual size.")
    try f.field("margin", &margin, unit: "m", "From free areas and paths.")
    try f.field("onPaths", &onPaths, "May lie on paths.")
    try f.field("inFree", &inFree, "May lie in free areas.")
    try f.field("variants", &variants, rule: .range(1...64), "Of how many variants of the asset.")
    try f.optional("haze", &haze, absent: "clear", "How the air changes colours far off.")
  }
}

/// A level rectangle that is kept free for what the scene is about.
struct FreeRule: Record {
  var name = ""
  var at: PointExpression?
  var size = PairExpression(2, 2)
  var on: Located<String>?
  var support: String?
  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "What it is called.")
    try f.optional("at", &at, unit: "m", absent: "the origin, or the support's middle", "Middle.")
    try f.required("size", &size, unit: "m", "Along X and Z; on a support at most its size.")
    try f.optional("on", &on, absent: "the ground", "On what that rule placed.")
    try f.optional("support", &support, absent: "the first", "Name of the support.")
  }
}

/// A composed view: where from, where to, through what lens.
struct CameraRule: Record {
  var name = ""
  var position = PointExpression.origin
  var target = PointExpression.origin
  var jitter: Expression?
  var focalLength = RangeExpression(35)
  var fNumber: RangeExpression?
  var focus: Expression?
  var area = 0
  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("name", &name, "For people.")
    try f.required("position", &position, unit: "m", "Of the lens; y above the ground below it.")
    try f.required("target", &target, unit: "m", "The middle of the picture; y above the main free area.")
    try f.optional(
      "jitter", &jitter, unit: "m", absent: "a twentieth of the way", "By which the seed moves it, at most.")
    try f.field("focalLength", &focalLength, unit: "mm", "Of the lens.")
    try f.optional("fNumber", &fNumber, absent: "all is sharp", "Focal length over aperture.")
    try f.optional("focus", &focus, unit: "m", absent: "the target", "Distance at which it is sharp.")
    try f.field("area", &area, rule: .notNegative, "Number of the free area that it must see.")
  }
}
