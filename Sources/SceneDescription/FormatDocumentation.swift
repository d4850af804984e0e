import LocatedJSON

extension Scene {
  /// The tables of docs/scene-format.md, from the same lists that reading and writing follow.
  public static func formatTables() -> String {
    let records: [(String, [FieldDocument])] = [
      ("Scene", Scene.documentation()), ("Light", Light.documentation()), ("Camera", Camera.documentation()),
      ("Material", Material.documentation()), ("Body", Body.documentation()),
      ("Shape `sphere`", SolidShape.Sphere.documentation()), ("Shape `box`", SolidShape.Box.documentation()),
      ("Shape `capsule`", SolidShape.Capsule.documentation()), ("Shape `plane`", SolidShape.Plane.documentation()),
      ("Person", Person.documentation()), ("Walk", Person.Walk.documentation()),
    ]
    return records.map { name, fields in
      "## \(name)\n\n"
        + (fields.isEmpty
          ? "No fields.\n"
          : "| key | form | unit | range | default | meaning |\n|---|---|---|---|---|---|\n"
            + fields.map {
              "| `\($0.key)` | \($0.form) | \($0.unit) | \($0.range) | \($0.defaultText) | \($0.meaning) |\n"
            }.joined())
    }.joined(separator: "\n")
  }
}
