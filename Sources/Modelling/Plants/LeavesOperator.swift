import LocatedJSON
import VectorMath

/// The leaves of the branching in another part: copies of leaf nodes along its last branches.
struct LeavesOperator: ShapeOperator {
  static let key = "leavesOf"
  private let source: JSONNode
  private let fields: Fields
  private static let mostTriangles = 2_000_000

  private struct Fields: Record {
    var part = ""
    var leaf: [ShapeNode] = []
    var perTwig: Expression?
    var size: [Expression]?
    var levels: Expression?
    var along: [Expression]?
    var angle: Expression?
    var tilt: Expression?
    var around: Bool?
    var seed: Expression?

    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("part", &part, "The part with the branching.")
      try f.required("leaf", &leaf, "Nodes of which one is chosen for each leaf.")
      try f.optional("perTwig", &perTwig, absent: "8", "Leaves on a branch of usual length.")
      try f.optional("size", &size, absent: "[0.8, 1.2]", "Between which each leaf is scaled.")
      try f.optional("levels", &levels, absent: "1", "Levels of the last branches that bear leaves.")
      try f.optional("along", &along, absent: "[0.15, 1]", "Share of a branch from and to which leaves grow.")
      try f.optional("angle", &angle, unit: "degrees", absent: "50", "Between leaf and branch.")
      try f.optional("tilt", &tilt, unit: "degrees", absent: "20", "By which chance turns each.")
      try f.optional("around", &around, absent: "false", "Upper faces look towards the branch's tip, not up.")
      try f.optional("seed", &seed, absent: "0", "Of chance.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
    guard !fields.leaf.isEmpty else { throw node.error("expected at least one node in \"leaf\"") }
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "leaves"

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let shape = try context.shape(ofPart: fields.part, at: source)
    let items = shape.items.filter { $0.operator is BranchingOperator }
    guard !items.isEmpty else {
      throw source.error("expected a part whose shape is a \"branching\", found none in part '\(fields.part)'")
    }
    var leaves: [TriangleMesh] = []
    for node in fields.leaf { leaves.append(try node.mesh(in: scope, context: context)) }
    func pair(_ list: [Expression]?, _ standard: (Double, Double)) throws(JSONError) -> (Double, Double) {
      guard let list else { return standard }
      guard list.count == 2 else {
        throw list.first?.error("expected [low, high]") ?? source.error("expected [low, high]")
      }
      return (try list[0].evaluate(in: scope), try list[1].evaluate(in: scope))
    }
    var arrangement = Arrangement()
    arrangement.size = try pair(fields.size, (0.8, 1.2))
    arrangement.along = try pair(fields.along, (0.15, 1))
    arrangement.perTwig = try fields.perTwig?.evaluate(in: scope) ?? 8
    arrangement.angle = (try fields.angle?.evaluate(in: scope) ?? 50) * .pi / 180
    arrangement.tilt = (try fields.tilt?.evaluate(in: scope) ?? 20) * .pi / 180
    arrangement.facesTip = fields.around ?? false
    let levels = try fields.levels?.count(in: scope, "levels", 1...6) ?? 1

    var whole = TriangleMesh()
    for item in items {
      guard let branching = item.operator as? BranchingOperator else { continue }
      // The branching's own place, scale and copies are its leaves' too.
      let part = try item.modifiers.mesh(in: scope) { scope throws(JSONError) in
        let tree = try branching.tree(in: scope)
        let last = try branching.levelCount(in: scope)
        let seed = try ChanceSeed.value(fields.seed, addsVariant: true, in: scope) ^ branching.seed(in: scope)
        let mesh = arrangement.mesh(
          tree, from: Swift.max(0, last - levels + 1), leaves, seed: seed, limit: Self.mostTriangles)
        guard let mesh else {
          throw source.error("expected leaves of at most \(Self.mostTriangles) triangles; make them fewer or simpler")
        }
        return mesh
      }
      whole.append(part)
    }
    return whole
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] { [] }
}

/// How leaves stand on twigs.
private struct Arrangement {
  var size = (0.8, 1.2)
  var along = (0.15, 1.0)
  var perTwig = 8.0
  var angle = 0.9
  var tilt = 0.35
  var facesTip = false

  /// Nil where they would be too many.
  func mesh(
    _ tree: TreeSkeleton, from level: Int, _ leaves: [TriangleMesh], seed: UInt64, limit: Int
  ) -> TriangleMesh? {
    var random = SeededGenerator(seed: seed, stage: "leaves")
    var mesh = TriangleMesh()
    let twigs = tree.branches.filter { $0.level >= level }
    let usual = twigs.reduce(0) { $0 + $1.length } / Double(Swift.max(1, twigs.count))
    for twig in twigs {
      let count = Swift.max(1, Int((perTwig * Swift.min(2, twig.length / usual)).rounded()))
      var turn = random.uniform(0...2 * .pi)
      for k in 0..<count {
        let share = (Double(k) + random.uniform(0.2...0.8)) / Double(count)
        let place = Swift.min(Swift.max(along.0 + (along.1 - along.0) * share, 0), 1) * Double(twig.points.count - 1)
        let i = Swift.min(Int(place), twig.points.count - 2)
        let axis = (twig.points[i + 1] - twig.points[i]).normalized
        let radius = twig.radii[i] + (twig.radii[i + 1] - twig.radii[i]) * (place - Double(i))
        turn += 2.399_963_229_728_653 + 0.3 * random.normal()
        let side = axis.anyPerpendicular
        let (s, c) = PortableMath.sineAndCosine(turn)
        let out = side * c + cross(axis, side) * s
        let (sa, ca) = PortableMath.sineAndCosine(angle)
        let shake = Vector3(random.normal(), random.normal(), random.normal()) * (0.6 * tilt)
        let ahead = Quaternion(rotationVector: shake).rotate(axis * ca + out * sa)
        let aim = facesTip ? axis : Vector3.unitY + Vector3(random.normal(), 0, random.normal()) * (0.5 * tilt)
        var across = cross(aim, ahead)
        across = across.lengthSquared > 1e-9 ? across.normalized : ahead.anyPerpendicular
        let up = cross(ahead, across)
        let base = mix(twig.points[i], twig.points[i + 1], place - Double(i)) + out * (0.7 * radius)
        let leaf = leaves[random.index(leaves.count)]
        let scale = random.uniform(Swift.min(size.0, size.1)...Swift.max(size.0, size.1))
        if mesh.triangles.count + leaf.triangles.count > limit { return nil }
        let first = Int32(mesh.positions.count)
        for p in leaf.positions { mesh.positions.append(base + (across * p.x + up * p.y + ahead * p.z) * scale) }
        for n in leaf.normals { mesh.normals.append(across * n.x + up * n.y + ahead * n.z) }
        for t in leaf.triangles { mesh.triangles.append(t &+ SIMD3(repeating: first)) }
      }
    }
    return mesh
  }
}
