import VectorMath

/// A step of a distance field: a primitive in its own frame, or the rounded union of a run of other nodes.
///
/// Trivial, so that a sample of the field touches no reference count. Intersections and differences are unions of
/// complements (De Morgan), for which each node can turn its sign.
struct FieldNode {
  enum Kind: UInt8 {
    /// Of the nodes first ..< first + count.
    case union
    case box, cylinder, sphere, ellipsoid, torus
    /// A section turned about y: edges first ..< first + count in (r, y).
    case revolved
    /// A section between z = -half and half: edges in (x, y).
    case extruded
    /// Spine segments first ..< first + count.
    case tube
    /// Triangles first ..< first + count.
    case mesh
  }

  var kind: Kind
  /// Outside becomes inside.
  var isComplement = false
  var first = 0
  var count = 0
  /// Half edges, radii, or radius and half height.
  var size = Vector3.zero
  /// Of a union's inner edges, or by which a primitive is grown after `size` was shrunk.
  var rounding = 0.0
  /// How fast the value can change for a metre of the primitive's frame.
  var slope = 1.0
  var frame = FieldFrame()
}

/// From the field's frame to a primitive's: a turn, a scale for each axis, a shift.
struct FieldFrame {
  var linear = Matrix3.identity
  var shift = Vector3.zero
  /// Metres of the field for a metre of the primitive's frame; the least over directions where they differ, so that
  /// scaled distances stay lower bounds.
  var scale = 1.0

  @inline(__always) func local(_ p: Vector3) -> Vector3 { linear * p + shift }
}

/// An edge of a flat section, with the normals that tell inside from outside.
///
/// Counter-clockwise round solid matter. The sign of the distance is that against the normal of the nearest feature, at a corner
/// the sum of both edges' unit normals (Baerentzen & Aanaes 2005, Signed distance computation using the angle weighted
/// pseudonormal, in two dimensions): it needs no other edge, so that far ones can be left out.
struct SectionEdge {
  var a: SIMD2<Double>
  var b: SIMD2<Double>
  var normal: SIMD2<Double>
  var normalAtA: SIMD2<Double>
  var normalAtB: SIMD2<Double>
}

/// A stretch of a tube's spine.
struct SpineSegment {
  var a: Vector3
  var b: Vector3
  var radiusA: Double
  var radiusB: Double
  /// Cut off square there instead of ending in a half ball.
  var isFlatAtA = false
  var isFlatAtB = false
}

/// A face of a closed mesh, with the pseudonormals of its corners and edges (Baerentzen & Aanaes 2005).
struct FieldTriangle {
  var a: Vector3
  var b: Vector3
  var c: Vector3
  var normal: Vector3
  var normalAtA: Vector3
  var normalAtB: Vector3
  var normalAtC: Vector3
  var normalAtAB: Vector3
  var normalAtBC: Vector3
  var normalAtCA: Vector3
}
