import AssetLibrary
import SceneDescription
import VectorMath

extension Asset {
  /// Points of its solids that reach out farthest, in its frame.
  var outline: [Vector3] {
    parts.flatMap { part in part.shape.outline.map { part.position + part.orientation.rotate($0) } }
  }
}

extension Asset {
  /// The box around its solids, closer than `bounds()` where those are turned: around a hull's points, not its box.
  var closeBounds: AxisBounds {
    var bounds = AxisBounds.empty
    func include(_ shape: SolidShape, _ pose: RigidTransform) {
      switch shape {
      case .compound(let compound):
        for part in compound.parts {
          include(part.shape, pose * RigidTransform(rotation: part.orientation, translation: part.position))
        }
      case .hull(let hull): for p in hull.points { bounds.include(pose.apply(p)) }
      case .sphere, .box, .capsule, .cylinder, .cone, .mesh, .heightField, .plane:
        bounds.include(AxisBounds(of: shape, at: pose))
      }
    }
    for part in parts {
      include(part.shape, RigidTransform(rotation: part.orientation, translation: part.position))
    }
    return bounds
  }
}

extension SolidShape {
  /// Points whose hull is the shape's, or, for round ones, close to it.
  var outline: [Vector3] {
    switch self {
    case .hull(let hull): hull.points
    case .mesh(let mesh): mesh.vertices
    case .compound(let compound):
      compound.parts.flatMap { part in part.shape.outline.map { part.position + part.orientation.rotate($0) } }
    case .sphere(let s):
      rings([(-0.866, 0.5), (-0.5, 0.866), (0, 1), (0.5, 0.866), (0.866, 0.5), (-1, 0), (1, 0)], s.radius)
    case .capsule(let c):
      rings([(0, 1), (0.5, 0.866), (0.866, 0.5), (1, 0)], c.radius).map { $0 + Vector3(0, c.halfHeight, 0) }
        + rings([(0, 1), (-0.5, 0.866), (-0.866, 0.5), (-1, 0)], c.radius).map { $0 - Vector3(0, c.halfHeight, 0) }
    case .cylinder(let c): rings([(-c.halfHeight, c.radius), (c.halfHeight, c.radius)], 1)
    case .cone(let c): rings([(-c.height / 4, c.radius), (0.75 * c.height, 0)], 1)
    case .box, .heightField, .plane: localBounds.map { AxisBounds(min: $0.low, max: $0.high).corners } ?? []
    }
  }

  /// Circles about Y: heights and radii, times `scale`.
  private func rings(_ rings: [(y: Double, radius: Double)], _ scale: Double) -> [Vector3] {
    rings.flatMap { ring in
      (0..<24).map { k in
        let (s, c) = PortableMath.sineAndCosine(2 * Double.pi * Double(k) / 24)
        return Vector3(ring.radius * s, ring.y, ring.radius * c) * scale
      }
    }
  }
}
