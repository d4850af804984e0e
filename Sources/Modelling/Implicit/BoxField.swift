import LocatedJSON
import VectorMath

extension BoxOperator: FieldOperator {
  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    let size = try size.lengths(in: scope, "a size")
    let rounding = try Bevel.radius(bevel, least: size.smallest, in: scope)
    return SolidField.box(size: size, rounding: rounding).transformed(.identity, Vector3(0, 0.5 * size.y, 0))
  }
}
