import SceneDescription
import VectorMath

import struct RigidBodyDynamics.ShapeError

extension Mesh {
  /// The skin of a solid about its own origin, as it is collided but for its eased edges.
  ///
  /// The parts of a compound are one mesh: all of it shares the body's surface coordinates.
  /// - Parameter around: chords that a full turn of a round solid is drawn with.
  /// - Throws: `ShapeError` for a hull without volume.
  init(_ shape: SolidShape, around: Int = RevolvedProfile.around) throws(ShapeError) {
    switch shape {
    case .sphere(let s): self = .revolved(.sphere(radius: s.radius), around: around)
    case .capsule(let c): self = .revolved(.capsule(radius: c.radius, halfHeight: c.halfHeight), around: around)
    case .cylinder(let c):
      let easing = Mesh.easing(Swift.min(c.radius, c.halfHeight))
      self = .revolved(.cylinder(radius: c.radius, halfHeight: c.halfHeight, easing: easing), around: around)
    case .cone(let c):
      // Radius of the circle that touches base and side.
      let inner = c.radius * c.height / (c.radius + (c.radius * c.radius + c.height * c.height).squareRoot())
      self = .revolved(.cone(radius: c.radius, height: c.height, easing: Mesh.easing(inner)), around: around)
    case .box(let b):
      let radius = Swift.max(b.edgeRadius, Mesh.easing(b.halfExtents.smallest))
      self = .roundedBox(
        halfExtents: b.halfExtents.float, radius: Float(Swift.min(radius, b.halfExtents.smallest * 0.999)))
    case .hull(let h): self = try .hull(h.points)
    case .compound(let c):
      self.init()
      for part in c.parts {
        var mesh = try Mesh(part.shape, around: around)
        let turn = part.orientation.normalized.matrix
        let (x, y, z, origin) = (turn.c0.float, turn.c1.float, turn.c2.float, part.position.float)
        mesh.transform({ origin + x * $0.x + y * $0.y + z * $0.z }, normalMap: { x * $0.x + y * $0.y + z * $0.z })
        append(mesh)
      }
    case .mesh(let m):
      self.init(m.vertices, m.triangles.map { (Int32($0.a), Int32($0.b), Int32($0.c)) }, crease: Mesh.meshCrease)
    case .heightField(let f): self = .heightField(f)
    case .plane: preconditionFailure("a plane has no mesh")
    }
  }

  /// How much an edge is rounded whose radius nobody gives, m. No real edge is sharp: 1.5 mm, less on a small solid, of
  /// which `size` is the smallest half extent.
  static func easing(_ size: Double) -> Double { Swift.min(0.0015, 0.08 * size) }

  /// Edges of a triangle mesh that turn by more than 30 degrees stay sharp.
  static let meshCrease = 0.866
}
