import LocatedJSON

/// What nodes need from outside of themselves.
public struct ModelContext: Sendable {
  public typealias MeshLoader = @Sendable (_ file: String, _ node: JSONNode) throws(JSONError) -> TriangleMesh

  /// Shapes of the asset's parts by name, in the file's order: `leavesOf` asks for another part's.
  public var parts: [(name: String, shape: ShapeNode)]
  /// Reads the file that a `mesh` names; the node is where it is named, for errors.
  public var loadMesh: MeshLoader

  public init(
    parts: [(name: String, shape: ShapeNode)] = [],
    loadMesh: @escaping MeshLoader = { file, node throws(JSONError) in throw node.error("no mesh '\(file)' here") }
  ) {
    self.parts = parts
    self.loadMesh = loadMesh
  }

  /// The shape of the part that `node` names.
  func shape(ofPart name: String, at node: JSONNode) throws(JSONError) -> ShapeNode {
    guard let part = parts.first(where: { $0.name == name }) else {
      throw node.error("no part '\(name)'; \(nearestHint(name, among: parts.map(\.name)))")
    }
    return part.shape
  }
}
