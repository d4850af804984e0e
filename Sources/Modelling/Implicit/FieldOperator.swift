import LocatedJSON
import VectorMath

/// An operator whose solid has a distance of its own. All others take part in `blend`, `cut` and `common` by the
/// distance to their mesh, facets and all.
protocol FieldOperator: ShapeOperator {
  /// Nil where these very numbers have none.
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField?
}

extension ShapeNode {
  /// Distance fields of its solids, each copy by itself.
  func fields(in scope: Scope, context: ModelContext) throws(JSONError) -> [SolidField] {
    var fields: [SolidField] = []
    for item in items { fields += try item.fields(in: scope, context: context) }
    return fields
  }

  /// Of a node that must have some.
  func someFields(in scope: Scope, context: ModelContext, for what: String) throws(JSONError) -> [SolidField] {
    let fields = try fields(in: scope, context: context)
    guard !fields.isEmpty else { throw source.error("expected \(what), found nothing (no node's \"if\" holds)") }
    return fields
  }
}

extension ShapeNode.Item {
  fileprivate func fields(in scope: Scope, context: ModelContext) throws(JSONError) -> [SolidField] {
    var whole: [SolidField] = []
    if let copies = modifiers.copies {
      let count = try copies.count(in: scope)
      for k in 0..<count {
        let inner = scope.copy(k, of: count)
        let transform = try copies.transform(of: k, count, in: inner)
        whole += try single(in: inner, context: context).map { $0.transformed(transform.linear, transform.translation) }
      }
    } else {
      whole = try single(in: scope, context: context)
    }
    if let mirror = modifiers.mirror {
      for axis in mirror.axes {
        let reflection = MirrorModifier.reflection(axis)
        whole += whole.map { $0.transformed(reflection.linear, reflection.translation) }
      }
    }
    return whole
  }

  private func single(in scope: Scope, context: ModelContext) throws(JSONError) -> [SolidField] {
    if let condition = modifiers.condition, try condition.evaluate(in: scope) <= 0 { return [] }
    var fields: [SolidField] = []
    if modifiers.deformers.isEmpty {
      if let group = `operator` as? GroupOperator {
        fields = try group.nodes.fields(in: scope, context: context)
      } else if let exact = `operator` as? any FieldOperator, let field = try exact.field(in: scope, context: context) {
        fields = [field]
      }
    }
    if fields.isEmpty {
      var mesh = try `operator`.mesh(in: scope, context: context)
      for deformer in modifiers.deformers { mesh = try deformer.deform(mesh, in: scope) }
      if mesh.triangles.isEmpty { return [] }
      guard let field = SolidField.mesh(mesh) else {
        throw JSONError(
          "expected a closed surface to blend or cut with; that of \"\(type(of: `operator`).key)\" has open edges",
          at: location)
      }
      fields = [field]
    }
    guard let placement = try modifiers.placement(in: scope) else { return fields }
    return fields.map { $0.transformed(placement.linear, placement.translation) }
  }
}

/// What `blend`, `cut` and `common` share: how finely their surface is found.
enum FieldDetail {
  static let standardText = "1/64 of the extent"
  private static let mostCells = 512.0

  static func mesh(_ field: SolidField, detail: Expression?, in scope: Scope, at node: JSONNode) throws(JSONError)
    -> TriangleMesh
  {
    guard (field.high - field.low).smallest > 0 else { return TriangleMesh() }
    let size = try detail?.length(in: scope, "a detail") ?? field.extent / 64
    guard field.extent / size <= mostCells else {
      throw (detail?.error ?? node.error)(
        "expected a detail of at least 1/512 of the extent, here \(field.extent / mostCells) m, found \(size)")
    }
    guard let mesh = field.surface(detail: size) else {
      throw node.error("expected solids with a clear inside; the mesh of one of them folds over itself")
    }
    return mesh
  }
}
