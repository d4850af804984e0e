import LocatedJSON
import VectorMath

/// A closed cage of polygons, subdivided to a smooth surface (Catmull & Clark 1978).
struct CageOperator: ShapeOperator, JSONCodable {
  static let key = "cage"
  private let fields: Fields
  private let node: JSONNode

  private struct Fields: Record {
    var points: [VectorExpression] = []
    var faces: [[Int]] = []
    var creases: [[Int]] = []
    var levels = 2
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required(
        "points", &points, unit: "m", rule: FieldRule("4 to 10000 points") { (4...10000).contains($0.count) },
        "Corners.")
      try f.required(
        "faces", &faces, rule: FieldRule("lists of 3 point numbers or more") { $0.allSatisfy { $0.count >= 3 } },
        "Counter-clockwise from outside.")
      try f.field(
        "creases", &creases, rule: FieldRule("pairs of point numbers") { $0.allSatisfy { $0.count == 2 } },
        "Edges that stay sharp.")
      try f.field("levels", &levels, rule: .range(0...5), "How often each face is divided in four.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    fields = try Fields(json: node)
    self.node = node
    let count = fields.points.count
    for list in fields.faces + fields.creases {
      if let wrong = list.first(where: { !(0..<count).contains($0) }) {
        throw node.error("no point \(wrong) in this cage; there are \(count), numbered from 0")
      }
    }
    if let fault = Subdivision(points: [], faces: fields.faces, creases: fields.creases).fault {
      throw node.error(fault)
    }
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "cage"

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    var places: [Vector3] = []
    for p in fields.points { places.append(try p.evaluate(in: scope)) }
    var cage = Subdivision(points: places, faces: fields.faces, creases: fields.creases)
    for _ in 0..<fields.levels { cage = cage.divided }
    var surface = Surface()
    surface.positions = cage.points
    for face in cage.faces {
      if face.count == 4 {
        surface.addQuad(Int32(face[0]), Int32(face[1]), Int32(face[2]), Int32(face[3]))
      } else {
        surface.addPolygon(face.map { Int32($0) })
      }
    }
    surface.orientOutwards()
    return surface.mesh()
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    [CollisionPiece.hull(around: try mesh(in: scope, context: context).positions)].compactMap { $0 }
  }
}

/// Polygons that Catmull and Clark's rules divide.
struct Subdivision {
  var points: [Vector3]
  var faces: [[Int]]
  var creases: [[Int]]

  private struct Edge {
    var a: Int
    var b: Int
    var faces: [Int] = []
    var isSharp = false
  }

  /// Edges in the order in which faces mention them; only looked up by key.
  private var edges: (list: [Edge], number: [SIMD2<Int>: Int]) {
    var list: [Edge] = []
    var number: [SIMD2<Int>: Int] = [:]
    for (f, face) in faces.enumerated() {
      for k in face.indices {
        let (a, b) = (face[k], face[(k + 1) % face.count])
        let key = SIMD2(min(a, b), max(a, b))
        let e = number[key] ?? list.count
        if e == list.count {
          number[key] = e
          list.append(Edge(a: key.x, b: key.y))
        }
        list[e].faces.append(f)
      }
    }
    for crease in creases {
      if let e = number[SIMD2(min(crease[0], crease[1]), max(crease[0], crease[1]))] { list[e].isSharp = true }
    }
    return (list, number)
  }

  /// What keeps the faces from being a closed surface; nil where nothing does.
  var fault: String? {
    let (list, number) = edges
    for edge in list where edge.faces.count != 2 {
      return
        "expected each edge of the cage between two faces; that of points \(edge.a) and \(edge.b) has \(edge.faces.count)"
    }
    for crease in creases where number[SIMD2(min(crease[0], crease[1]), max(crease[0], crease[1]))] == nil {
      return "the crease of points \(crease[0]) and \(crease[1]) is no edge of the cage"
    }
    return nil
  }

  /// Each polygon cut into four-sided ones, once.
  var divided: Subdivision {
    let (list, number) = edges
    let facePoints = faces.map { face in
      var sum = Vector3.zero
      for v in face { sum += points[v] }
      return sum / Double(face.count)
    }
    let edgePoints = list.map { e -> Vector3 in
      let middle = (points[e.a] + points[e.b]) / 2
      return e.isSharp ? middle : (middle + (facePoints[e.faces[0]] + facePoints[e.faces[1]]) / 2) / 2
    }
    var faceSums = [Vector3](repeating: .zero, count: points.count)
    var faceCounts = [Int](repeating: 0, count: points.count)
    for (f, face) in faces.enumerated() {
      for v in face {
        faceSums[v] += facePoints[f]
        faceCounts[v] += 1
      }
    }
    var edgeSums = [Vector3](repeating: .zero, count: points.count)
    var sharpSums = edgeSums
    var sharpCounts = [Int](repeating: 0, count: points.count)
    for e in list {
      edgeSums[e.a] += (points[e.a] + points[e.b]) / 2
      edgeSums[e.b] += (points[e.a] + points[e.b]) / 2
      guard e.isSharp else { continue }
      sharpSums[e.a] += points[e.b]
      sharpSums[e.b] += points[e.a]
      sharpCounts[e.a] += 1
      sharpCounts[e.b] += 1
    }
    let moved = points.indices.map { v -> Vector3 in
      let n = Double(faceCounts[v])
      if faceCounts[v] == 0 || sharpCounts[v] > 2 { return points[v] }
      if sharpCounts[v] == 2 { return points[v] * 0.75 + sharpSums[v] * 0.125 }
      return (faceSums[v] / n + edgeSums[v] * (2 / n) + points[v] * (n - 3)) / n
    }
    let (firstEdge, firstFace) = (points.count, points.count + list.count)
    func edge(_ a: Int, _ b: Int) -> Int { firstEdge + (number[SIMD2(min(a, b), max(a, b))] ?? 0) }
    var out = Subdivision(points: moved + edgePoints + facePoints, faces: [], creases: [])
    for (f, face) in faces.enumerated() {
      for k in face.indices {
        let (before, v, after) = (face[(k + face.count - 1) % face.count], face[k], face[(k + 1) % face.count])
        out.faces.append([v, edge(v, after), firstFace + f, edge(before, v)])
      }
    }
    for (k, e) in list.enumerated() where e.isSharp {
      out.creases.append([e.a, firstEdge + k])
      out.creases.append([firstEdge + k, e.b])
    }
    return out
  }
}
