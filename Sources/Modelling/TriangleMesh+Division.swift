import VectorMath

extension TriangleMesh {
  /// The mesh cut in two along the line where a quantity is 0.
  ///
  /// The quantity runs evenly along each edge, so neighbouring triangles are cut at the same points. Points are kept, with
  /// new ones on the cut; their normals are those of the edge's ends, mixed.
  /// - Parameter depth: the quantity by a point and its normal; at least 0 is inside.
  package func divided(by depth: (_ point: Vector3, _ normal: Vector3) -> Double)
    -> (inside: TriangleMesh, outside: TriangleMesh)
  {
    let depths = positions.indices.map { depth(positions[$0], normals[$0]) }
    var sides = (inside: MeshPart(of: self), outside: MeshPart(of: self))
    for t in triangles {
      let corners = [Int(t.x), Int(t.y), Int(t.z)]
      switch corners.count(where: { depths[$0] >= 0 }) {
      case 3: sides.inside.add(corners)
      case 0: sides.outside.add(corners)
      default:
        sides.inside.add(corners, where: { depths[$0] }, keeping: true)
        sides.outside.add(corners, where: { depths[$0] }, keeping: false)
      }
    }
    return (sides.inside.mesh, sides.outside.mesh)
  }
}

/// Some of a mesh's triangles, with the points that they use.
private struct MeshPart {
  let whole: TriangleMesh
  private(set) var mesh = TriangleMesh()
  /// The whole's points here; -1 for those not used yet.
  private var numbers: [Int32]

  init(of whole: TriangleMesh) {
    self.whole = whole
    numbers = [Int32](repeating: -1, count: whole.positions.count)
  }

  private mutating func number(_ point: Int) -> Int32 {
    if numbers[point] < 0 { numbers[point] = append(whole.positions[point], whole.normals[point]) }
    return numbers[point]
  }

  private mutating func append(_ position: Vector3, _ normal: Vector3) -> Int32 {
    mesh.positions.append(position)
    mesh.normals.append(normal)
    return Int32(mesh.positions.count - 1)
  }

  mutating func add(_ corners: [Int]) {
    mesh.triangles.append(SIMD3(number(corners[0]), number(corners[1]), number(corners[2])))
  }

  /// What is left of a triangle on one side of the cut: three or four corners, in its own order.
  mutating func add(_ corners: [Int], where depth: (Int) -> Double, keeping inside: Bool) {
    var polygon: [Int32] = []
    for k in 0..<3 {
      let (a, b) = (corners[k], corners[(k + 1) % 3])
      let (da, db) = (depth(a), depth(b))
      if (da >= 0) == inside { polygon.append(number(a)) }
      if (da >= 0) != (db >= 0) {
        // From the inside out, so that both triangles of an edge find the same point, bit for bit.
        let (p, q, dp, dq) = da >= 0 ? (a, b, da, db) : (b, a, db, da)
        let t = dp / (dp - dq)
        polygon.append(
          append(
            mix(whole.positions[p], whole.positions[q], t), mix(whole.normals[p], whole.normals[q], t).normalized))
      }
    }
    for k in 2..<polygon.count { mesh.triangles.append(SIMD3(polygon[0], polygon[k - 1], polygon[k])) }
  }
}
