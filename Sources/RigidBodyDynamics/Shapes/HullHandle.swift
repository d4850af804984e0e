import VectorMath

/// A face of a hull as the inner loops see it.
struct HullPlane {
  var normal: Vector3
  var offset: Double
  /// Where its corners are in `HullTopology.loops`, and how many.
  var first: Int32
  var count: Int32
}

/// An edge of a hull: corners, and the faces to both sides.
struct HullEdge {
  var from: Int32
  var to: Int32
  var left: Int32
  var right: Int32
}

/// A hull as the inner loops see it: plain arrays about the centre of mass.
struct HullTopology {
  var vertices: UnsafeMutablePointer<Vector3>
  var vertexCount: Int
  var faces: UnsafeMutablePointer<HullPlane>
  var faceCount: Int
  /// The corners of the faces, one face after another.
  var loops: UnsafeMutablePointer<Int32>
  var edges: UnsafeMutablePointer<HullEdge>
  var edgeCount: Int
  /// The corners next to each corner, from `neighbourStart[v]` up to `neighbourStart[v + 1]`, and likewise its faces
  /// (a corner has as many of these as of those).
  var neighbourStart: UnsafeMutablePointer<Int32>
  var neighbours: UnsafeMutablePointer<Int32>
  var cornerFaces: UnsafeMutablePointer<Int32>
  /// Bounds about the centre of mass, m.
  var low: Vector3
  var high: Vector3
  var innerRadius: Double
  var boundingRadius: Double

  /// The corner that is farthest along d.
  ///
  /// Larger hulls climb from corner to corner: on a convex polyhedron a corner without a better neighbour is the best.
  @inline(__always) func support(_ d: Vector3) -> Int {
    var best = 0
    var height = dot(vertices[0], d)
    if vertexCount <= 24 {
      for i in 1..<vertexCount {
        let h = dot(vertices[i], d)
        if h > height {
          height = h
          best = i
        }
      }
      return best
    }
    while true {
      let from = best
      for k in Int(neighbourStart[from])..<Int(neighbourStart[from + 1]) {
        let v = Int(neighbours[k])
        let h = dot(vertices[v], d)
        if h > height {
          height = h
          best = v
        }
      }
      if best == from { return best }
    }
  }

  /// Of the faces that meet at the corner farthest along d, the one that looks most along d.
  func face(along d: Vector3) -> Int {
    let v = support(d)
    var best = Int(cornerFaces[Int(neighbourStart[v])])
    for k in Int(neighbourStart[v]) + 1..<Int(neighbourStart[v + 1]) {
      let f = Int(cornerFaces[k])
      let better = dot(faces[f].normal, d) - dot(faces[best].normal, d)
      if better > 0 || (better == 0 && f < best) { best = f }
    }
    return best
  }
}

/// A reference to the arrays of a hull, without a reference count. The `ConvexHull` owns them and never writes them.
struct HullHandle: @unchecked Sendable {
  private let storage: UnsafeMutablePointer<HullTopology>

  @inline(__always) var topology: UnsafePointer<HullTopology> { UnsafePointer(storage) }

  init(_ hull: HullFaces, centre: Vector3) {
    func copy<T>(_ array: [T]) -> UnsafeMutablePointer<T> {
      let p = UnsafeMutablePointer<T>.allocate(capacity: array.count)
      p.initialize(from: array, count: array.count)
      return p
    }
    let vertices = hull.vertices.map { $0 - centre }
    var loops: [Int32] = []
    var planes: [HullPlane] = []
    var inner = Double.infinity
    for f in hull.faces {
      let offset = f.loop.map { dot(vertices[$0], f.normal) }.max()!
      inner = Swift.min(inner, offset)
      planes.append(HullPlane(normal: f.normal, offset: offset, first: Int32(loops.count), count: Int32(f.loop.count)))
      loops += f.loop.map(Int32.init)
    }
    var neighbours = [[Int32]](repeating: [], count: vertices.count)
    var cornerFaces = neighbours
    for e in hull.edges {
      neighbours[e.from].append(Int32(e.to))
      neighbours[e.to].append(Int32(e.from))
    }
    for (i, f) in hull.faces.enumerated() {
      for v in f.loop { cornerFaces[v].append(Int32(i)) }
    }
    var starts: [Int32] = [0]
    for n in neighbours { starts.append(starts.last! + Int32(n.count)) }
    let edges = hull.edges.map {
      HullEdge(from: Int32($0.from), to: Int32($0.to), left: Int32($0.left), right: Int32($0.right))
    }
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: HullTopology(
        vertices: copy(vertices), vertexCount: vertices.count, faces: copy(planes), faceCount: planes.count,
        loops: copy(loops), edges: copy(edges), edgeCount: edges.count, neighbourStart: copy(starts),
        neighbours: copy(neighbours.flatMap { $0 }), cornerFaces: copy(cornerFaces.flatMap { $0 }),
        low: vertices.reduce(vertices[0], min), high: vertices.reduce(vertices[0], max), innerRadius: inner,
        boundingRadius: vertices.reduce(0) { Swift.max($0, $1.length) }))
  }

  func deallocate() {
    let t = storage.pointee
    t.vertices.deallocate()
    t.faces.deallocate()
    t.loops.deallocate()
    t.edges.deallocate()
    t.neighbourStart.deallocate()
    t.neighbours.deallocate()
    t.cornerFaces.deallocate()
    storage.deallocate()
  }
}
