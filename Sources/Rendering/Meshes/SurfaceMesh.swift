import SceneDescription
import VectorMath

extension Mesh {
  /// Triangles as they are given, with normals that are smooth across edges which turn little.
  ///
  /// A corner's normal is the mean of the faces that meet there, weighted by their angles (Thürmer & Wüthrich, "Computing
  /// vertex normals from polygonal facets", 1998), of those alone that turn from the corner's own face by less than
  /// `crease`, a cosine.
  init(_ vertices: [Vector3], _ corners: [(Int32, Int32, Int32)], crease: Double) {
    self.init()
    // Vertices at the same place are one, whatever the file made of them.
    var known: [Vector3: Int32] = [:]
    let place = vertices.enumerated().map { i, v -> Int32 in
      if let same = known[v] { return same }
      known[v] = Int32(i)
      return Int32(i)
    }
    let faces = corners.map { (place[Int($0.0)], place[Int($0.1)], place[Int($0.2)]) }
    let normals = faces.map { f -> Vector3 in
      cross(vertices[Int(f.1)] - vertices[Int(f.0)], vertices[Int(f.2)] - vertices[Int(f.0)]).normalized
    }
    // Corners by place: those of place v are at start[v]..<start[v + 1], numbered 3 * face + k.
    var start = [Int](repeating: 0, count: vertices.count + 1)
    for (a, b, c) in faces { for v in [a, b, c] { start[Int(v) + 1] += 1 } }
    for v in vertices.indices { start[v + 1] += start[v] }
    var next = start
    var about = [Int](repeating: 0, count: 3 * faces.count)
    var angle = [Double](repeating: 0, count: 3 * faces.count)
    for (t, (a, b, c)) in faces.enumerated() {
      for (k, (v, p, q)) in [(a, b, c), (b, c, a), (c, a, b)].enumerated() {
        about[next[Int(v)]] = 3 * t + k
        next[Int(v)] += 1
        let (x, y) = (vertices[Int(p)] - vertices[Int(v)], vertices[Int(q)] - vertices[Int(v)])
        angle[3 * t + k] = PortableMath.arcTangent(y: cross(x, y).length, x: dot(x, y))
      }
    }
    for (t, (a, b, c)) in faces.enumerated() {
      for v in [Int(a), Int(b), Int(c)] {
        var sum = Vector3.zero
        // The hub of a large fan is that of a disc or a cone: there each face has its own.
        if start[v + 1] - start[v] <= 64 {
          for i in start[v]..<start[v + 1] where dot(normals[about[i] / 3], normals[t]) >= crease {
            sum += normals[about[i] / 3] * angle[about[i]]
          }
        }
        positions.append(vertices[v].float)
        self.normals.append((sum == .zero ? normals[t] : sum.normalized).float)
      }
      triangles.append((Int32(3 * t), Int32(3 * t + 1), Int32(3 * t + 2)))
    }
    slots = [Int32](repeating: 0, count: faces.count)
  }

  /// Ground above a grid, each square in two triangles along the diagonal that the engine collides, and below it a slab
  /// with upright walls.
  static func heightField(_ f: SolidShape.HeightField) -> Mesh {
    let (columns, rows) = (f.columns, f.rows)
    let half = (x: Double(columns - 1) / 2 * f.spacing, z: Double(rows - 1) / 2 * f.spacing)
    let ground = f.heights.enumerated().map { k, y in
      Vector3(Double(k % columns) * f.spacing - half.x, y, Double(k / columns) * f.spacing - half.z)
    }
    var squares: [(Int32, Int32, Int32)] = []
    squares.reserveCapacity(2 * (columns - 1) * (rows - 1))
    for j in 0..<(rows - 1) {
      for i in 0..<(columns - 1) {
        let a = Int32(j * columns + i)
        let b = a + Int32(columns)
        squares.append((a, b, b + 1))
        squares.append((a, b + 1, a + 1))
      }
    }
    // The grid samples smooth ground; only steep steps are edges.
    var mesh = Mesh(ground, squares, crease: 0.6)

    // The rim, counter-clockwise seen from above; the solid goes on downwards without end, what is drawn does not.
    var rim: [Int] = []
    rim += (0..<(rows - 1)).map { $0 * columns }
    rim += (0..<(columns - 1)).map { (rows - 1) * columns + $0 }
    rim += (1..<rows).reversed().map { $0 * columns + columns - 1 }
    rim += (1..<columns).reversed().map { $0 }
    let floor = f.heights.min()! - 0.1 * Swift.max(half.x, half.z)
    let n = Int32(rim.count)
    let top = rim.map { ground[$0] }
    let low = top.map { Vector3($0.x, floor, $0.z) }
    var walls: [(Int32, Int32, Int32)] = []
    for a in 0..<n {
      let b = (a + 1) % n
      walls += [(b, a, n + a), (b, n + a, n + b), (2 * n, n + b, n + a)]
    }
    mesh.append(Mesh(top + low + [Vector3(0, floor, 0)], walls, crease: meshCrease))
    return mesh
  }
}
