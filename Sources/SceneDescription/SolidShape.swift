import LocatedJSON
import VectorMath

/// A solid in its own frame, written as one key: {"sphere": {"radius": 0.1}}.
///
/// The same shape is collided, weighed and drawn; `edgeRadius` rounds the drawn edges only. The origin of a primitive is
/// its centre of mass; a hull, a compound and a mesh have theirs where their numbers put it.
public enum SolidShape: JSONCodable, Hashable {
  case sphere(Sphere)
  case box(Box)
  case capsule(Capsule)
  case cylinder(Cylinder)
  case cone(Cone)
  /// The smallest convex solid around some points.
  case hull(Hull)
  /// Convex solids that are one body.
  case compound(Compound)
  /// A surface of triangles; not for dynamic bodies.
  case mesh(Mesh)
  /// Ground above a grid; static bodies only.
  case heightField(HeightField)
  /// The half-space below the body's XZ plane; static bodies only.
  case plane(Plane)

  private static let forms: [(tag: String, read: @Sendable (JSONNode) throws(JSONError) -> SolidShape)] = [
    ("sphere", { node throws(JSONError) in .sphere(try Sphere(json: node)) }),
    ("box", { node throws(JSONError) in .box(try Box(checking: node)) }),
    ("capsule", { node throws(JSONError) in .capsule(try Capsule(json: node)) }),
    ("cylinder", { node throws(JSONError) in .cylinder(try Cylinder(json: node)) }),
    ("cone", { node throws(JSONError) in .cone(try Cone(json: node)) }),
    ("hull", { node throws(JSONError) in .hull(try Hull(json: node)) }),
    ("compound", { node throws(JSONError) in .compound(try Compound(json: node)) }),
    ("mesh", { node throws(JSONError) in .mesh(try Mesh(checking: node)) }),
    ("heightField", { node throws(JSONError) in .heightField(try HeightField(checking: node)) }),
    ("plane", { node throws(JSONError) in .plane(try Plane(json: node)) }),
  ]

  public init(json node: JSONNode) throws(JSONError) {
    let tags = SolidShape.forms.map(\.tag)
    let members = try node.members()
    guard members.count == 1, let member = members.first else {
      throw node.error("expected one shape (\(tags.joined(separator: ", "))), found \(members.count) keys")
    }
    guard let form = SolidShape.forms.first(where: { $0.tag == member.key }) else {
      throw JSONError("no shape '\(member.key)'; \(nearestHint(member.key, among: tags))", at: member.location)
    }
    self = try form.read(member.node)
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key(tag)
      record.write(to: &w)
    }
  }
  public static var formName: String { "shape" }

  /// The key that the shape is written with; traces use it too.
  public var tag: String {
    switch self {
    case .sphere: "sphere"
    case .box: "box"
    case .capsule: "capsule"
    case .cylinder: "cylinder"
    case .cone: "cone"
    case .hull: "hull"
    case .compound: "compound"
    case .mesh: "mesh"
    case .heightField: "heightField"
    case .plane: "plane"
    }
  }

  private var record: any Record {
    switch self {
    case .sphere(let r): r
    case .box(let r): r
    case .capsule(let r): r
    case .cylinder(let r): r
    case .cone(let r): r
    case .hull(let r): r
    case .compound(let r): r
    case .mesh(let r): r
    case .heightField(let r): r
    case .plane(let r): r
    }
  }

  /// A mesh or a height field: what it holds inside is not told by its bounds.
  public var isSurface: Bool {
    switch self {
    case .mesh, .heightField: true
    default: false
    }
  }

  /// A solid without hollows; only such a one can be a part of a compound.
  public var isConvexSolid: Bool {
    switch self {
    case .sphere, .box, .capsule, .cylinder, .cone, .hull: true
    case .compound, .mesh, .heightField, .plane: false
    }
  }
}
