import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// A thing as its file describes it: what it is called, how big and heavy it is, how its parts are made.
///
/// Format: docs/modelling.md. Reading checks forms, keys, names and the grammar of expressions; what numbers come out
/// is judged when a variant is built.
public struct AssetFile: Record {
  public var name = ""
  public var nouns: [String] = []
  public var plurals: [String] = []
  public var category = Category.decoration
  public var about = ""
  public var mass = Interval(0, 0)
  public var stands = Stand.floor
  public var isFixed = false
  public var qualities = OrderedObject<OrderedObject<Double>>()
  public var parameters = OrderedObject<Parameter>()
  public var finishes = OrderedObject<[Finish]>()
  public var painted: Located<String>?
  public var parts: [Part] = []
  public var supports: [Support] = []
  public var spaces: [Space] = []
  public var holds: [Hold] = []

  /// The shelf that it lies on.
  public enum Category: String, NamedChoice {
    case tableware, furniture, toys, sports, tools, devices, food, plants, rocks, buildings, street, vehicles
    case packaging, decoration
    public static var formName: String { "category" }
  }

  /// Where it belongs.
  public enum Stand: String, NamedChoice {
    case floor, table
    /// Its back, -Z, against it.
    case wall
    /// Hangs from its highest point.
    case ceiling
    /// Outdoors.
    case ground
    public static var formName: String { "place to stand" }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: FieldRule("1 to 100 characters") { (1...100).contains($0.count) }, "The noun.")
    try f.field("nouns", &nouns, "All singular forms that prompts may use; none: the name.")
    try f.field("plurals", &plurals, "None: the nouns with -s, -es or -ies.")
    try f.required("category", &category, "The shelf that it lies on.")
    try f.required("about", &about, "Where size and mass come from.")
    try f.required(
      "mass", &mass, unit: "kg", rule: FieldRule("[low, high] above 0") { $0.low > 0 }, "What the real thing weighs.")
    try f.field("stands", &stands, "Where it belongs.")
    try f.field("fixed", &isFixed, "Does not move.")
    try f.field("qualities", &qualities, "Adjectives, and what they multiply parameters by.")
    try f.field("parameters", &parameters, "Numbers by name, each of those before it or of chance.")
    try f.field("finishes", &finishes, "Looks that parts share.")
    try f.optional("painted", &painted, absent: "the first part's", "The finish that colour words replace.")
    try f.required("parts", &parts, rule: FieldRule("1 to 200 parts") { (1...200).contains($0.count) }, "See parts.")
    try f.field("supports", &supports, "Level places where things can stand.")
    try f.field("spaces", &spaces, "Where things fit in.")
    try f.field("holds", &holds, "Where hands take it.")
  }
}

extension AssetFile {
  /// A number that shapes share.
  public enum Parameter: JSONCodable {
    case value(Expression)
    /// The variant's seed chooses between the two.
    case range(Expression, Expression)

    public init(json node: JSONNode) throws(JSONError) {
      guard case .array(let ends) = node.value else {
        self = .value(try Expression(json: node))
        return
      }
      guard ends.count == 2 else { throw node.error("expected [low, high], found \(ends.count) numbers") }
      self = .range(try Expression(json: ends[0]), try Expression(json: ends[1]))
    }
    public func write(to writer: inout JSONWriter) {
      switch self {
      case .value(let v): v.write(to: &writer)
      case .range(let low, let high): [low, high].write(to: &writer)
      }
    }
    public static var formName: String { "number, expression or [low, high]" }
  }

  /// A material and the paint over it: "oak", or {"material": "wood", "colour": "white"}.
  public struct Finish: JSONCodable {
    public var material: Located<String>
    public var colour: Colour?

    private struct Pair: Record {
      var material: Located<String>?
      var colour: Colour?
      mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
        try f.optional("material", &material, absent: "none", "A material's name.")
        try f.optional("colour", &colour, absent: "the material's", "Paint over it.")
      }
    }

    public init(json node: JSONNode) throws(JSONError) {
      guard case .object = node.value else {
        material = try Located(json: node)
        return
      }
      let pair = try Pair(json: node)
      guard let name = pair.material else { throw node.error("expected the key \"material\" in this finish") }
      material = name
      colour = pair.colour
    }
    init(material: Located<String>, colour: Colour?) {
      self.material = material
      self.colour = colour
    }
    public func write(to writer: inout JSONWriter) {
      if colour == nil {
        material.write(to: &writer)
      } else {
        var pair = Pair()
        pair.material = material
        pair.colour = colour
        pair.write(to: &writer)
      }
    }
    public static var formName: String { "material's name or {\"material\", \"colour\"}" }
  }

  /// A level place on it where things can stand.
  public struct Support: Record {
    public var name = ""
    public var at = VectorExpression(.zero)
    public var size = PairExpression()
    public var clearance: Expression?
    public var on: Located<String>?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("name", &name, "What it is called.")
      try f.required("at", &at, unit: "m", "Middle of the surface.")
      try f.required("size", &size, unit: "m", "Along X and Z.")
      try f.optional("clearance", &clearance, unit: "m", absent: "open sky", "Free height above.")
      try f.optional("on", &on, absent: "the root", "The part that it rides on.")
    }
  }

  /// Where things fit in.
  public struct Space: Record {
    public var name = ""
    public var at = VectorExpression(.zero)
    public var size = VectorExpression(.zero)
    public var on: Located<String>?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("name", &name, "What it is called.")
      try f.required("at", &at, unit: "m", "Middle of its floor.")
      try f.required("size", &size, unit: "m", "Along the axes.")
      try f.optional("on", &on, absent: "the root", "The part that it rides on.")
    }
  }

  /// Where hands take it.
  public struct Hold: Record {
    public var name = ""
    public var at = VectorExpression(.zero)
    public var along = VectorExpression(.unitY)
    public var width: Expression?
    public var on: Located<String>?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("name", &name, "What it is called.")
      try f.required("at", &at, unit: "m", "Middle of the grip.")
      try f.field("along", &along, "Axis that the hand closes around.")
      try f.optional("width", &width, unit: "m", absent: "a hand's", "Length of the grip.")
      try f.optional("on", &on, absent: "the root", "The part that it rides on.")
    }
  }
}

/// Two expressions: [w, d].
public struct PairExpression: JSONCodable {
  public var first = Expression(0)
  public var second = Expression(0)
  public init() {}
  public init(json node: JSONNode) throws(JSONError) {
    let v = try [Expression](json: node)
    guard v.count == 2 else { throw node.error("expected two numbers, found \(v.count)") }
    first = v[0]
    second = v[1]
  }
  public func write(to writer: inout JSONWriter) { [first, second].write(to: &writer) }
  public static var formName: String { "[w, d]" }
}
