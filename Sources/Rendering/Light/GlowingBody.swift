import SceneDescription
import VectorMath

extension Emitter {
  /// A body whose material shines, as next-event estimation finds it.
  ///
  /// Spheres, capsules (their round ends aside) and all that is made of triangles. Planes, bodies that light passes, and
  /// meshes of very many triangles are left to the paths that run into them: right as well, with more noise.
  struct Glow: Sendable {
    /// What the material sends out to all sides.
    let radiance: Float3
    /// Never seen from inside.
    let isClosed: Bool
    /// Numbers of the mesh's triangles, unused lanes among them.
    let triangles: Range<Int>

    /// Emitters are placed and sorted anew each frame: more triangles than this cost more than they gain.
    static let mostTriangles = 20_000

    init?(_ material: SurfaceMaterial, _ shape: SolidShape, triangles: Range<Int>) {
      switch shape {
      case .plane: return nil
      case .mesh, .heightField: self.init(material, isClosed: false, triangles: triangles)
      case .sphere, .capsule, .box, .cylinder, .cone, .hull, .compound:
        self.init(material, isClosed: true, triangles: triangles)
      }
    }

    init?(_ material: SurfaceMaterial, isClosed: Bool, triangles: Range<Int>) {
      radiance = material.base.emission
      self.isClosed = isClosed
      self.triangles = triangles
      if largest(radiance) <= 0 || material.isOpen || material.base.transmission > 0 { return nil }
      if triangles.count > Glow.mostTriangles { return nil }
    }

    /// The emitters of an instance of the body in order of the triangles, in world space.
    func emitters(of i: Instance, _ shading: UnsafePointer<TriangleShading>) -> [Emitter] {
      func emitter(_ kind: Kind, _ position: Float3) -> Emitter {
        var e = Emitter(kind: kind, position: position)
        e.radiance = radiance
        e.isOfMaterial = true
        return e
      }
      switch i.kind {
      case .plane: return []
      case .sphere:
        var e = emitter(.sphere, i.position)
        e.radius = i.radius
        return [e]
      case .capsule:
        var e = emitter(.tube, i.position)
        (e.axisX, e.axisY, e.axisZ) = (i.axisZ, i.axisX, i.axisY)
        (e.radius, e.halfHeight) = (i.radius, i.halfHeight)
        return [e]
      case .mesh:
        return triangles.map { number in
          let t = shading + number
          var e = emitter(.triangle, i.worldPoint(t.pointee.p0 * i.scale))
          e.axisX = i.worldDirection(t.pointee.p1 - t.pointee.p0) * i.scale
          e.axisY = i.worldDirection(t.pointee.p2 - t.pointee.p0) * i.scale
          let across: Float3 = cross(e.axisX, e.axisY)
          let size: Float = length(across)
          // A lane of a pack that holds no triangle.
          if !(size > 0) { e.radiance = .zero } else { e.axisZ = across / size }
          e.isOneSided = isClosed
          return e
        }
      }
    }
  }
}
