import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// The node in a JSON text.
func shape(_ text: String) throws(JSONError) -> ShapeNode {
  try ShapeNode(json: JSONReader.parse(Array(text.utf8), file: "a.json"))
}

func mesh(_ text: String, seed: UInt64 = 0) throws(JSONError) -> TriangleMesh {
  try shape(text).mesh(in: Scope(seed: seed), context: ModelContext())
}

func pieces(_ text: String, seed: UInt64 = 0) throws(JSONError) -> [SolidShape.Compound.Part] {
  try shape(text).pieces(in: Scope(seed: seed), context: ModelContext())
}

extension TriangleMesh {
  /// Directed edges that are not met exactly once by their opposites, after corners at one place are one.
  var openEdges: Int {
    var numbers: [Vector3: Int32] = [:]
    let corners = positions.map { p -> Int32 in
      // To a hundredth of a micrometre.
      let key = Vector3((p.x * 1e8).rounded() + 0, (p.y * 1e8).rounded() + 0, (p.z * 1e8).rounded() + 0)
      if let v = numbers[key] { return v }
      numbers[key] = Int32(numbers.count)
      return Int32(numbers.count - 1)
    }
    var edges: [SIMD2<Int32>: Int] = [:]
    for t in triangles {
      let c = SIMD3(corners[Int(t.x)], corners[Int(t.y)], corners[Int(t.z)])
      if c.x == c.y || c.y == c.z || c.z == c.x { continue }
      for k in 0..<3 { edges[SIMD2(c[k], c[(k + 1) % 3]), default: 0] += 1 }
    }
    return edges.reduce(0) { $0 + (edges[SIMD2($1.key.y, $1.key.x)] == $1.value ? 0 : 1) }
  }

  /// Corners whose normal is not of length 1, or looks into the surface.
  var wrongNormals: Int {
    var wrong = normals.filter { ($0.length - 1).magnitude > 1e-9 }.count
    for t in triangles {
      let a = positions[Int(t.x)]
      let face = cross(positions[Int(t.y)] - a, positions[Int(t.z)] - a).normalized
      for k in 0..<3 where face != .zero && dot(face, normals[Int(t[k])]) < -0.02 { wrong += 1 }
    }
    return wrong
  }
}

extension SolidShape.Compound.Part {
  /// m^3; of a hull's own solid.
  var solidVolume: Double {
    if case .hull(let h) = shape { return ConvexHull(around: h.points)?.volume ?? 0 }
    return shape.volume
  }
}
