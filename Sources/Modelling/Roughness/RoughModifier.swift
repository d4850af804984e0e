import LocatedJSON
import VectorMath

/// Moves a surface along its normal by fractal noise: rocks, bark, crusts, crumpled things.
struct RoughModifier: Deformer {
  static let key = "rough"
  static let formName = "roughness"
  private let source: JSONNode
  private let fields: Fields
  static let mostTriangles = 150_000

  private struct Fields: Record {
    var height = Expression(0.01)
    var size = Expression(0.1)
    var octaves: Expression?
    var ridges: Expression?
    var stretch: SpreadExpression?
    var seed: Expression?
    var variant: Bool?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("height", &height, unit: "m", "That the surface moves out and in at most.")
      try f.required("size", &size, unit: "m", "Of the largest bumps.")
      try f.optional("octaves", &octaves, absent: "3", "Each half the size and height of the one before.")
      try f.optional("ridges", &ridges, absent: "0", "0: rolling; 1: sharp ridges between hollows.")
      try f.optional("stretch", &stretch, absent: "1", "Lengthens the bumps along x, y, z: bark, layered rock.")
      try f.optional("seed", &seed, absent: "0", "Of chance.")
      try f.optional("variant", &variant, absent: "false", "Whether the variant's seed is added.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }

  /// The numbers in a scope.
  private struct Noise {
    var height: Double
    var size: Double
    var stretch: Vector3
    var noise: FractalNoise
    func distance(_ p: Vector3) -> Double {
      height * noise.value(Vector3(p.x / stretch.x, p.y / stretch.y, p.z / stretch.z) / size)
    }
  }
  private func noise(in scope: Scope) throws(JSONError) -> Noise {
    let size = try fields.size.length(in: scope, "a size")
    let height = try fields.height.lengthOrZero(in: scope, "a height")
    var noise = FractalNoise()
    noise.octaves = try fields.octaves?.count(in: scope, "octaves", 1...8) ?? 3
    noise.ridges = try fields.ridges?.evaluate(in: scope) ?? 0
    noise.seed = try ChanceSeed.value(fields.seed, addsVariant: fields.variant ?? false, in: scope)
    let stretch = try fields.stretch?.evaluate(in: scope) ?? Vector3(1, 1, 1)
    guard stretch.smallest > 0 else { throw source.error("expected a stretch above 0") }
    return Noise(height: height, size: size, stretch: stretch, noise: noise)
  }

  func deform(_ mesh: TriangleMesh, in scope: Scope) throws(JSONError) -> TriangleMesh {
    let noise = try noise(in: scope)
    if noise.height == 0 || mesh.triangles.isEmpty { return mesh }
    let coarse = noise.size * noise.stretch.smallest / 3
    var refined = RefinedMesh(
      mesh, shortest: 0.35 * coarse, tolerance: Swift.min(0.25 * noise.height, 0.1 * coarse))
    guard refined.refine(edges: coarse, most: Self.mostTriangles) else {
      throw fields.size.error(
        "expected a size of bumps that \(Self.mostTriangles) triangles can show on this surface, found \(noise.size) m")
    }
    // Finer while it stays cheap, down to what the smallest octave needs.
    var edge = coarse
    for _ in 1..<Swift.max(2, noise.noise.octaves) where refined.triangles.count < 8000 && noise.noise.octaves > 1 {
      var finer = refined
      edge *= 0.5
      guard finer.refine(edges: edge, most: 30_000) else { break }
      refined = finer
    }
    refined.displace(noise.distance)
    // 50 degrees: noise has no edges, only those of the solid remain.
    return refined.mesh(creaseCosine: 0.642_787_609_686_539_3)
  }

  /// Hulls around the pieces with their surfaces moved alike.
  func deform(_ pieces: [CollisionPiece], in scope: Scope) throws(JSONError) -> [CollisionPiece] {
    let noise = try noise(in: scope)
    if noise.height == 0 { return pieces }
    return pieces.compactMap { piece in
      guard let hull = ConvexHull(around: piece.outlinePoints) else { return nil }
      var mesh = TriangleMesh()
      mesh.positions = hull.points
      mesh.triangles = hull.triangles
      var refined = RefinedMesh(mesh)
      // A piece too fine for the noise keeps what was reached.
      _ = refined.refine(edges: noise.size * noise.stretch.smallest / 3, most: 3000)
      refined.displace(noise.distance)
      return CollisionPiece.hull(around: refined.positions) ?? piece
    }
  }
}
