import VectorMath

/// A fixed or kinematic surface of triangles, touched from the side from which their corners run counter-clockwise.
///
/// It is a surface, not a solid: what is behind it is not pushed out. Vertices at the same place count as one, so lists
/// of loose triangles are joined. Immutable, and cheap to copy.
public final class TriangleMesh: Hashable, @unchecked Sendable {
  /// Greatest number of triangles.
  public static let triangleLimit = 4_000_000
  /// Greatest coordinate, m.
  public static let coordinateLimit = 1e5
  /// Least height of a triangle as a part of its longest side.
  public static let leastHeight = 1e-6

  /// Metres, in the shape's frame.
  public let vertices: [Vector3]
  /// Indices into `vertices`.
  public let triangles: [SIMD3<Int32>]
  /// What the inner loops read; it lives as long as the mesh.
  let handle: MeshHandle

  /// - Throws: `ShapeError` for numbers that are not finite or too large, indices without a vertex, triangles without
  ///   area, and lists that are empty or too long.
  public init(vertices: [Vector3], triangles: [SIMD3<Int32>]) throws(ShapeError) {
    self.vertices = vertices
    self.triangles = triangles
    try TriangleMesh.validate(vertices, triangles)
    handle = MeshHandle(vertices, triangles)
  }

  deinit { handle.deallocate() }

  private static func validate(_ vertices: [Vector3], _ triangles: [SIMD3<Int32>]) throws(ShapeError) {
    guard !triangles.isEmpty else { throw ShapeError(field: "triangles", value: 0, reason: .tooFew(1)) }
    guard triangles.count <= triangleLimit else {
      throw ShapeError(field: "triangles", value: Double(triangles.count), reason: .tooMany(triangleLimit))
    }
    for (i, p) in vertices.enumerated() {
      for (axis, name) in ["x", "y", "z"].enumerated() {
        let field = "vertices[\(i)].\(name)"
        guard p[axis].isFinite else { throw ShapeError(field: field, value: p[axis], reason: .notFinite) }
        guard p[axis].magnitude <= coordinateLimit else {
          throw ShapeError(field: field, value: p[axis], reason: .outOfRange(-coordinateLimit...coordinateLimit))
        }
      }
    }
    for (i, t) in triangles.enumerated() {
      for k in 0..<3 where t[k] < 0 || Int(t[k]) >= vertices.count {
        throw ShapeError(
          field: "triangles[\(i)][\(k)]", value: Double(t[k]),
          reason: .outOfRange(0...Double(Swift.max(0, vertices.count - 1))))
      }
      let a = vertices[Int(t[0])]
      let b = vertices[Int(t[1])]
      let c = vertices[Int(t[2])]
      let longest = Swift.max((b - a).length, Swift.max((c - b).length, (a - c).length))
      let height = longest > 0 ? cross(b - a, c - a).length / longest : 0
      let least = Swift.max(longest * leastHeight, 1e-12)
      guard height >= least else {
        throw ShapeError(field: "triangles[\(i)]", value: height, reason: .flat(limit: least))
      }
    }
  }

  public static func == (a: TriangleMesh, b: TriangleMesh) -> Bool {
    a === b || (a.triangles == b.triangles && a.vertices == b.vertices)
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(vertices)
    hasher.combine(triangles)
  }
}

/// Vertices that a triangle has, and the triangles across its sides.
struct MeshTriangle {
  var corners: SIMD3<Int32>
  /// Side k runs from corner k to the next; -1 at the border.
  var neighbours: SIMD3<Int32>
  var region: Int32
  var features: SurfaceFeatures
}

/// A reference to the arrays of a mesh, without a reference count. The `TriangleMesh` owns them and never writes them.
struct MeshHandle: TriangleSurface, @unchecked Sendable {
  private struct Storage {
    var vertices: UnsafeMutablePointer<Vector3>
    var triangles: UnsafeMutablePointer<MeshTriangle>
    var triangleCount: Int
    var boundingRadius: Double
    var tree: DynamicTree
  }
  private let storage: UnsafeMutablePointer<Storage>

