import SceneDescription

/// Bound on the memory that a scene's geometry takes, held against an estimate before any of it is taken.
public struct RenderLimits: Sendable, Hashable {
  /// Bytes.
  public var memory: Int

  public init(memory: Int = 8 << 30) { self.memory = memory }

  /// What a placed thing takes, bytes: itself in the scene's list and in each frame's, its box, its share of the tree.
  static let bytesPerInstance = 512
  /// What a triangle takes while its tree is built, bytes: mesh, box, pack, shading, nodes; the last three twice.
  static let bytesPerTriangle = 544

  /// - Parameters:
  ///   - instances: things placed in the world.
  ///   - triangles: of all different meshes.
  /// - Throws: `RenderError.memory` if they would take more than the limit.
  func check(instances: Int, triangles: Int) throws(RenderError) {
    let needed =
      Double(instances) * Double(RenderLimits.bytesPerInstance)
      + Double(triangles) * Double(RenderLimits.bytesPerTriangle)
    guard needed <= Double(memory) else {
      throw .memory(instances: instances, triangles: triangles, needed: needed, limit: memory)
    }
  }
}

extension Mesh {
  /// No fewer triangles than `init(shape)` makes, without making them.
  static func mostTriangles(_ shape: SolidShape) -> Int {
    switch shape {
    case .sphere, .capsule, .cylinder, .cone: 24_000
    case .box: 1000
    case .hull(let h): 200 * h.points.count
    case .compound(let c): c.parts.reduce(0) { $0 + mostTriangles($1.shape) }
    case .mesh(let m): m.triangles.count
    case .heightField(let f): 2 * f.columns * f.rows + 6 * (f.columns + f.rows)
    case .plane: 0
    }
  }
}

extension HumanMesh {
  /// No fewer triangles than a person's parts have.
  static let mostTriangles = 60_000
}
