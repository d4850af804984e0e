import AssetLibrary
import Modelling
import SceneDescription
import VectorMath

/// Models made by hand.
enum ModelFixtures {
  /// A block, sharp-edged, turned about its middle.
  static func block(_ size: Vector3, at middle: Vector3, turned q: Quaternion = .identity) -> TriangleMesh {
    var mesh = TriangleMesh()
    for axis in 0..<3 {
      for side in [-1.0, 1] {
        var (n, u, v) = (Vector3.zero, Vector3.zero, Vector3.zero)
        n[axis] = side
        u[(axis + 1) % 3] = 1
        v[(axis + 2) % 3] = side
        let base = Int32(mesh.positions.count)
        for (a, b) in [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)] {
          let corner = n + u * a + v * b
          mesh.positions.append(
            middle + q.rotate(Vector3(corner.x * size.x, corner.y * size.y, corner.z * size.z) * 0.5))
          mesh.normals.append(q.rotate(n))
        }
        mesh.triangles += [SIMD3(base, base + 1, base + 2), SIMD3(base, base + 2, base + 3)]
      }
    }
    return mesh
  }

  static func part(_ name: String, _ material: String, _ pieces: [TriangleMesh]) -> AssetModel.Part {
    var mesh = TriangleMesh()
    for piece in pieces { mesh.append(piece) }
    return AssetModel.Part(name: name, material: material, mesh: mesh)
  }

  static func model(_ name: String, _ parts: [AssetModel.Part]) -> AssetModel {
    var bounds = AxisBounds.empty
    for p in parts.flatMap(\.mesh.positions) { (bounds.min, bounds.max) = (min(bounds.min, p), max(bounds.max, p)) }
    let root = AssetModel.Link(name: "", parts: parts, solid: nil, mass: 1, material: parts[0].material)
    return AssetModel(name: name, links: [root], bounds: bounds)
  }

  /// A top of 1.2 m x 0.7 m on four legs, one of them splayed.
  static let table: AssetModel = {
    let splay = Quaternion(angle: 0.3, axis: .unitZ)
    let legs = [(-0.5, -0.28), (0.5, -0.28), (-0.5, 0.28), (0.5, 0.28)].enumerated().map { i, p in
      block(Vector3(0.06, 0.7, 0.06), at: Vector3(p.0, 0.35, p.1), turned: i == 3 ? splay : .identity)
    }
    return model(
      "table",
      [part("top", "oak", [block(Vector3(1.2, 0.04, 0.7), at: Vector3(0, 0.72, 0))]), part("legs", "walnut", legs)])
  }()

  static func looks(_ model: AssetModel, variant: UInt64 = 0) -> Looks {
    var looks = Looks()
    looks.asset = model.name
    looks.variant = variant
    return looks
  }

  static func scenery(_ models: [AssetModel]) -> Scenery {
    var scenery = Scenery()
    for m in models { scenery.models[looks(m)] = m }
    return scenery
  }
}
