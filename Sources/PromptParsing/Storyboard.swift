import LocatedJSON

/// What a prompt says, before anything is placed: things, how they stand to each other, what they do, how it is filmed.
///
/// Written by `plan --storyboard` and read back; Direction stages it into scenes.
public struct Storyboard: Record, Hashable {
  public var prompt = ""
  public var shots: [Shot] = []
  /// Every token of the prompt and what became of it, in order.
  public var tokens: [TokenAccount] = []

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("prompt", &prompt, "The sentence as given.")
    try f.required("shots", &shots, "In order of time.")
    try f.field("tokens", &tokens, "What became of each word.")
  }
}

/// One uninterrupted view.
public struct Shot: Record, Hashable {
  public var entities: [Entity] = []
  public var relations: [Relation] = []
  public var actions: [Action] = []
  public var camera = CameraDirection()
  public var light = LightDirection()
  /// Name of a place of the library.
  public var place: String?

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("entities", &entities, "Things, in order of first mention.")
    try f.field("relations", &relations, "Where things stand.")
    try f.field("actions", &actions, "What happens, in order.")
    try f.field("camera", &camera, "How it is filmed.")
    try f.field("light", &light, "Time of day, sky and weather.")
    try f.optional("place", &place, absent: "a plain ground", "Name of a place of the library.")
  }
}

/// A thing, or several equal ones.
public struct Entity: Record, Hashable {
  /// Unique in the storyboard and lasting over shots: "ball", "ball 2".
  public var id = ""
  /// Canonical noun of the asset library: "ball", "block", "domino", "ramp", "floor", "person".
  public var noun = ""
  public var count = 1
  public var colour: String?
  public var material: String?
  public var size = SizeClass.normal
  /// Further adjectives that the noun understands ("tall", "steep", "young").
  public var qualities: [String] = []

  public enum SizeClass: String, NamedChoice {
    case tiny, small, normal, large, huge
    public static var formName: String { "size" }
  }

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("id", &id, "Name that relations and actions use.")
    try f.required("noun", &noun, "Noun of the asset library.")
    try f.field("count", &count, rule: .range(1...200), "How many.")
    try f.optional("colour", &colour, absent: "the asset's", "Colour name.")
    try f.optional("material", &material, absent: "the asset's", "Material name.")
    try f.field("size", &size, "tiny, small, normal, large or huge for its kind.")
    try f.field("qualities", &qualities, "Other adjectives.")
  }
}

/// `subject` stands `kind` `object`: ball on block.
public struct Relation: Record, Hashable {
  public var kind = Kind.on
  public var subject = ""
  public var object = ""

  /// Left, right, front and behind are as the camera sees them.
  public enum Kind: String, NamedChoice {
    case on, under, above, nextTo, inFrontOf, behind, leftOf, rightOf, between, against
    public static var formName: String { "relation" }
  }

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("kind", &kind, "How.")
    try f.required("subject", &subject, "Entity id.")
    try f.required("object", &object, "Entity id.")
  }
}

/// What an entity does: ball rolls down ramp; ball knocks over dominoes.
public struct Action: Record, Hashable {
  public var verb = Verb.stand
  public var subject = ""
  /// What the verb acts on: hit, knock over, push.
  public var object: String?
  /// Where it goes: down the ramp, towards the block, off the table.
  public var path: [Leg] = []
  public var speed = Speed.normal
  /// Actions with the same number happen together; a larger number comes later.
  public var order = 0

  public enum Verb: String, NamedChoice {
    case stand, fall, roll, slide, hit, knockOver, bounce, walk, push, topple, rest
    public static var formName: String { "verb" }
  }
  public enum Speed: String, NamedChoice {
    case slow, normal, fast
    public static var formName: String { "speed" }
  }

  public struct Leg: Record, Hashable {
    public var direction = Direction.towards
    public var object: String?
    public enum Direction: String, NamedChoice {
      case down, up, towards, into, onto, off, from, across, along, past, over, between, through, around, away
      case left, right, forward, back
      public static var formName: String { "direction" }
    }
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("direction", &direction, "Preposition.")
      try f.optional("object", &object, absent: "none", "Entity id.")
    }
  }

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("verb", &verb, "What is done.")
    try f.required("subject", &subject, "Entity id of the doer.")
    try f.optional("object", &object, absent: "none", "Entity id of what it is done to.")
    try f.field("path", &path, "Where it goes.")
    try f.field("speed", &speed, "slow, normal or fast.")
    try f.field("order", &order, rule: .notNegative, "Rank in time.")
  }
}

public struct CameraDirection: Record, Hashable {
  public var move = Move.fixed
  public var framing = Framing.medium
  public var angle = Angle.eye
  /// The entity to look at; nil: all that acts.
  public var subject: String?

  public enum Move: String, NamedChoice {
    case fixed = "static"
    case orbit, pushIn, pullOut
    public static var formName: String { "camera move" }
  }
  public enum Framing: String, NamedChoice {
    case closeUp, medium, wide
    public static var formName: String { "framing" }
  }
  public enum Angle: String, NamedChoice {
    case low, eye, high, overhead
    public static var formName: String { "camera angle" }
  }

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("move", &move, "static, orbit, pushIn or pullOut.")
    try f.field("framing", &framing, "closeUp, medium or wide.")
    try f.field("angle", &angle, "low, eye, high or overhead.")
    try f.optional("subject", &subject, absent: "all that acts", "Entity id in the middle.")
  }
}

/// What the words say of light and weather; nil where they say nothing.
public struct LightDirection: Record, Hashable {
  public var time: TimeOfDay?
  public var sky: Sky?
  public var weather: Weather?

  public enum TimeOfDay: String, NamedChoice {
    case sunrise, morning, noon, afternoon, sunset, dusk, night
    public static var formName: String { "time of day" }
  }
  public enum Sky: String, NamedChoice {
    case clear, cloudy, overcast
    public static var formName: String { "sky" }
  }
  public enum Weather: String, NamedChoice {
    case rain, storm, snow, fog
    public static var formName: String { "weather" }
  }

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.optional("time", &time, absent: "afternoon, or the place's", "Time of day.")
    try f.optional("sky", &sky, absent: "clear, or the place's", "clear, cloudy or overcast.")
    try f.optional("weather", &weather, absent: "fair, or the place's", "rain, storm, snow or fog.")
  }
}

/// One token of the prompt and what became of it.
public struct TokenAccount: Record, Hashable {
  public var text = ""
  /// Offset and length in Unicode scalars of the prompt.
  public var offset = 0
  public var length = 0
  public var status = Status.notUnderstood
  /// "noun of 'ball'", "colour of 'ball'", "grammar", or why it was not understood.
  public var meaning = ""

  public enum Status: String, NamedChoice {
    /// Became something in the scene.
    case used
    /// Joins other words (articles, commas, "and") and carries nothing of its own.
    case grammar
    /// Known but without effect here; the meaning says why.
    case ignored
    case notUnderstood
    public static var formName: String { "status" }
  }

  public init() {}
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("text", &text, "As written.")
    try f.field("offset", &offset, "First Unicode scalar in the prompt, from 0.")
    try f.field("length", &length, "Unicode scalars.")
    try f.required("status", &status, "used, grammar, ignored or notUnderstood.")
    try f.field("meaning", &meaning, "What it became, or why not.")
  }
}
