import VectorMath

/// Eight triangles side by side, the memory that `rk_mesh.packs` describes: x, y and z of the first corners, of the second
/// and of the third. Unused lanes have no area.
struct TrianglePack {
  static let width = 8
  private var corners = (
    SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero,
    SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero
  )

  mutating func set(_ lane: Int, _ a: Float3, _ b: Float3, _ c: Float3) {
    (corners.0[lane], corners.1[lane], corners.2[lane]) = (a.x, a.y, a.z)
    (corners.3[lane], corners.4[lane], corners.5[lane]) = (b.x, b.y, b.z)
    (corners.6[lane], corners.7[lane], corners.8[lane]) = (c.x, c.y, c.z)
  }
}

/// What shading needs of a triangle; number = pack * 8 + lane.
struct TriangleShading {
  var p0 = Float3.zero
  var p1 = Float3.zero
  var p2 = Float3.zero
  var n0 = Float3.zero
  var n1 = Float3.zero
  var n2 = Float3.zero
  var slot: Int32 = 0
  /// Index into the pieces' frames; negative: the whole object is one piece.
  var piece: Int32 = -1

  /// How much the normals turn outwards along the edge where they turn most, 1/m; 0 where nothing is convex.
  @inline(__always) var curvature: Float {
    @inline(__always) func turn(_ n: Float3, _ e: Float3) -> Float { dot(n, e) / max(1e-12, dot(e, e)) }
    return max(0, max(turn(n1 - n0, p1 - p0), max(turn(n2 - n1, p2 - p1), turn(n0 - n2, p0 - p2))))
  }
}

/// All meshes of a scene in flat arrays; made once, read by every frame.
struct MeshStore {
  var nodes: [BoundsNode] = []
  var packs: [TrianglePack] = []
  var shading: [TriangleShading] = []
  /// How the meshes' pieces are cut from their materials.
  var frames: [PieceFrame] = []

  /// Adds a mesh; returns its root node and its box.
  mutating func add(_ mesh: Mesh) -> (root: Int32, bounds: Bounds) {
    precondition(!mesh.triangles.isEmpty, "a mesh without triangles")
    let boxes: [Bounds] = mesh.triangles.map { t in
      var b = Bounds()
      b.include(mesh.positions[Int(t.0)])
      b.include(mesh.positions[Int(t.1)])
      b.include(mesh.positions[Int(t.2)])
      return b
    }
    let tree = BoundingHierarchy(boxes, leafSize: TrianglePack.width)
    let root = Int32(nodes.count)
    let firstPack = Int32(packs.count)
    let firstFrame = Int32(frames.count)
    frames += mesh.frames
    for var node in tree.nodes {
      for lane in 0..<BoundsNode.width where node.isUsed(lane) {
        // Leaf numbers become pack numbers: one pack a leaf.
        node.child[lane] = node.child[lane] >= 0 ? node.child[lane] + root : ~(~node.child[lane] + firstPack)
      }
      nodes.append(node)
    }
    for leaf in tree.leaves {
      var pack = TrianglePack()
      for lane in 0..<TrianglePack.width {
        var s = TriangleShading()
        if lane < leaf.count {
          let number = Int(tree.order[leaf.lowerBound + lane])
          let (a, b, c) = mesh.triangles[number]
          s.p0 = mesh.positions[Int(a)]
          s.p1 = mesh.positions[Int(b)]
          s.p2 = mesh.positions[Int(c)]
          s.n0 = mesh.normals[Int(a)]
          s.n1 = mesh.normals[Int(b)]
          s.n2 = mesh.normals[Int(c)]
          s.slot = mesh.slots[number]
          if !mesh.pieces.isEmpty && mesh.pieces[number] >= 0 { s.piece = mesh.pieces[number] + firstFrame }
          pack.set(lane, s.p0, s.p1, s.p2)
        }
        shading.append(s)
      }
      packs.append(pack)
    }
    var bounds = Bounds()
    for b in boxes { bounds.include(b) }
    return (root, bounds)
  }
}
