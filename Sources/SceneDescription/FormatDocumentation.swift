import LocatedJSON

extension Scene {
  /// The tables of docs/scene-format.md, from the same lists that reading and writing follow.
  public static func formatTables() -> String {
    let records: [(String, [FieldDocument])] = [
      ("Scene", Scene.documentation()), ("Light", Light.documentation()), ("Moon", Moon.documentation()),
      ("Fog", Fog.documentation()), ("Lamp", Lamp.documentation()), ("Camera", Camera.documentation()),
      ("Point of a focus pull", Camera.FocusKey.documentation()),
      ("Material", Material.documentation()), ("Body", Body.documentation()),
      ("Shape `sphere`", SolidShape.Sphere.documentation()), ("Shape `box`", SolidShape.Box.documentation()),
      ("Shape `capsule`", SolidShape.Capsule.documentation()),
      ("Shape `cylinder`", SolidShape.Cylinder.documentation()),
      ("Shape `cone`", SolidShape.Cone.documentation()), ("Shape `hull`", SolidShape.Hull.documentation()),
      ("Shape `compound`", SolidShape.Compound.documentation()), ("Part", SolidShape.Compound.Part.documentation()),
      ("Shape `mesh`", SolidShape.Mesh.documentation()),
      ("Shape `heightField`", SolidShape.HeightField.documentation()),
      ("Shape `plane`", SolidShape.Plane.documentation()), ("Joint", Joint.documentation()),
      ("Joint `ball`", JointKind.Ball.documentation()),
      ("Joint `hinge`, joint `slider`", JointKind.Guided.documentation()), ("Motor", JointKind.Motor.documentation()),
      ("Joint `fixed`, joint `universal`", JointKind.Plain.documentation()),
      ("Joint `distance`, joint `rope`", JointKind.Length.documentation()),
      ("Joint `spring`", JointKind.Spring.documentation()),
      ("Looks", Looks.documentation()), ("Thing", Thing.documentation()), ("Opening", Thing.Opening.documentation()),
      ("Place", PlaceChoice.documentation()), ("Person", Person.documentation()), ("Walk", Person.Walk.documentation()),
      ("Grade: a file of its own, for `--grade`", Grade.documentation()),
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
