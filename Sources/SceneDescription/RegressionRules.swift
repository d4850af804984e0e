import LocatedJSON

/// What a scene must do as a collision scenario, and how closely two runs of it must agree.
public struct RegressionRules: Record, Hashable {
  public var expect: [ExpectedEvent] = []
  public var positionTolerance = 1e-3
  public var angleTolerance = 0.5
  public var velocityTolerance = 1e-2
  public var eventSteps = 1
  public var impulseTolerance = 0.02
  public var energyGain = 1e-3
  public var penetration = 0.01

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("expect", &expect, "What must happen in every run, in any order.")
    try f.field("positionTolerance", &positionTolerance, unit: "m", rule: .notNegative, "Of a body's place.")
    try f.field("angleTolerance", &angleTolerance, unit: "degrees", rule: .notNegative, "Of a body's orientation.")
    try f.field("velocityTolerance", &velocityTolerance, unit: "m/s", rule: .notNegative, "Of a body's velocity.")
    try f.field(
      "eventSteps", &eventSteps, unit: "steps", rule: .notNegative, "By how much an event may be early or late.")
    try f.field(
      "impulseTolerance", &impulseTolerance, rule: .notNegative,
      "By how much a meeting's closing speed and impulse may differ, as a part of the larger.")
    try f.field(
      "energyGain", &energyGain, rule: .notNegative,
      "Largest gain of mechanical energy in a passive scene, as a part of that at the start.")
    try f.field(
      "penetration", &penetration, rule: .notNegative,
      "Largest overlap of two bodies, as a part of the smaller one's size.")
  }
}

/// One thing that must happen: who, what, and when.
public struct ExpectedEvent: Record, Hashable {
  public enum Kind: String, NamedChoice {
    case contactBegin, contactEnd, toppled, jointBroke
    /// The body sleeps or moves slower than 1 mm/s at the end of the shot.
    case atRest
    /// A coordinate of the body's place lies between `low` and `high` at the end of the shot.
    case endsWithin
    /// No event of that pair (or of that body, where `b` is absent) at all.
    case noContact
    public static var formName: String { "event" }
  }
  public var event = Kind.contactBegin
  public var a = ""
  public var b: String?
  public var from = 0.0
  public var to: Double?
  public var low: Double?
  public var high: Double?
  public var axis = Axis.y

  public enum Axis: String, NamedChoice {
    case x, y, z
    public static var formName: String { "axis" }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("event", &event, "\(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.required("a", &a, rule: .name, "Name of the body.")
    try f.optional("b", &b, rule: .name, absent: "anyone", "Name of the other body.")
    try f.field("from", &from, unit: "s", rule: .notNegative, "Not before.")
    try f.optional("to", &to, unit: "s", rule: .notNegative, absent: "the end", "Not after.")
    try f.field("axis", &axis, "endsWithin: which coordinate of the body's place.")
    try f.optional("low", &low, unit: "m", absent: "no bound", "endsWithin: at least.")
    try f.optional("high", &high, unit: "m", absent: "no bound", "endsWithin: at most.")
  }
}
