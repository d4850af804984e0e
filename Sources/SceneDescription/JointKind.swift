import LocatedJSON

/// What a joint leaves free, written as one key: {"hinge": {"limits": [-1, 1]}}.
public enum JointKind: JSONCodable, Hashable {
  /// All turns about the anchor.
  case ball(Ball)
  /// Turns about the axis.
  case hinge(Guided)
  /// Travel along the axis.
  case slider(Guided)
  /// Nothing.
  case fixed(Plain)
  /// Turns about a's axis and about b's cross axis.
  case universal(Plain)
  /// Keeps two points at a distance.
  case distance(Length)
  /// Keeps two points from being further apart.
  case rope(Length)
  /// Pulls and pushes two points towards a distance.
  case spring(Spring)

  public struct Ball: Record, Hashable {
    public var swingLimit: Double?
    public var twistLimits: Interval?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional(
        "swingLimit", &swingLimit, unit: "rad", rule: .range(0...Double.pi), absent: "free",
        "Greatest angle between b's axis and where it was at the start.")
      try f.optional(
        "twistLimits", &twistLimits, unit: "rad", rule: .within(2 * Double.pi), absent: "free",
        "Turn of b about the axis since the start.")
    }
  }

  public struct Guided: Record, Hashable {
    public var limits: Interval?
    public var motor: Motor?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional(
        "limits", &limits, unit: "rad (hinge), m (slider)", rule: .within(1e4), absent: "free",
        "Turn or travel of b against a since the start.")
      try f.optional(
        "motor", &motor,
        rule: FieldRule("a motor with either a speed or a position") {
          ($0.speed == nil) != ($0.position == nil)
        }, absent: "none", "Drives the joint.")
    }
  }

  /// Drives towards a speed, or towards a place as a damped spring does.
  public struct Motor: Record, Hashable {
    public var speed: Double?
    public var position: Double?
    public var stiffness = 0.0
    public var damping = 0.0
    public var maximum: Double?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional(
        "speed", &speed, unit: "rad/s (hinge), m/s (slider)", rule: .range(-1e4...1e4), absent: "none",
        "Speed of b against a to hold; either this or position.")
      try f.optional(
        "position", &position, unit: "rad (hinge), m (slider)", rule: .range(-1e4...1e4), absent: "none",
        "Where to draw b to.")
      try f.field(
        "stiffness", &stiffness, unit: "N m/rad (hinge), N/m (slider)", rule: .range(0...1e12), "Pull towards position."
      )
      try f.field(
        "damping", &damping, unit: "N m s/rad (hinge), N s/m (slider)", rule: .range(0...1e12),
        "Resistance to speed on the way to position.")
      try f.optional(
        "maximum", &maximum, unit: "N m (hinge), N (slider)", rule: .range(0...1e12), absent: "no bound",
        "Greatest torque or force.")
    }
  }

  public struct Length: Record, Hashable {
    public var length: Double?
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional(
        "length", &length, unit: "m", rule: .range(0...1e4), absent: "as at the start", "Between the two anchors.")
    }
  }

  public struct Spring: Record, Hashable {
    public var length: Double?
    public var stiffness = 100.0
    public var damping = 0.0
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional(
        "length", &length, unit: "m", rule: .range(0...1e4), absent: "as at the start",
        "Between the two anchors when slack.")
      try f.required("stiffness", &stiffness, unit: "N/m", rule: .range(0...1e12), "Force by stretch.")
      try f.field("damping", &damping, unit: "N s/m", rule: .range(0...1e12), "Force by speed of stretch.")
    }
  }

  public struct Plain: Record, Hashable {
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {}
  }

  private static let forms: [(tag: String, read: @Sendable (JSONNode) throws(JSONError) -> JointKind)] = [
    ("ball", { node throws(JSONError) in .ball(try Ball(json: node)) }),
    ("hinge", { node throws(JSONError) in .hinge(try Guided(json: node)) }),
    ("slider", { node throws(JSONError) in .slider(try Guided(json: node)) }),
    ("fixed", { node throws(JSONError) in .fixed(try Plain(json: node)) }),
    ("universal", { node throws(JSONError) in .universal(try Plain(json: node)) }),
    ("distance", { node throws(JSONError) in .distance(try Length(json: node)) }),
    ("rope", { node throws(JSONError) in .rope(try Length(json: node)) }),
    ("spring", { node throws(JSONError) in .spring(try Spring(json: node)) }),
  ]

  public init(json node: JSONNode) throws(JSONError) {
    let tags = JointKind.forms.map(\.tag)
    let members = try node.members()
    guard members.count == 1, let member = members.first else {
      throw node.error("expected one kind of joint (\(tags.joined(separator: ", "))), found \(members.count) keys")
    }
    guard let form = JointKind.forms.first(where: { $0.tag == member.key }) else {
      throw JSONError("no joint '\(member.key)'; \(nearestHint(member.key, among: tags))", at: member.location)
    }
    self = try form.read(member.node)
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key(tag)
      record.write(to: &w)
    }
  }
  public static var formName: String { "kind of joint" }

  /// The key that the kind is written with; traces use it too.
  public var tag: String { form.tag }

  private var record: any Record { form.record }

  private var form: (tag: String, record: any Record) {
    switch self {
    case .ball(let r): ("ball", r)
    case .hinge(let r): ("hinge", r)
    case .slider(let r): ("slider", r)
    case .fixed(let r): ("fixed", r)
    case .universal(let r): ("universal", r)
    case .distance(let r): ("distance", r)
    case .rope(let r): ("rope", r)
    case .spring(let r): ("spring", r)
    }
  }
}
