import VectorMath

/// Triangles about an object's origin, with smooth normals.
struct Mesh {
  var positions: [Float3] = []
  var normals: [Float3] = []
  /// Three vertex numbers a triangle, counter-clockwise seen from outside.
  var triangles: [(Int32, Int32, Int32)] = []
  /// Which of the object's materials each triangle wears.
  var slots: [Int32] = []

  mutating func append(_ other: Mesh) {
    let base = Int32(positions.count)
    positions += other.positions
    normals += other.normals
    triangles += other.triangles.map { ($0.0 + base, $0.1 + base, $0.2 + base) }
    slots += other.slots
  }

  mutating func transform(_ map: (Float3) -> Float3, normalMap: (Float3) -> Float3) {
    positions = positions.map(map)
    normals = normals.map { normalize(normalMap($0)) }
  }

  /// A triangle's corners from the one that faces the longest side: from there the ray caster's products keep their digits
  /// on slivers.
  func startingBetweenShortSides(_ triangle: Int) -> (Int32, Int32, Int32) {
    let (a, b, c) = triangles[triangle]
    let ab: Float3 = positions[Int(b)] - positions[Int(a)]
    let bc: Float3 = positions[Int(c)] - positions[Int(b)]
    let ca: Float3 = positions[Int(a)] - positions[Int(c)]
    let (x, y, z) = (dot(bc, bc), dot(ca, ca), dot(ab, ab))
    return x >= y && x >= z ? (a, b, c) : (y >= z ? (b, c, a) : (c, a, b))
  }

  /// Sets each normal to the mean of the adjacent faces, weighted by area.
  mutating func smoothNormals() {
    normals = [Float3](repeating: .zero, count: positions.count)
    for (a, b, c) in triangles {
      let n: Float3 = cross(
        positions[Int(b)] - positions[Int(a)], positions[Int(c)] - positions[Int(a)])
      normals[Int(a)] += n
      normals[Int(b)] += n
      normals[Int(c)] += n
    }
    normals = normals.map { normalize($0) }
  }
}

/// Four triangles side by side: a corner and two edges each; unused lanes have no area.
struct TrianglePack {
  var originX = SIMD4<Float>.zero
  var originY = SIMD4<Float>.zero
  var originZ = SIMD4<Float>.zero
  var edge1X = SIMD4<Float>.zero
  var edge1Y = SIMD4<Float>.zero
  var edge1Z = SIMD4<Float>.zero
  var edge2X = SIMD4<Float>.zero
  var edge2Y = SIMD4<Float>.zero
  var edge2Z = SIMD4<Float>.zero
}

/// What shading needs of a triangle; number = pack * 4 + lane.
struct TriangleShading {
  var p0 = Float3.zero
  var p1 = Float3.zero
  var p2 = Float3.zero
  var n0 = Float3.zero
  var n1 = Float3.zero
  var n2 = Float3.zero
  var slot: Int32 = 0

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
    let tree = BoundingHierarchy(boxes, leafSize: 4)
    let root = Int32(nodes.count)
    let firstPack = Int32(packs.count)
    for var node in tree.nodes {
      for lane in 0..<4 where node.isUsed(lane) {
        // Leaf numbers become pack numbers: one pack a leaf.
        node.child[lane] = node.child[lane] >= 0 ? node.child[lane] + root : ~(~node.child[lane] + firstPack)
      }
      nodes.append(node)
    }
    for leaf in tree.leaves {
      var pack = TrianglePack()
      for lane in 0..<4 {
        var s = TriangleShading()
        if lane < leaf.count {
          let number = Int(tree.order[leaf.lowerBound + lane])
          let (a, b, c) = mesh.startingBetweenShortSides(number)
          s.p0 = mesh.positions[Int(a)]
          s.p1 = mesh.positions[Int(b)]
          s.p2 = mesh.positions[Int(c)]
          s.n0 = mesh.normals[Int(a)]
          s.n1 = mesh.normals[Int(b)]
          s.n2 = mesh.normals[Int(c)]
          s.slot = mesh.slots[number]
          let e1: Float3 = s.p1 - s.p0
          let e2: Float3 = s.p2 - s.p0
          pack.originX[lane] = s.p0.x
          pack.originY[lane] = s.p0.y
          pack.originZ[lane] = s.p0.z
          pack.edge1X[lane] = e1.x
          pack.edge1Y[lane] = e1.y
          pack.edge1Z[lane] = e1.z
          pack.edge2X[lane] = e2.x
          pack.edge2Y[lane] = e2.y
          pack.edge2Z[lane] = e2.z
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
