import LocatedJSON
import SceneDescription

/// A way of making a solid: one key of a shape node, with its value.
///
/// A new operator is a type in a file of its own and a line in `ShapeOperators.all`.
protocol ShapeOperator: JSONCodable {
  /// The key that it is written with.
  static var key: String { get }
  /// A closed surface, outward faces.
  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh
  /// Convex solids that fill it; none where it does not collide.
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece]
}

/// A convex solid and its pose: what a compound is made of.
typealias CollisionPiece = SolidShape.Compound.Part

/// The operators of the language in the order of its documentation.
enum ShapeOperators {
  static let all: [any ShapeOperator.Type] = [
    BoxOperator.self,
    CylinderOperator.self,
    SphereOperator.self,
    CapsuleOperator.self,
    TorusOperator.self,
    LatheOperator.self,
    ExtrudeOperator.self,
    SweepOperator.self,
    LoftOperator.self,
    HullOperator.self,
    CageOperator.self,
    MeshOperator.self,
    GroupOperator.self,
    BlendOperator.self,
    CutOperator.self,
    CommonOperator.self,
    BranchingOperator.self,
    LeavesOperator.self,
    ScatterOperator.self,
    LeafOperator.self,
  ]
}
