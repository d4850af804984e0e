import VectorMath

extension Mesh {
  /// The mesh with real relief: cut until no edge is longer than `edge`, then each point moved outwards by `height` metres.
  ///
  /// An edge is cut in the middle or not, whichever triangle asks, and points at the same place move together even where
  /// a crease gives them different normals: what was closed stays closed. Creases stay sharp, the rest is smooth again.
  /// - Parameters:
  ///   - height: of a point of the object, with its normal; metres.
  ///   - edge: metres.
  /// - Throws: `RenderError.memory` before so many pieces are made that they exceed the limit.
  func displaced(
    by height: (_ point: Float3, _ normal: Float3) -> Float, edge: Float, limits: RenderLimits = RenderLimits()
  ) throws(RenderError) -> Mesh {
    precondition(edge > 0, "edges of \(edge) m")
    // No piece is larger than an even triangle with such edges.
    let fewest = Double(area) / (0.433 * Double(edge) * Double(edge))
    try limits.check(instances: 1, triangles: Int(Swift.min(fewest, 1e18)))
    var mesh = welded()
    while true {
      let cuts = mesh.longEdges(edge)
      if cuts == 0 { break }
      try limits.check(instances: 1, triangles: mesh.triangles.count + cuts)
      mesh.cutLongEdges(edge)
    }
    let outward = mesh.directions()
    for i in mesh.positions.indices {
      mesh.positions[i] += outward[i] * height(mesh.positions[i], outward[i])
    }
    mesh.smoothNormals()
    return mesh
  }

  /// Square metres.
  var area: Float {
    var sum: Float = 0
    for (a, b, c) in triangles {
      let (p, q, r) = (positions[Int(a)], positions[Int(b)], positions[Int(c)])
      sum += 0.5 * length(cross(q - p, r - p))
    }
    return sum
  }

  /// Edges to cut, each counted by both its triangles: as many pieces more.
  private func longEdges(_ edge: Float) -> Int {
    var cuts = 0
    for (a, b, c) in triangles {
      let (p, q, r) = (positions[Int(a)], positions[Int(b)], positions[Int(c)])
      for d in [q - p, r - q, p - r] where length(d) > edge { cuts += 1 }
    }
    return cuts
  }

  /// The same surface with one vertex for all corners that share place and normal.
  private func welded() -> Mesh {
    var known: [SIMD8<UInt32>: Int32] = [:]
    var mesh = Mesh()
    let place = positions.indices.map { i -> Int32 in
      // Adding zero makes one of the two zeros.
      let (p, n) = (positions[i] + Float3.zero, normals[i] + Float3.zero)
      let key = SIMD8(
        p.x.bitPattern, p.y.bitPattern, p.z.bitPattern, n.x.bitPattern, n.y.bitPattern, n.z.bitPattern, 0, 0)
      if let same = known[key] { return same }
      let number = Int32(mesh.positions.count)
      known[key] = number
      mesh.positions.append(p)
      mesh.normals.append(n)
      return number
    }
    mesh.triangles = triangles.map { (place[Int($0.0)], place[Int($0.1)], place[Int($0.2)]) }
    mesh.slots = slots
    return mesh
  }

  /// Cuts every edge that is longer than `edge` in the middle.
  private mutating func cutLongEdges(_ edge: Float) {
    var middles: [SIMD2<Int32>: Int32] = [:]
    var pieces: [(Int32, Int32, Int32)] = []
    var slotOfPiece: [Int32] = []
    /// The vertex in the middle of a long edge; nil for a short one.
    func middle(_ a: Int32, _ b: Int32) -> Int32? {
      let (p, q) = (positions[Int(a)], positions[Int(b)])
      if length(q - p) <= edge { return nil }
      let key = SIMD2(min(a, b), max(a, b))
      if let known = middles[key] { return known }
      let number = Int32(positions.count)
      middles[key] = number
      positions.append((p + q) * 0.5)
      normals.append(normalize(normals[Int(a)] + normals[Int(b)]))
      return number
    }
    for (t, corners) in triangles.enumerated() {
      // Turned so that a lone cut is at the first edge, and a lone whole edge is the last.
      var (a, b, c) = corners
      var (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a))
      for _ in 0..<2 where (ab == nil && (bc != nil || ca != nil)) || (ab != nil && bc == nil && ca != nil) {
        (a, b, c, ab, bc, ca) = (b, c, a, bc, ca, ab)
      }
      switch (ab, bc, ca) {
      case (let p?, let q?, let r?): pieces += [(a, p, r), (p, b, q), (r, q, c), (p, q, r)]
      case (let p?, let q?, nil):
        // Of the two ways to halve the rest, the shorter cut.
        let (x, y) = (positions[Int(a)] - positions[Int(q)], positions[Int(c)] - positions[Int(p)])
        pieces.append((p, b, q))
        pieces += dot(x, x) <= dot(y, y) ? [(a, p, q), (a, q, c)] : [(a, p, c), (p, q, c)]
      case (let p?, _, _): pieces += [(a, p, c), (p, b, c)]
      default: pieces.append((a, b, c))
      }
      while slotOfPiece.count < pieces.count { slotOfPiece.append(slots[t]) }
    }
    triangles = pieces
    slots = slotOfPiece
  }

  /// The direction in which each vertex moves: the mean normal of all that share its place.
  private func directions() -> [Float3] {
    var number: [SIMD3<UInt32>: Int] = [:]
    var sums: [Float3] = []
    let place = positions.indices.map { i -> Int in
      let p: Float3 = positions[i]
      let key = SIMD3(p.x.bitPattern, p.y.bitPattern, p.z.bitPattern)
      let n = number[key] ?? sums.count
      if n == sums.count {
        number[key] = n
        sums.append(.zero)
      }
      sums[n] += normals[i]
      return n
    }
    return place.map { normalize(sums[$0]) }
  }
}
