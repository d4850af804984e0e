import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// A number, an expression, or two between which the seed chooses: 3, "0.5 * width", [2, 5].
struct RangeExpression: JSONCodable {
  var low: Expression
  var high: Expression
  init(_ value: Double) {
    low = Expression(value)
    high = low
  }
  init(_ low: Double, _ high: Double) {
    self.low = Expression(low)
    self.high = Expression(high)
  }
  init(json node: JSONNode) throws(JSONError) {
    guard case .array(let elements) = node.value else {
      low = try Expression(json: node)
      high = low
      return
    }
    guard elements.count == 2 else { throw node.error("expected [low, high], found \(elements.count) numbers") }
    low = try Expression(json: elements[0])
    high = try Expression(json: elements[1])
  }
  func write(to writer: inout JSONWriter) { [low, high].write(to: &writer) }
  static var formName: String { "number, expression or [low, high]" }

  func bounds(in scope: Scope) throws(JSONError) -> ClosedRange<Double> {
    let (a, b) = (try low.evaluate(in: scope), try high.evaluate(in: scope))
    guard a <= b else { throw low.error("expected [low, high], found \(a) above \(b)") }
    return a...b
  }
  func draw(_ random: inout SeededGenerator, in scope: Scope) throws(JSONError) -> Double {
    let range = try bounds(in: scope)
    let share = random.uniform()
    return range.lowerBound + (range.upperBound - range.lowerBound) * share
  }
  /// A whole number, all between low and high alike likely.
  func count(_ random: inout SeededGenerator, in scope: Scope) throws(JSONError) -> Int {
    let range = try bounds(in: scope)
    let (a, b) = (range.lowerBound.rounded(), range.upperBound.rounded())
    guard a >= 0 && b <= 100_000 else { throw low.error("expected a count from 0 to 100000, found \(b)") }
    return Int(a) + random.index(Int(b) - Int(a) + 1)
  }
}

/// A point of the ground, [x, z], or of space, [x, y, z]; y counts from what is below.
struct PointExpression: JSONCodable {
  var x: Expression
  var y: Expression?
  var z: Expression
  static let origin = PointExpression(0, 0)
  init(_ x: Double, _ z: Double) { (self.x, self.z) = (Expression(x), Expression(z)) }
  init(json node: JSONNode) throws(JSONError) {
    let v = try [Expression](json: node)
    guard v.count == 2 || v.count == 3 else {
      throw node.error("expected [x, z] or [x, y, z], found \(v.count) numbers")
    }
    x = v[0]
    y = v.count == 3 ? v[1] : nil
    z = v[v.count - 1]
  }
  func write(to writer: inout JSONWriter) { (y.map { [x, $0, z] } ?? [x, z]).write(to: &writer) }
  static var formName: String { "[x, z] or [x, y, z]" }

  /// y is 0 where it is not given.
  func evaluate(in scope: Scope) throws(JSONError) -> Vector3 {
    Vector3(try x.evaluate(in: scope), try y?.evaluate(in: scope) ?? 0, try z.evaluate(in: scope))
  }
}

extension PairExpression {
  init(_ first: Double, _ second: Double) {
    self.init()
    self.first = Expression(first)
    self.second = Expression(second)
  }

  /// An extent along X and Z.
  func size(in scope: Scope) throws(JSONError) -> (width: Double, depth: Double) {
    let (w, d) = (try first.evaluate(in: scope), try second.evaluate(in: scope))
    guard w > 0 && d > 0 else { throw first.error("expected a size above 0, found [\(w), \(d)]") }
    return (w, d)
  }
}

/// One value, or a list of which each copy chooses one.
struct Choices<Value: JSONCodable>: JSONCodable {
  var values: [Value]
  init(_ values: [Value]) { self.values = values }
  init(json node: JSONNode) throws(JSONError) {
    if case .array(let elements) = node.value {
      guard !elements.isEmpty else { throw node.error("expected at least one choice") }
      values = try [Value](json: node)
    } else {
      values = [try Value(json: node)]
    }
  }
  func write(to writer: inout JSONWriter) { values.write(to: &writer) }
  static var formName: String { "\(Value.formName) or a list of such" }
}

/// Points one by one or in a list: [x, z], [[x, z], [x, y, z]].
struct Points: JSONCodable {
  var values: [PointExpression]
  init(json node: JSONNode) throws(JSONError) {
    if case .array(let elements) = node.value, case .array? = elements.first?.value {
      values = try [PointExpression](json: node)
    } else {
      values = [try PointExpression(json: node)]
    }
  }
  func write(to writer: inout JSONWriter) { values.write(to: &writer) }
  static var formName: String { "point or a list of such" }
}

/// An asset by name, or with what its looks leave open: "oak", {"asset": "chair", "colour": "#705030"}.
struct AssetChoice: JSONCodable {
  var asset: Located<String>
  var looks = Looks()
  /// How much likelier it is than the others.
  var weight = 1.0

  private struct Form: Record {
    var asset: Located<String>?
    var weight = 1.0
    var scale = 1.0
    var qualities: [String] = []
    var material: String?
    var colour: Colour?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional("asset", &asset, absent: "required", "Name of an asset of the library.")
      try f.field("weight", &weight, rule: .positive, "How much likelier it is than the others.")
      try f.field("scale", &scale, rule: .range(0.01...100), "Times its usual size.")
      try f.field("qualities", &qualities, "Adjectives that its file knows.")
      try f.optional("material", &material, absent: "the asset's", "In place of the painted finish's material.")
      try f.optional("colour", &colour, absent: "the asset's", "In place of the painted finish's colour.")
    }
  }
  init(_ looks: Looks) {
    asset = Located(looks.asset)
    self.looks = looks
  }
  init(json node: JSONNode) throws(JSONError) {
    if case .string = node.value {
      asset = try Located(json: node)
    } else {
      let form = try Form(json: node)
      guard let name = form.asset else { throw node.error("expected the key \"asset\" (string) in this object") }
      asset = name
      weight = form.weight
      looks.scale = form.scale
      looks.qualities = form.qualities
      looks.material = form.material
      looks.colour = form.colour
    }
    looks.asset = asset.value
  }
  func write(to writer: inout JSONWriter) { looks.write(to: &writer) }
  static var formName: String { "asset" }
}

extension Choices where Value == AssetChoice {
  func choose(_ random: inout SeededGenerator) -> AssetChoice {
    var left = random.uniform() * values.reduce(0) { $0 + $1.weight }
    for choice in values {
      left -= choice.weight
      if left < 0 { return choice }
    }
    return values[values.count - 1]
  }
}

extension Colour {
  /// As much of the other as `share` says, mixed as light is.
  func mixed(with other: Colour, _ share: Double) -> Colour {
    func channel(_ a: UInt8, _ b: UInt8) -> UInt8 {
      // A gamma of 2.2 is near enough to sRGB for a tint.
      let (x, y) = (PortableMath.power(Double(a) / 255, 2.2), PortableMath.power(Double(b) / 255, 2.2))
      return UInt8((PortableMath.power(x + (y - x) * share, 1 / 2.2) * 255).rounded())
    }
    return Colour(channel(red, other.red), channel(green, other.green), channel(blue, other.blue))
  }
}
