import LocatedJSON
import SceneDescription
import VectorMath

/// A solid of the modelling language: an operator with its modifiers, or a list of such. Format: docs/modelling.md.
///
/// Reading checks keys, forms and expressions' grammar; numbers are judged when the shape is made in a scope.
public struct ShapeNode: JSONCodable {
  /// One operator and what is done to its solid.
  struct Item: Sendable {
    var location: SourceLocation
    var `operator`: any ShapeOperator
    var modifiers: Modifiers
  }

  /// A body may have so many convex parts.
  public static let mostPieces = 256

  let source: JSONNode
  let items: [Item]

  /// Nothing; what a record holds before it is read.
  init() {
    source = JSONNode(value: .array([]), location: SourceLocation(file: "", line: 0, column: 0))
    items = []
  }
  public init(json node: JSONNode) throws(JSONError) {
    source = node
    if case .array(let nodes) = node.value {
      var items: [Item] = []
      for n in nodes { items += try ShapeNode(json: n).items }
      self.items = items
    } else {
      items = [try Item(json: node)]
    }
  }
  public func write(to writer: inout JSONWriter) { source.write(to: &writer) }
  public static var formName: String { "shape" }

  /// The closed surface of all its solids; they may overlap.
  public func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    var whole = TriangleMesh()
    for item in items {
      let part = try item.modifiers.mesh(in: scope) { scope throws(JSONError) in
        try item.operator.mesh(in: scope, context: context)
      }
      whole.append(part)
    }
    return whole
  }

  /// Convex pieces that fill the solids, for collision; at most `mostPieces`.
  public func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [SolidShape.Compound.Part] {
    var whole: [SolidShape.Compound.Part] = []
    for item in items {
      whole += try item.modifiers.pieces(in: scope) { scope throws(JSONError) in
        try item.operator.pieces(in: scope, context: context)
      }
      if whole.count > Self.mostPieces {
        throw JSONError(
          "expected at most \(Self.mostPieces) collision pieces, found \(whole.count); give the part a \"collision\"",
          at: item.location)
      }
    }
    return whole
  }
}

extension ShapeNode.Item {
  init(json node: JSONNode) throws(JSONError) {
    let members = try node.members()
    location = node.location
    let known = ShapeOperators.all.map { $0.key }
    var found: (any ShapeOperator)?
    for member in members {
      if let type = ShapeOperators.all.first(where: { $0.key == member.key }) {
        if let other = found {
          throw JSONError(
            "expected one operator, found \"\(Swift.type(of: other).key)\" and \"\(member.key)\"", at: member.location)
        }
        found = try type.init(json: member.node)
      } else if !Modifiers.keys.contains(member.key) {
        throw JSONError(
          "no operator or modifier '\(member.key)'; \(nearestHint(member.key, among: known + Modifiers.keys))",
          at: member.location)
      }
    }
    guard let found else {
      throw node.error("expected an operator in this shape; known: \(known.joined(separator: ", "))")
    }
    `operator` = found
    modifiers = try Modifiers(json: node)
  }
}
