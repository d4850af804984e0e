import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

extension AssetFile {
  /// A named piece of the thing: one material, and perhaps a joint.
  public struct Part: Record {
    public var name = ""
    public var material: Located<String>?
    public var colour: Colour?
    public var finish: Located<String>?
    public var shape = ShapeNode.none
    public var collision = Collision.pieces
    public var fill = Expression(1)
    public var on: Located<String>?
    public var joint: Joint?
    public var condition: Expression?
    public init() {}

    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("name", &name, rule: FieldRule("1 to 100 characters") { (1...100).contains($0.count) }, "Unique.")
      try f.optional("material", &material, absent: "its finish", "A material's name.")
      try f.optional("colour", &colour, absent: "the material's", "Paint over the material.")
      try f.optional("finish", &finish, absent: "its material", "One of the finishes.")
      try f.required("shape", &shape, "A shape node or a list of such.")
      try f.field("collision", &collision, "\"pieces\", \"hull\", \"fitted\", \"none\" or shape nodes.")
      try f.field("fill", &fill, "Share of the volume that is matter.")
      try f.optional("on", &on, absent: "the root", "The part that it rides on.")
      try f.optional("joint", &joint, absent: "rigid", "How it moves.")
      try f.optional("if", &condition, absent: "always", "Only where it is above 0.")
    }
  }

  /// Which convex solids stand for a part in collisions.
  public enum Collision: JSONCodable {
    /// Those that its operators give.
    case pieces
    /// One hull around it.
    case hull
    case none
    /// Convex pieces found by slicing what is drawn.
    case fitted(Fitting)
    /// Those that other shapes give.
    case shapes(ShapeNode)

    private static let words = ["pieces", "hull", "fitted", "none"]

    public init(json node: JSONNode) throws(JSONError) {
      guard case .string(let word) = node.value else {
        if case .object(let members) = node.value, members.contains(where: { $0.key == "fitted" }) {
          self = .fitted(try Fitting(json: node))
        } else {
          self = .shapes(try ShapeNode(json: node))
        }
        return
      }
      switch word {
      case "fitted": self = .fitted(Fitting())
      case "pieces": self = .pieces
      case "hull": self = .hull
      case "none": self = .none
      default: throw node.error("no collision '\(word)'; \(nearestHint(word, among: Collision.words))")
      }
    }
    public func write(to writer: inout JSONWriter) {
      switch self {
      case .pieces: writer.string("pieces")
      case .hull: writer.string("hull")
      case .none: writer.string("none")
      case .fitted(let fitting): fitting.write(to: &writer)
      case .shapes(let shapes): shapes.write(to: &writer)
      }
    }
    public static var formName: String { "collision" }
  }

  /// How what is drawn is sliced into convex pieces.
  public struct Fitting: Record {
    public var most = Expression(32)
    public var with: [Located<String>]?
    public init() {}

    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("fitted", &most, "Most pieces, 1 to 128.")
      try f.optional(
        "with", &with, absent: "all without pieces of their own", "Parts of what moves as one that they are around too."
      )
    }
  }

  /// How a part moves against the one that it is on.
  public struct Joint: Record {
    public var kind = Kind.hinge
    public var at = VectorExpression(.zero)
    public var axis = VectorExpression(.unitX)
    public var limits: PairExpression?
    public var damping: Expression?
    public var friction: Expression?
    public var open: Expression?
    public init() {}

    public enum Kind: String, NamedChoice {
      case hinge, slider, ball, fixed
      public static var formName: String { "kind of joint" }
    }

    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("kind", &kind, "What it leaves free.")
      try f.required("at", &at, unit: "m", "Where it is.")
      try f.field("axis", &axis, "Of its turn or travel.")
      try f.optional(
        "limits", &limits, unit: "degrees (hinge, ball's swing), m (slider)", absent: "free", "Least and greatest.")
      try f.optional("damping", &damping, unit: "N m s/rad or N s/m", absent: "none", "Resistance by speed.")
      try f.optional("friction", &friction, unit: "N m or N", absent: "none", "Resistance at any speed.")
      try f.optional("open", &open, unit: "degrees or m", absent: "0", "Where sheets show it beside 0.")
    }
  }
}

extension ShapeNode {
  /// No solid at all.
  static let none: ShapeNode = {
    do { return try ShapeNode(json: JSONReader.parse(Array("[]".utf8), file: "")) } catch {
      preconditionFailure("an empty list is a shape: \(error)")
    }
  }()
}