  init(_ vertices: [Vector3], _ triangles: [SIMD3<Int32>]) {
    let names = weld(vertices)
    var list = triangles.map { t in
      MeshTriangle(
        corners: SIMD3(names[Int(t[0])], names[Int(t[1])], names[Int(t[2])]), neighbours: SIMD3(-1, -1, -1),
        region: 0, features: [])
    }
    joinSides(&list)
    func copy<T>(_ array: [T]) -> UnsafeMutablePointer<T> {
      let p = UnsafeMutablePointer<T>.allocate(capacity: array.count)
      p.initialize(from: array, count: array.count)
      return p
    }
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        vertices: copy(vertices), triangles: copy(list), triangleCount: list.count,
        boundingRadius: vertices.reduce(0) { Swift.max($0, $1.length) }, tree: DynamicTree()))
    storage.pointee.tree = DynamicTree(boxes: list.indices.map { box(of: $0) })
    let analysis = SurfaceAnalysis(self)
    for i in list.indices {
      storage.pointee.triangles[i].region = analysis.regions[i]
      storage.pointee.triangles[i].features = analysis.features[i]
    }
  }

  func deallocate() {
    storage.pointee.vertices.deallocate()
    storage.pointee.triangles.deallocate()
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  var boundingRadius: Double { storage.pointee.boundingRadius }
  var bounds: BoundingBox { storage.pointee.tree.box(of: storage.pointee.tree.root) }
  var tree: DynamicTree { storage.pointee.tree }

  @inline(__always) var triangleCount: Int { storage.pointee.triangleCount }
  @inline(__always) func corner(_ k: Int, of triangle: Int) -> Int {
    Int(storage.pointee.triangles[triangle].corners[k])
  }
  @inline(__always) func vertex(_ v: Int) -> Vector3 { storage.pointee.vertices[v] }
  @inline(__always) func neighbour(_ side: Int, of triangle: Int) -> Int {
    Int(storage.pointee.triangles[triangle].neighbours[side])
  }
  @inline(__always) func features(of triangle: Int) -> SurfaceFeatures { storage.pointee.triangles[triangle].features }
  @inline(__always) func region(of triangle: Int) -> Int { Int(storage.pointee.triangles[triangle].region) }
  func query(_ box: BoundingBox, _ body: (Int) -> Void) { storage.pointee.tree.query(box, body) }
  func cast(
    from origin: Vector3, direction: Vector3, halfExtents: Vector3, limit: Double, _ body: (Int, Double) -> Double
  ) {
    storage.pointee.tree.cast(from: origin, direction: direction, halfExtents: halfExtents, limit: limit, body)
  }
  var isSolidBelow: Bool { false }
  func triangle(under p: Vector3) -> Int { -1 }
}

/// For each vertex the lowest number of a vertex at the same place.
private func weld(_ vertices: [Vector3]) -> [Int32] {
  let order = vertices.indices.sorted { i, j in
    let (a, b) = (vertices[i], vertices[j])
    if a.x != b.x { return a.x < b.x }
    if a.y != b.y { return a.y < b.y }
    if a.z != b.z { return a.z < b.z }
    return i < j
  }
  var names = [Int32](repeating: 0, count: vertices.count)
  var first = 0
  for (place, i) in order.enumerated() {
    if place == 0 || vertices[i] != vertices[order[place - 1]] { first = i }
    names[i] = Int32(first)
  }
  return names
}

/// Finds the neighbour across each side: the triangle that has the same side the other way.
///
/// Where more than two triangles share a side, they are paired in their order and the rest has a border there.
private func joinSides(_ triangles: inout [MeshTriangle]) {
  struct Side {
    var low: Int32
    var high: Int32
    var isForward: Bool
    var number: Int
  }
  var sides: [Side] = []
  sides.reserveCapacity(triangles.count * 3)
  for t in triangles.indices {
    for k in 0..<3 {
      let a = triangles[t].corners[k]
      let b = triangles[t].corners[(k + 1) % 3]
      sides.append(Side(low: Swift.min(a, b), high: Swift.max(a, b), isForward: a < b, number: t * 3 + k))
    }
  }
  sides.sort { ($0.low, $0.high, $0.number) < ($1.low, $1.high, $1.number) }
  var start = 0
  while start < sides.count {
    var end = start
    while end < sides.count && sides[end].low == sides[start].low && sides[end].high == sides[start].high { end += 1 }
    let forward = sides[start..<end].filter { $0.isForward }
    let backward = sides[start..<end].filter { !$0.isForward }
    for (f, b) in zip(forward, backward) {
      triangles[f.number / 3].neighbours[f.number % 3] = Int32(b.number / 3)
      triangles[b.number / 3].neighbours[b.number % 3] = Int32(f.number / 3)
    }
    start = end
  }
}
