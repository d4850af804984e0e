import LocatedJSON
import VectorMath

/// A change of a surface that is no affine map: one modifier key.
///
/// A new one is a type in a file of its own and a line in `Modifiers.deformers`, whose order is that of application.
protocol Deformer: JSONCodable {
  static var key: String { get }
  func deform(_ mesh: TriangleMesh, in scope: Scope) throws(JSONError) -> TriangleMesh
  func deform(_ pieces: [CollisionPiece], in scope: Scope) throws(JSONError) -> [CollisionPiece]
}

/// What stands beside an operator: applied in the order `if`, deformers, `scale`, `turn`, `at`, `repeat`, `mirror`.
struct Modifiers: Sendable {
  static let deformers: [any Deformer.Type] = [
    TaperModifier.self, TwistModifier.self, BendModifier.self, RoughModifier.self,
  ]
  static let keys = ["if"] + deformers.map { $0.key } + ["scale", "turn", "at", "repeat", "mirror"]

  private(set) var condition: Expression?
  private(set) var deformers: [any Deformer] = []
  private(set) var scale: SpreadExpression?
  private(set) var turn: VectorExpression?
  private(set) var at: VectorExpression?
  private(set) var copies: RepeatModifier?
  private(set) var mirror: MirrorModifier?
  /// Whether the copies of a repeat can differ.
  private var mentionsCopy = false

  /// - Parameter node: the shape node; its other keys are not looked at.
  init(json node: JSONNode) throws(JSONError) {
    let members = try node.members()
    for member in members {
      switch member.key {
      case "if": condition = try Expression(json: member.node)
      case "scale": scale = try SpreadExpression(json: member.node)
      case "turn": turn = try VectorExpression(json: member.node)
      case "at": at = try VectorExpression(json: member.node)
      case "repeat": copies = try RepeatModifier(json: member.node)
      case "mirror": mirror = try MirrorModifier(json: member.node)
      default: continue
      }
    }
    for type in Self.deformers {
      if let member = members.first(where: { $0.key == type.key }) {
        deformers.append(try type.init(json: member.node))
      }
    }
    mentionsCopy = members.contains { $0.key != "repeat" && $0.key != "mirror" && $0.node.mentionsCopyNumber }
  }

  private func isWanted(_ scope: Scope) throws(JSONError) -> Bool {
    try condition.map { c throws(JSONError) in try c.evaluate(in: scope) > 0 } ?? true
  }

  /// Scaling, turning and placing, as one map.
  func placement(in scope: Scope) throws(JSONError) -> AffineTransform? {
    if scale == nil && turn == nil && at == nil { return nil }
    var transform = AffineTransform()
    if let scale {
      let s = try scale.evaluate(in: scope)
      guard s.magnitudes.smallest > 0 else { throw scale.value.x.error("expected scales other than 0") }
      transform.linear = Matrix3(diagonal: s)
    }
    if let turn {
      let degrees = try turn.evaluate(in: scope)
      guard degrees.magnitudes.largest <= 1e6 else { throw turn.x.error("expected turns within 1000000 degrees") }
      transform.linear = AffineTransform.turning(degrees) * transform.linear
    }
    if let at { transform.translation = try at.evaluate(in: scope) }
    return transform
  }

  /// The operator's surface with everything done to it.
  func mesh(
    in scope: Scope, of make: (Scope) throws(JSONError) -> TriangleMesh
  ) throws(JSONError) -> TriangleMesh {
    func one(_ scope: Scope) throws(JSONError) -> TriangleMesh {
      guard try isWanted(scope) else { return TriangleMesh() }
      var mesh = try make(scope)
      for deformer in deformers { mesh = try deformer.deform(mesh, in: scope) }
      if let transform = try placement(in: scope) { mesh = mesh.transformed(by: transform) }
      return mesh
    }
    var whole = TriangleMesh()
    if let copies {
      let count = try copies.count(in: scope)
      let same = mentionsCopy || count == 0 ? nil : try one(scope)
      for k in 0..<count {
        let inner = scope.copy(k, of: count)
        let mesh = if let same { same } else { try one(inner) }
        whole.append(mesh.transformed(by: try copies.transform(of: k, count, in: inner)))
      }
    } else {
      whole = try one(scope)
    }
    if let mirror {
      for axis in mirror.axes { whole.append(whole.transformed(by: MirrorModifier.reflection(axis))) }
    }
    return whole
  }

  /// The operator's collision pieces with everything done to them.
  func pieces(
    in scope: Scope, of make: (Scope) throws(JSONError) -> [CollisionPiece]
  ) throws(JSONError) -> [CollisionPiece] {
    func one(_ scope: Scope) throws(JSONError) -> [CollisionPiece] {
      guard try isWanted(scope) else { return [] }
      var pieces = try make(scope)
      for deformer in deformers { pieces = try deformer.deform(pieces, in: scope) }
      if let transform = try placement(in: scope) { pieces = pieces.compactMap { $0.transformed(by: transform) } }
      return pieces
    }
    var whole: [CollisionPiece] = []
    if let copies {
      let count = try copies.count(in: scope)
      let same = mentionsCopy || count == 0 ? nil : try one(scope)
      for k in 0..<count {
        let inner = scope.copy(k, of: count)
        let pieces = if let same { same } else { try one(inner) }
        let transform = try copies.transform(of: k, count, in: inner)
        whole += pieces.compactMap { $0.transformed(by: transform) }
      }
    } else {
      whole = try one(scope)
    }
    if let mirror {
      for axis in mirror.axes { whole += whole.compactMap { $0.transformed(by: MirrorModifier.reflection(axis)) } }
    }
    return whole
  }
}

extension JSONNode {
  /// Whether an expression below may use the copy's number: a string with `i`, `j`, `n` or `m` as a word.
  fileprivate var mentionsCopyNumber: Bool {
    switch value {
    case .null, .bool, .number: return false
    case .array(let elements): return elements.contains { $0.mentionsCopyNumber }
    case .object(let members): return members.contains { $0.node.mentionsCopyNumber }
    case .string(let text):
      let words = text.unicodeScalars.split {
        !($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_")
      }
      return words.contains {
        $0.count == 1 && ($0.first == "i" || $0.first == "j" || $0.first == "n" || $0.first == "m")
      }
    }
  }
}
