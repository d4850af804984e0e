/// Which edges of a grid cell one sheet of the surface crosses.
///
/// Corner c is at (c & 1, c >> 1 & 1, c >> 2). Edge 4 a + k runs along axis a from the k-th of the corners whose
/// coordinate a is 0. A sheet's outline runs over the cell's faces from crossed edge to crossed edge; a face with four
/// crossed edges can be paired in two ways, and both of its cells must choose the same.
struct CellTopology {
  /// Sheet of each edge; -1 where it is not crossed.
  var sheetOfEdge = SIMD16<Int8>(repeating: -1)
  var sheetCount = 0

  /// Corners at the ends of the edges.
  static let edgeCorners: [(Int, Int)] = (0..<12).map { e in
    let axis = e / 4
    let k = e % 4
    let u = (axis + 1) % 3
    let v = (axis + 2) % 3
    let low = (k & 1) << u | (k >> 1) << v
    return (low, low | 1 << axis)
  }
  /// Faces 2 a + s: axis a at side s; edges in cyclic order, starting along the second axis' low side.
  /// Corners go (0,0), (1,0), (1,1), (0,1) in the face's axes u = a + 1, v = a + 2; edge k joins corner k and k + 1.
  private static let faces: [(corners: [Int], edges: [Int])] = (0..<6).map { f in
    let axis = f / 2
    let u = (axis + 1) % 3
    let v = (axis + 2) % 3
    let base = (f & 1) << axis
    let corners = [base, base | 1 << u, base | 1 << u | 1 << v, base | 1 << v]
    let edges = (0..<4).map { k in
      let a = corners[k]
      let b = corners[(k + 1) % 4]
      return edgeCorners.firstIndex { $0 == (Swift.min(a, b), Swift.max(a, b)) } ?? -1
    }
    return (corners, edges)
  }

  /// Of all 256 patterns of corners within the solid, with each inside corner of an ambiguous face on its own.
  static let usual: [CellTopology] = (0..<256).map { CellTopology(inside: $0, flippedFaces: 0) }

  /// Bit c of `inside`: corner c is in the solid. Bit f of `flippedFaces`: face f pairs the other way.
  init(inside: Int, flippedFaces: Int) {
    var parent = Array(0..<12)
    func find(_ e: Int) -> Int {
      var e = e
      while parent[e] != e { e = parent[e] }
      return e
    }
    func isInside(_ c: Int) -> Bool { inside >> c & 1 == 1 }
    func isCrossed(_ e: Int) -> Bool {
      isInside(CellTopology.edgeCorners[e].0) != isInside(CellTopology.edgeCorners[e].1)
    }
    for f in 0..<6 {
      let face = CellTopology.faces[f]
      let crossed = face.edges.filter(isCrossed)
      var pairs: [(Int, Int)] = []
      if crossed.count == 2 {
        pairs = [(crossed[0], crossed[1])]
      } else if crossed.count == 4 {
        // Edges k - 1 and k meet at corner k.
        let startsAtEven = isInside(face.corners[0]) != (flippedFaces >> f & 1 == 1)
        let e = face.edges
        pairs = startsAtEven ? [(e[3], e[0]), (e[1], e[2])] : [(e[0], e[1]), (e[2], e[3])]
      }
      for (a, b) in pairs {
        let (ra, rb) = (find(a), find(b))
        parent[Swift.max(ra, rb)] = Swift.min(ra, rb)
      }
    }
    for e in 0..<12 where isCrossed(e) {
      let root = find(e)
      if root == e {
        sheetOfEdge[e] = Int8(sheetCount)
        sheetCount += 1
      } else {
        sheetOfEdge[e] = sheetOfEdge[root]
      }
    }
  }

  /// Whether one sheet holds all four edges of an ambiguous face: if the cell behind the face is so too, the face's
  /// dual edge would bear four triangles.
  static func isPinched(_ topology: CellTopology, inside: Int, face f: Int) -> Bool {
    let edges = faces[f].edges
    let corners = faces[f].corners
    let first = inside >> corners[0] & 1
    guard inside >> corners[1] & 1 != first, inside >> corners[2] & 1 == first, inside >> corners[3] & 1 != first else {
      return false
    }
    let sheet = topology.sheetOfEdge[edges[0]]
    return edges.allSatisfy { topology.sheetOfEdge[$0] == sheet }
  }
}
