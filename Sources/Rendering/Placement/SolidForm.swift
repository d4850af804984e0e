import SceneDescription
import VectorMath

import struct RigidBodyDynamics.ShapeError

/// What tells one solid's mesh from another's: the shape, and how its material breaks up the outline.
///
/// Hollows go inwards from the shape, by turbulence of three sizes, each half as wide and as deep as the one before
/// (Cook, "Shade Trees", SIGGRAPH 1984, section 4, displacement): the highest points lie on the shape that is collided, so
/// that a rough block stands on the floor and not in it. Solids of one form share their hollows.
struct SolidForm: Hashable {
  var shape: SolidShape
  /// Metres; 0 where the outline is smooth.
  var depth: Float = 0
  var size: Float = 1

  init(_ shape: SolidShape, _ material: Material) {
    self.shape = shape
    // Ground is displaced by its own heights.
    switch shape {
    case .plane, .mesh, .heightField: return
    case .sphere, .capsule, .box, .cylinder, .cone, .hull, .compound: break
    }
    // A hollow that is deep beside the solid would leave nothing of it.
    let bounds = shape.localBounds
    let thinnest = Float(bounds.map { ($0.high - $0.low).smallest } ?? 0)
    depth = min(Float(material.displacement), 0.05 * thinnest)
    size = depth > 0 ? Float(material.displacementSize) : 1
  }

  var isDisplaced: Bool { depth > 0 }

  /// Pieces that a displaced solid is cut into at most; large ones lose their finest hollows.
  static let mostPieces = 200_000
  /// No fewer triangles than `mesh` makes.
  var mostTriangles: Int {
    isDisplaced ? max(SolidForm.mostPieces, Mesh.mostTriangles(shape)) : Mesh.mostTriangles(shape)
  }

  func mesh() throws(ShapeError) -> Mesh {
    let smooth = try Mesh(shape)
    if !isDisplaced { return smooth }
    // Even triangles of that edge; cut in halves, they end up smaller.
    let even: Float = (smooth.area / (0.433 * Float(SolidForm.mostPieces))).squareRoot()
    var edge: Float = max(size / 16, 1.4 * even)
    let limits = RenderLimits(memory: mostTriangles * RenderLimits.bytesPerTriangle + RenderLimits.bytesPerInstance)
    while true {
      if var rough = try? smooth.displaced(by: { p, _ in height(p, edge) }, edge: edge, limits: limits) {
        // Beside an edge sharper than a right angle what goes inwards from one side comes out through the other.
        if let box = shape.localBounds {
          rough.positions = rough.positions.map { minimum(maximum($0, box.low.float), box.high.float) }
        }
        return rough
      }
      // Long strips are cut into more: at last into none.
      edge *= 1.25
    }
  }

  /// From -depth to 0, metres; hollows narrower than four edges are left out.
  func height(_ p: Float3, _ edge: Float) -> Float {
    let noise: Float = fractalNoise(p, size: size, octaves: 3, gain: 0.5, footprint: edge)
    return -depth * saturate(0.5 - 0.5 * noise)
  }
}
